#include "config/people.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class PeopleFaults : public testing::TestWithParam<Fault> {};

TEST_P(PeopleFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, PeopleFaults,
    testing::Values(
        Fault{"PersonIsAWord", "people: {dia: Dia}\n",
              "team.yaml:1:15: error: expected a person as a map with `name`, `timezone`, `accounts` or "
              "`time_off`, found `Dia`"},
        Fault{"PersonWithoutZone", "people: {dia: {name: Dia}}\n",
              "team.yaml:1:15: error: a person needs `timezone`"},
        Fault{"PersonUnknownKey", "people: {dia: {timezone: Europe/Oslo, acounts: {}}}\n",
              "team.yaml:1:39: error: unknown key `acounts` in a person; did you mean `accounts`?"},
        Fault{"PersonUnknownZone", "people: {dia: {timezone: Europe/Olso}}\n",
              "team.yaml:1:26: error: expected a time zone such as Europe/Oslo, found `Europe/Olso`; did you "
              "mean `Europe/Oslo`?"},
        Fault{"PersonZoneIsACity", "people: {dia: {timezone: oslo}}\n",
              "team.yaml:1:26: error: expected a time zone such as Europe/Oslo, found `oslo`; did you mean "
              "`Europe/Oslo`?"},
        Fault{"PersonZoneIsAPath", "people: {dia: {timezone: /etc/localtime}}\n",
              "team.yaml:1:26: error: expected a time zone such as Europe/Oslo, found `/etc/localtime`"},
        Fault{"AccountInUnknownTracker", "people: {dia: {timezone: UTC, accounts: {jria: 1}}}\n",
              "team.yaml:1:42: error: no tracker is called `jria`; did you mean `jira`?"},
        Fault{
            "AccountOfTwoPeopleInAnotherCase", "people: {dia: {timezone: UTC, accounts: {jira: Acc-Ann}}}\n",
            "team.yaml:1:48: error: account `Acc-Ann` in `jira` is already that of `ann` at base.yaml:2:49"},
        Fault{
            "AccountOfTwoPeople", "people: {dia: {timezone: UTC, accounts: {jira: acc-ann}}}\n",
            "team.yaml:1:48: error: account `acc-ann` in `jira` is already that of `ann` at base.yaml:2:49"},
        Fault{"TimeOffEndsFirst",
              "people: {dia: {timezone: UTC, time_off: [{from: 2026-12-20, to: 2026-12-20}]}}\n",
              "team.yaml:1:65: error: ends before it begins; `to` is exclusive: for one day off write the "
              "next day"},
        Fault{"TimeOffWithoutOffset",
              "people: {dia: {timezone: UTC, time_off: [{from: 2026-12-20T09:00, to: 2026-12-21}]}}\n",
              "team.yaml:1:49: error: expected a day such as 2026-12-20 or a time with an offset such as "
              "2026-12-20T12:00+01:00, found `2026-12-20T09:00`"},
        Fault{"TimeOffNoSuchDay",
              "people: {dia: {timezone: UTC, time_off: [{from: 2026-02-30, to: 2026-03-02}]}}\n",
              "team.yaml:1:49: error: expected a time such as 2026-11-30, 2026-11-30T09:00 or "
              "2026-11-30T09:00+01:00, found `2026-02-30`"}),
    name_of_fault);

TEST(People, HaveNameZoneAndAccounts) {
    const Settings settings = settings_of("people: {ann: {name: Ann Berg}}");
    const Person& ann = settings.engine.people.at(PersonId("ann"));
    EXPECT_EQ(ann.name, "Ann Berg");
    EXPECT_EQ(ann.zone.name(), "Europe/Oslo");
    ASSERT_NE(ann.account(TrackerId("github")), nullptr);
    EXPECT_EQ(*ann.account(TrackerId("github")), AccountId("ann-h"));
}

TEST(People, AreCalledByTheirKeyWithoutAName) {
    EXPECT_EQ(settings_of("").engine.people.at(PersonId("bob")).name, "bob");
}

TEST(People, AreAwayForWholeDaysOfTheirOwnZone) {
    const Settings settings = settings_of("people: {cy: {time_off: [{from: 2026-12-20, to: 2027-01-04}]}}");
    const std::vector<Interval>& away = settings.engine.people.at(PersonId("cy")).time_off;
    ASSERT_EQ(away.size(), 1u);
    EXPECT_EQ(to_rfc3339(away[0].from), "2026-12-20T06:00:00Z");
    EXPECT_EQ(to_rfc3339(away[0].to), "2027-01-04T06:00:00Z");
}

TEST(People, AreAwayBetweenInstantsWithAnOffset) {
    const Settings settings =
        settings_of("people: {cy: {time_off: [{from: 2026-12-20T12:00+01:00, to: '2026-12-20 15:30:00Z'}]}}");
    const std::vector<Interval>& away = settings.engine.people.at(PersonId("cy")).time_off;
    ASSERT_EQ(away.size(), 1u);
    EXPECT_EQ(to_rfc3339(away[0].from), "2026-12-20T11:00:00Z");
    EXPECT_EQ(to_rfc3339(away[0].to), "2026-12-20T15:30:00Z");
}

TEST(People, HaveTheirTimeOffSortedAndJoined) {
    const Settings settings = settings_of(
        "people: {ann: {time_off: [{from: 2026-12-20, to: 2026-12-24}, {from: 2026-11-01, to: 2026-11-02}, "
        "{from: 2026-12-22, to: 2026-12-26}]}}");
    const std::vector<Interval>& away = settings.engine.people.at(PersonId("ann")).time_off;
    ASSERT_EQ(away.size(), 2u);
    EXPECT_EQ(to_rfc3339(away[0].from), "2026-10-31T23:00:00Z");
    EXPECT_EQ(to_rfc3339(away[1].from), "2026-12-19T23:00:00Z");
    EXPECT_EQ(to_rfc3339(away[1].to), "2026-12-25T23:00:00Z");
}

TEST(People, InNoRotationAreWarnedOf) {
    EXPECT_EQ(complaints("people: {dia: {timezone: UTC}}"),
              "team.yaml:1:10: warning: `dia` is in no rotation and no route: never on call");
}

TEST(People, AnIcsFileIsNotedAsNotRead) {
    EXPECT_EQ(notes("people: {ann: {time_off: [{ics: ann.ics}]}}"),
              "team.yaml:1:28: note: `ics` is not acted on by this version: the calendar is not read");
}

}  // namespace

}  // namespace oncalld::config
