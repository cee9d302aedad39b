#include "config/overrides.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class OverrideFaults : public testing::TestWithParam<Fault> {};

TEST_P(OverrideFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, OverrideFaults,
    testing::Values(
        Fault{"OverrideOfNoKind", "rotations: {week: {overrides: [{from: 2026-12-01, to: 2026-12-02}]}}\n",
              "team.yaml:1:32: error: an override says one of `person`, `replace` (and `with`), `add` or "
              "`remove`"},
        Fault{"OverrideOfTwoKinds",
              "rotations: {week: {overrides: [{add: ann, remove: bob, from: 2026-12-01, to: 2026-12-02}]}}\n",
              "team.yaml:1:32: error: an override says one of `person`, `replace` (and `with`), `add` or "
              "`remove`"},
        Fault{"ReplaceWithoutWith",
              "rotations: {week: {overrides: [{replace: ann, from: 2026-12-01, to: 2026-12-02}]}}\n",
              "team.yaml:1:32: error: an override needs `with`"},
        Fault{"OverrideInTheGap",
              "rotations: {week: {overrides: [{person: ann, from: 2026-03-29T02:30, to: 2026-03-30}]}}\n",
              "team.yaml:1:52: error: 2026-03-29T02:30 does not exist in Europe/Oslo, where the clocks go "
              "forward; write a time that does, or one with an offset such as 2026-03-29T03:00+02:00"},
        Fault{"OverrideInTheRepeatedHour",
              "rotations: {week: {overrides: [{person: ann, from: 2026-10-25, to: 2026-10-25T02:30}]}}\n",
              "team.yaml:1:68: error: 2026-10-25T02:30 occurs twice in Europe/Oslo, where the clocks go "
              "back; say which with an offset: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"},
        Fault{"OverrideEndsFirst",
              "rotations: {week: {overrides: [{person: ann, from: 2026-12-02, to: 2026-12-01}]}}\n",
              "team.yaml:1:68: error: ends before it begins; `to` is exclusive: for one day write the next "
              "day"},
        Fault{
            "OverridesOverlap",
            "rotations:\n"
            "  week:\n"
            "    overrides:\n"
            "      - {person: ann, from: 2026-12-01, to: 2026-12-03}\n"
            "      - {person: bob, from: 2026-12-02, to: 2026-12-04}\n",
            "team.yaml:5:9: warning: overlaps the override at team.yaml:4:9; the later one in the list wins"},
        Fault{"ReplaceOfSomebodyElse",
              "rotations: {week: {overrides: [{replace: bob, with: cy, from: 2026-01-05T09:00, to: "
              "2026-01-06}]}}\n",
              "team.yaml:1:32: warning: no effect: `bob` is not on call in this time"},
        Fault{"TemporarySchedule",
              "rotations: {week: {overrides: [{schedule: [], from: 2026-12-01, to: 2026-12-02}]}}\n",
              "team.yaml:1:33: error: this version reads no temporary schedule; write an override with "
              "`person` for each of its shifts"}),
    name_of_fault);

std::string shown(const Override& entry) {
    const auto kind = [&] {
        switch (entry.kind) {
            case Override::Kind::set:
                return "set ";
            case Override::Kind::replace:
                return "replace ";
            case Override::Kind::add:
                return "add ";
            case Override::Kind::remove:
                return "remove ";
        }
        return "";
    };
    return kind() + (entry.replaced.empty() ? "" : entry.replaced.str() + " with ") + entry.person.str() +
           " " + to_rfc3339(entry.during.from) + " " + to_rfc3339(entry.during.to);
}

std::vector<std::string> overrides_of(std::string_view items) {
    const Settings settings = settings_of("rotations: {week: {overrides: [" + std::string(items) + "]}}");
    std::vector<std::string> all;
    for (const Override& entry : settings.engine.rotations.at(RotationId("week")).overrides)
        all.push_back(shown(entry));
    return all;
}

TEST(Overrides, OfEveryKind) {
    EXPECT_EQ(overrides_of("{person: bob, from: 2026-12-01, to: 2026-12-02},"
                           "{replace: ann, with: cy, from: 2026-12-03, to: 2026-12-04},"
                           "{add: cy, from: 2026-12-05, to: 2026-12-06},"
                           "{remove: bob, from: 2026-12-07, to: 2026-12-08}"),
              (std::vector<std::string>{"set bob 2026-11-30T23:00:00Z 2026-12-01T23:00:00Z",
                                        "replace ann with cy 2026-12-02T23:00:00Z 2026-12-03T23:00:00Z",
                                        "add cy 2026-12-04T23:00:00Z 2026-12-05T23:00:00Z",
                                        "remove bob 2026-12-06T23:00:00Z 2026-12-07T23:00:00Z"}));
}

TEST(Overrides, AreReadInTheZoneOfTheRotationUnlessTheyHaveAnOffset) {
    EXPECT_EQ(overrides_of("{person: bob, from: 2026-07-01T09:00, to: 2026-07-01T09:30+00:00}"),
              std::vector<std::string>{"set bob 2026-07-01T07:00:00Z 2026-07-01T09:30:00Z"});
}

TEST(Overrides, MayNameARepeatedHourByItsOffset) {
    EXPECT_EQ(overrides_of("{person: bob, from: 2026-10-25T02:30+02:00, to: 2026-10-25T02:30+01:00}"),
              std::vector<std::string>{"set bob 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z"});
}

TEST(Overrides, ThatTouchDoNotOverlap) {
    EXPECT_EQ(complaints("rotations: {week: {overrides: [{person: ann, from: 2026-12-01, to: 2026-12-02}, "
                         "{person: bob, from: 2026-12-02, to: 2026-12-03}]}}"),
              "");
}

TEST(Overrides, ThatReplaceWhoeverAnEarlierOneSetHaveAnEffect) {
    EXPECT_EQ(
        complaints("rotations: {week: {overrides: [{person: bob, from: 2026-01-05T09:00, to: 2026-01-06}, "
                   "{replace: bob, with: cy, from: 2026-01-05T10:00, to: 2026-01-05T11:00}]}}"),
        "");
}

}  // namespace

}  // namespace oncalld::config
