#include "config/rotations.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class RotationFaults : public testing::TestWithParam<Fault> {};

TEST_P(RotationFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, RotationFaults,
    testing::Values(
        Fault{"RotationUnknownKey",
              "rotations:\n"
              "  r: {timezone: UTC, particpants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05}\n",
              "team.yaml:2:22: error: unknown key `particpants` in a rotation; did you mean `participants`?"},
        Fault{"RotationWithoutList",
              "rotations:\n"
              "  r: {timezone: UTC, shift: {every: 1 week, at: Mon 09:00}, effective_from: 2026-01-05}\n",
              "team.yaml:2:6: error: a rotation needs `participants`"},
        Fault{"UnknownPerson",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann, bbo], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05}\n",
              "team.yaml:2:42: error: no person is called `bbo`; did you mean `bob`?"},
        Fault{"NobodyInTheList",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [], shift: {every: 1 week, at: Mon 09:00}, effective_from: "
              "2026-01-05}\n",
              "team.yaml:2:36: error: expected at least one person, found an empty list"},
        Fault{"TwiceInAGroup",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [[ann, ann]], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05}\n",
              "team.yaml:2:43: error: `ann` is in this group twice"},
        Fault{
            "ShiftWithoutUnit",
            "rotations:\n"
            "  r: {timezone: UTC, participants: [ann], shift: {every: 7, at: Mon 09:00}, effective_from: "
            "2026-01-05}\n",
            "team.yaml:2:58: error: expected a length such as 8 hours, 1 day, 2 weeks or 1 month, found `7`"},
        Fault{"ShiftWithAtAndStart",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00, start: "
              "2026-01-05T09:00}, effective_from: 2026-01-05}\n",
              "team.yaml:2:66: error: a shift needs either `at` (Mon 09:00) or `start` (2026-01-05T09:00)"},
        Fault{"ShiftWithNeither",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week}, effective_from: "
              "2026-01-05}\n",
              "team.yaml:2:50: error: a shift needs either `at` (Mon 09:00) or `start` (2026-01-05T09:00)"},
        Fault{"AtWithoutEffectiveFrom",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}}\n",
              "team.yaml:2:70: error: `at` counts from `effective_from`, which has no date here; add one, or "
              "write `start` with a date instead of `at`"},
        Fault{"AtUnbounded",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: ~}\n",
              "team.yaml:2:70: error: `at` counts from `effective_from`, which has no date here; add one, or "
              "write `start` with a date instead of `at`"},
        Fault{"WeekAtADayOfMonth",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: 1 09:00}, "
              "effective_from: 2026-01-05}\n",
              "team.yaml:2:70: error: expected when a shift begins, `Mon 09:00` for weeks, `09:00` for days "
              "or hours, `1 09:00` for months, found `1 09:00`"},
        Fault{"MonthAtAWeekday",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 month, at: Mon 09:00}, "
              "effective_from: 2026-01-05}\n",
              "team.yaml:2:71: error: expected when a shift begins, `Mon 09:00` for weeks, `09:00` for days "
              "or hours, `1 09:00` for months, found `Mon 09:00`"},
        Fault{"StartInTheGap",
              "rotations:\n"
              "  r: {timezone: Europe/Oslo, participants: [ann], shift: {every: 1 week, start: "
              "2026-03-29T02:30}}\n",
              "team.yaml:2:81: error: 2026-03-29T02:30 does not exist in Europe/Oslo, where the clocks go "
              "forward; write a time that does, or one with an offset such as 2026-03-29T03:00+02:00"},
        Fault{"StartInTheRepeatedHour",
              "rotations:\n"
              "  r: {timezone: Europe/Oslo, participants: [ann], shift: {every: 1 week, start: "
              "2026-10-25T02:30}}\n",
              "team.yaml:2:81: error: 2026-10-25T02:30 occurs twice in Europe/Oslo, where the clocks go "
              "back; say which with an offset: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"},
        Fault{"VersionsOutOfOrder",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05, versions: [{effective_from: 2026-01-05, participants: [bob]}]}\n",
              "team.yaml:2:122: error: a version must begin after the one before it"},
        Fault{"VersionWithoutDate",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05, versions: [{participants: [bob]}]}\n",
              "team.yaml:2:121: error: a version needs `effective_from`"},
        Fault{"NextIsNotInTheList",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05, versions: [{effective_from: 2026-02-02, participants: [bob], "
              "next: ann}]}\n",
              "team.yaml:2:177: error: `ann` is not among the participants of this version"},
        Fault{"UntilBeforeFrom",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05, effective_until: 2026-01-04}\n",
              "team.yaml:2:110: error: ends before it begins"},
        Fault{"SameAsUnknown", "rotations: {r: {same_as: wek}}\n",
              "team.yaml:1:26: error: no rotation is called `wek`; did you mean `week`?"},
        Fault{"SameAsACopy", "rotations: {r: {same_as: s}, s: {same_as: week}}\n",
              "team.yaml:1:26: error: `s` has no list of its own: name the rotation that it is the same as"},
        Fault{"SameAsItself", "rotations: {r: {same_as: r}}\n",
              "team.yaml:1:26: error: `r` has no list of its own: name the rotation that it is the same as"},
        Fault{"SameAsWithAList", "rotations: {r: {same_as: week, participants: [ann]}}\n",
              "team.yaml:1:32: error: `participants` comes from `same_as`; remove it"},
        Fault{"OffsetAlone",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 week, at: Mon 09:00}, "
              "effective_from: 2026-01-05, offset: 1}\n",
              "team.yaml:2:110: error: `offset` belongs to `same_as`; remove it"},
        Fault{"ListBesideLayers",
              "rotations:\n"
              "  r:\n"
              "    participants: [ann]\n"
              "    layers: [{timezone: UTC, participants: [ann], shift: {every: 1 week, start: "
              "2026-01-05}}]\n",
              "team.yaml:3:5: error: `participants` belongs into a layer where there are `layers`"},
        Fault{"OverridesWithoutOneZone",
              "rotations:\n"
              "  r:\n"
              "    layers:\n"
              "      - {timezone: UTC, participants: [ann], shift: {every: 1 week, start: 2026-01-05}}\n"
              "      - {timezone: Europe/Oslo, participants: [bob], shift: {every: 1 week, start: "
              "2026-01-05}}\n"
              "    overrides: [{person: cy, from: 2026-12-01, to: 2026-12-02}]\n",
              "team.yaml:6:5: error: the layers have different time zones; say with `timezone` of the "
              "rotation which one the times of its overrides are read in"},
        Fault{"SourceOfJira", "rotations: {r: {source: {tracker: jira, schedule: S}}}\n",
              "team.yaml:1:35: error: a schedule is read from PagerDuty, but `jira` is of type jira"},
        Fault{"HandoffTicketInPagerDuty", "rotations: {week: {handoff: {ticket: {in: pager}}}}\n",
              "team.yaml:1:43: error: a handoff ticket stands in Jira or GitHub"},
        Fault{"HandoffTicketWrongWord", "rotations: {week: {handoff: {ticket: {in: jira, repo: a/b}}}}\n",
              "team.yaml:1:49: error: `jira` is of type jira: write `project` instead of `repo`"}),
    name_of_fault);

Rotation rotation_of(std::string_view yaml, std::string_view id = "r") {
    const Settings settings = settings_of(yaml);
    const auto found = settings.engine.rotations.find(RotationId(id));
    return found == settings.engine.rotations.end() ? Rotation{} : found->second;
}

// Of a rotation in UTC whose other keys are these.
Version version_of(std::string_view keys) {
    const Rotation rotation = rotation_of("rotations: {r: {timezone: UTC, participants: [ann, bob, cy], " +
                                          std::string(keys) + "}}");
    if (rotation.layers.size() != 1 || rotation.layers[0].versions.size() != 1) return {};
    return rotation.layers[0].versions[0];
}

LocalTime local(int year, int month, int day, int hour = 0, int minute = 0) {
    return LocalTime(year, month, day, hour, minute);
}

using Unit = ShiftLength::Unit;

struct Phase {
    std::string name;
    std::string keys;
    std::vector<ShiftLength> every;
    LocalTime start;
    friend void PrintTo(const Phase& phase, std::ostream* out) { *out << phase.name << ": " << phase.keys; }
};

class Phases : public testing::TestWithParam<Phase> {};

TEST_P(Phases, BeginAtTheFirstSuchTime) {
    const Version version = version_of(GetParam().keys);
    EXPECT_EQ(version.shift.every, GetParam().every);
    EXPECT_EQ(version.shift.start, GetParam().start) << version.shift.start;
}

INSTANTIATE_TEST_SUITE_P(
    Anchors, Phases,
    testing::Values(Phase{"OnTheDayItself",
                          "shift: {every: 1 week, at: Mon 09:00}, effective_from: 2026-01-05",
                          {{1, Unit::weeks}},
                          local(2026, 1, 5, 9)},
                    Phase{"LaterInTheWeek",
                          "shift: {every: 2 weeks, at: wed 08:30}, effective_from: 2026-01-05",
                          {{2, Unit::weeks}},
                          local(2026, 1, 7, 8, 30)},
                    Phase{"AWeekLaterWhenTheTimeHasPassed",
                          "shift: {every: 1 week, at: Mon 09:00}, effective_from: 2026-01-05T09:01",
                          {{1, Unit::weeks}},
                          local(2026, 1, 12, 9)},
                    Phase{"AtThatVeryMinute",
                          "shift: {every: 1 week, at: Mon 09:00}, effective_from: 2026-01-05T09:00",
                          {{1, Unit::weeks}},
                          local(2026, 1, 5, 9)},
                    Phase{"EveryDay",
                          "shift: {every: 1 day, at: 09:00}, effective_from: 2026-01-05T10:00",
                          {{1, Unit::days}},
                          local(2026, 1, 6, 9)},
                    Phase{"EveryEightHours",
                          "shift: {every: 8 hours, at: '00:00'}, effective_from: 2026-01-05",
                          {{8, Unit::hours}},
                          local(2026, 1, 5)},
                    Phase{"AlternatingDays",
                          "shift: {every: [4 days, 3 days], at: Mon 09:00}, effective_from: 2026-01-06",
                          {{4, Unit::days}, {3, Unit::days}},
                          local(2026, 1, 12, 9)},
                    Phase{"OnTheFirstOfAMonth",
                          "shift: {every: 1 month, at: 1 09:00}, effective_from: 2026-01-05",
                          {{1, Unit::months}},
                          local(2026, 2, 1, 9)},
                    Phase{"OnThe31stInAMonthThatHasOne",
                          "shift: {every: 1 month, at: 31 09:00}, effective_from: 2026-02-01",
                          {{1, Unit::months}},
                          local(2026, 3, 31, 9)},
                    Phase{"FromAStart",
                          "shift: {every: 1 week, start: 2024-07-29T09:00}",
                          {{1, Unit::weeks}},
                          local(2024, 7, 29, 9)},
                    Phase{"FromAStartWithAnOffset",
                          "shift: {every: 1 week, start: 2024-07-29T09:00+02:00}",
                          {{1, Unit::weeks}},
                          local(2024, 7, 29, 7)}),
    [](const auto& info) { return info.param.name; });

TEST(Rotations, HoldFromTheirStartUnlessToldOtherwise) {
    EXPECT_EQ(to_rfc3339(version_of("shift: {every: 1 week, start: 2026-01-05T09:00}").from),
              "2026-01-05T09:00:00Z");
    EXPECT_EQ(version_of("shift: {every: 1 week, start: 2026-01-05T09:00}, effective_from: ~").from, kEver);
    EXPECT_EQ(
        to_rfc3339(
            version_of("shift: {every: 1 week, start: 2026-01-05T09:00}, effective_from: 2026-02-01").from),
        "2026-02-01T00:00:00Z");
    EXPECT_EQ(
        to_rfc3339(
            version_of("shift: {every: 1 week, start: 2026-01-05T09:00}, effective_until: 2026-02-01").until),
        "2026-02-01T00:00:00Z");
}

TEST(Rotations, HaveGroupsAndEmptySlots) {
    const Rotation rotation = rotation_of(
        "rotations: {r: {timezone: UTC, participants: [ann, [bob, cy], ~], shift: {every: 1 week, start: "
        "2026-01-05}}}");
    ASSERT_EQ(rotation.layers.size(), 1u);
    EXPECT_EQ(rotation.layers[0].versions[0].participants,
              (std::vector<Slot>{{PersonId("ann")}, {PersonId("bob"), PersonId("cy")}, {}}));
}

TEST(Rotations, ShiftsPerParticipantAndDuration) {
    const Version version =
        version_of("shift: {every: 1 week, start: 2026-01-05, shifts_per_participant: 2, duration: 10h}");
    EXPECT_EQ(version.shift.shifts_per_participant, 2);
    EXPECT_EQ(version.shift.duration, std::chrono::hours(10));
}

// Weekday rotations of daily shifts would starve people if every Saturday used a turn.
TEST(Rotations, DailyShiftsWithWindowsUseNoTurnOnOtherDays) {
    using Count = ShiftRule::Count;
    EXPECT_EQ(version_of("shift: {every: 1 day, at: 09:00}, effective_from: 2026-01-05").shift.count,
              Count::calendar);
    EXPECT_EQ(
        version_of("shift: {every: 1 day, at: 09:00}, effective_from: 2026-01-05, restrict: [{days: [mon]}]")
            .shift.count,
        Count::active);
    EXPECT_EQ(
        version_of(
            "shift: {every: 1 week, at: Mon 09:00}, effective_from: 2026-01-05, restrict: [{days: [mon]}]")
            .shift.count,
        Count::calendar);
    EXPECT_EQ(version_of("shift: {every: 1 day, at: 09:00, count: calendar}, effective_from: 2026-01-05, "
                         "restrict: [{days: [mon]}]")
                  .shift.count,
              Count::calendar);
}

TEST(Rotations, VersionsKeepThePhaseOfTheRotation) {
    const Rotation rotation = rotation_of(
        "rotations: {week: {versions: [{effective_from: 2026-03-04, participants: [ann, cy], next: cy}]}}",
        "week");
    const std::vector<Version>& versions = rotation.layers.at(0).versions;
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(to_rfc3339(versions[1].from), "2026-03-03T23:00:00Z");
    EXPECT_EQ(versions[1].shift, versions[0].shift);
    EXPECT_EQ(versions[1].next, 1u);
    EXPECT_EQ(versions[0].next, std::nullopt);
}

TEST(Rotations, VersionsWithAShiftOfTheirOwnCountFromTheirOwnDate) {
    const Rotation rotation = rotation_of(
        "rotations: {week: {versions: [{effective_from: 2026-03-04, shift: {every: 1 day, at: 08:00}}]}}",
        "week");
    const std::vector<Version>& versions = rotation.layers.at(0).versions;
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[1].shift.start, local(2026, 3, 4, 8));
    EXPECT_EQ(versions[1].participants, versions[0].participants);
}

TEST(Rotations, VersionsTakeListAndShiftFromTheOneBefore) {
    const Rotation rotation = rotation_of(
        "rotations: {week: {versions: [{effective_from: 2026-03-04, shift: {every: 1 day, at: 08:00}}, "
        "{effective_from: 2026-04-01, participants: [cy]}]}}",
        "week");
    const std::vector<Version>& versions = rotation.layers.at(0).versions;
    ASSERT_EQ(versions.size(), 3u);
    EXPECT_EQ(versions[1].participants, versions[0].participants);
    EXPECT_EQ(versions[2].shift, versions[1].shift);
    EXPECT_EQ(versions[2].participants, std::vector<Slot>{{PersonId("cy")}});
}

TEST(Rotations, MayConsistOfVersionsAlone) {
    const Rotation rotation = rotation_of(
        "rotations: {r: {timezone: UTC, shift: {every: 1 week, at: Mon 09:00}, versions: "
        "[{effective_from: 2026-03-04, participants: [ann]}, {effective_from: 2026-04-01, participants: "
        "[bob]}]}}");
    ASSERT_EQ(rotation.layers.size(), 1u);
    const std::vector<Version>& versions = rotation.layers[0].versions;
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].shift.start, local(2026, 3, 9, 9));
    EXPECT_EQ(versions[1].shift, versions[0].shift);
}

TEST(Rotations, SameAsTakesListAndShiftAndNotTheOverrides) {
    constexpr std::string_view yaml =
        "rotations:\n"
        "  a-copy: {same_as: week, offset: 1, cover: none, overrides: [{add: bob, from: 2026-12-01, to: "
        "2026-12-02}]}\n"
        "  week: {overrides: [{add: cy, from: 2026-12-01, to: 2026-12-02}]}\n";
    const Rotation copy = rotation_of(yaml, "a-copy");
    const Rotation original = rotation_of(yaml, "week");
    EXPECT_EQ(copy.zone, original.zone);
    ASSERT_EQ(copy.layers.size(), 1u);
    EXPECT_EQ(copy.layers[0].versions, original.layers[0].versions);
    EXPECT_EQ(copy.layers[0].offset, 1);
    EXPECT_EQ(copy.cover, Rotation::Cover::none);
    ASSERT_EQ(copy.overrides.size(), 1u);
    EXPECT_EQ(copy.overrides[0].person, PersonId("bob"));
}

TEST(Rotations, LayersHaveTheirPositionAsPriority) {
    const Rotation rotation = rotation_of(
        "rotations:\n  r:\n    layers:\n"
        "      - {name: low, timezone: Europe/London, participants: [ann], shift: {every: 1 week, start: "
        "2026-01-05}}\n"
        "      - {timezone: America/Chicago, participants: [bob], shift: {every: 1 week, start: "
        "2026-01-05}}\n"
        "      - {timezone: UTC, priority: 1, participants: [cy], shift: {every: 1 week, start: "
        "2026-01-05}}\n");
    ASSERT_EQ(rotation.layers.size(), 3u);
    EXPECT_EQ(rotation.layers[0].name, "low");
    EXPECT_EQ(rotation.layers[0].priority, 1);
    EXPECT_EQ(rotation.layers[1].priority, 2);
    EXPECT_EQ(rotation.layers[2].priority, 1);
    EXPECT_EQ(rotation.zone.name(), "Europe/London");
    EXPECT_EQ(rotation.layers[1].zone.name(), "America/Chicago");
}

TEST(Rotations, FromASourceAreExternal) {
    constexpr std::string_view yaml = "rotations: {r: {source: {tracker: pager, schedule: PS}}}";
    EXPECT_TRUE(rotation_of(yaml).external);
    EXPECT_EQ(notes(yaml),
              "team.yaml:1:17: note: `source` is not acted on by this version: nobody is known to be on call "
              "in `r`");
}

TEST(Rotations, HandoffAndShadowsAreNotedAsNotActedOn) {
    EXPECT_EQ(
        notes("rotations:\n  week:\n    shadows: [cy]\n    handoff:\n      prepare: 60m\n"
              "      ticket: {in: github, repo: acme/data, acknowledge_within: 2h, escalate_to: ann}\n"),
        "team.yaml:3:5: note: `shadows` is not acted on by this version: nobody is told\n"
        "team.yaml:5:7: note: `prepare` is not acted on by this version: nobody is asked for notes\n"
        "team.yaml:6:7: note: `ticket` is not acted on by this version: no handoff ticket is kept");
}

}  // namespace

}  // namespace oncalld::config
