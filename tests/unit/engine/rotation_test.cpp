#include "engine/rotation.h"

#include "tests/unit/engine/calendar.h"

namespace oncalld {
namespace {

using enum ShiftLength::Unit;
using Kind = Override::Kind;

Version version(ShiftLength every, const std::string& start, std::vector<Slot> participants) {
    Version made;
    made.shift.every = {every};
    made.shift.start = local(start);
    made.participants = std::move(participants);
    return made;
}

Layer layer(const std::string& zone_name, Version only) {
    Layer made;
    made.zone = zone(zone_name);
    made.versions = {std::move(only)};
    return made;
}

Rotation rotation(Layer only) {
    Rotation made;
    made.zone = only.zone;
    made.layers = {std::move(only)};
    return made;
}

// ann, bob, then cy and lea together; Mondays 09:00 in Oslo, from 5 January 2026.
Rotation weekly_oslo() {
    Version weeks =
        version({1, ShiftLength::Unit::weeks}, "2026-01-05T09:00:00", slots("ann", "bob", "cy+lea"));
    weeks.from = utc("2026-01-05T08:00:00Z");
    return rotation(layer("Europe/Oslo", weeks));
}

Override over(Kind kind, const char* person, const char* from, const char* to, const char* replaced = "") {
    return {kind, PersonId(person), PersonId(replaced), {utc(from), utc(to)}};
}

People away(const char* person, const char* from, const char* to) {
    People people;
    people[PersonId(person)].time_off = {{utc(from), utc(to)}};
    return people;
}

struct Who {
    const char* name;
    const char* at;
    const char* want;
};

void check(const Rotation& rotation, const People& people, std::initializer_list<Who> rows) {
    for (const Who& row : rows)
        EXPECT_EQ(text(on_call(rotation, people, utc(row.at)).people), row.want)
            << row.name << ", at " << row.at;
}

void check(const Rotation& rotation, std::initializer_list<Who> rows) {
    check(rotation, People(), rows);
}

struct Shift {
    const char* name;
    const char* at;
    const char* people;
    const char* shift;
};

void check_shifts(const Rotation& rotation, std::initializer_list<Shift> rows) {
    for (const Shift& row : rows) {
        const OnCall got = on_call(rotation, {}, utc(row.at));
        EXPECT_EQ(text(got.people), row.people) << row.name << ", at " << row.at;
        EXPECT_EQ(text(got.shift), row.shift) << row.name << ", at " << row.at;
    }
}

const char* why_text(OnCall::Why why) {
    switch (why) {
        case OnCall::Why::shift:
            return "shift";
        case OnCall::Why::override_:
            return "override";
        case OnCall::Why::cover:
            return "cover";
        case OnCall::Why::nobody:
            return "nobody";
    }
    return "?";
}

// "lea override for ann"
std::string because(const OnCall& answer) {
    std::string said = text(answer.people) + " " + why_text(answer.why);
    if (answer.instead_of) said += " for " + answer.instead_of->str();
    return said;
}

// ---- shifts -------------------------------------------------------------------------------------------

TEST(WeeklyShift, ChangesHandsOnMondayMorning) {
    check(weekly_oslo(), {
                             {"before the start", "2026-01-05T07:59:59.999Z", "-"},
                             {"the first shift", "2026-01-05T08:00:00Z", "ann"},
                             {"its last moment", "2026-01-12T07:59:59.999Z", "ann"},
                             {"the incoming person owns the boundary", "2026-01-12T08:00:00Z", "bob"},
                             {"a pair is on call together", "2026-01-19T08:00:00Z", "cy+lea"},
                             {"round again", "2026-01-26T08:00:00Z", "ann"},
                             {"twenty years on", "2046-01-01T12:00:00Z", "cy+lea"},
                         });
}

TEST(WeeklyShift, KeepsItsLocalTimeOverClockChanges) {
    check_shifts(weekly_oslo(), {
                                    {"spring: 167 h", "2026-03-29T12:00:00Z", "cy+lea",
                                     "2026-03-23T08:00:00Z .. 2026-03-30T07:00:00Z"},
                                    {"summer", "2026-07-07T12:00:00Z", "cy+lea",
                                     "2026-07-06T07:00:00Z .. 2026-07-13T07:00:00Z"},
                                    {"autumn: 169 h", "2026-10-25T12:00:00Z", "cy+lea",
                                     "2026-10-19T07:00:00Z .. 2026-10-26T08:00:00Z"},
                                });
}

TEST(DailyShift, LastsADayOfItsZone) {
    const auto daily = rotation(
        layer("America/New_York", version({1, days}, "2026-03-01T02:30:00", slots("ann", "bob", "cy"))));
    check_shifts(
        daily,
        {
            {"an ordinary day", "2026-03-06T12:00:00Z", "cy", "2026-03-06T07:30:00Z .. 2026-03-07T07:30:00Z"},
            {"02:30 is skipped: up to 03:00", "2026-03-07T12:00:00Z", "ann",
             "2026-03-07T07:30:00Z .. 2026-03-08T07:00:00Z"},
            {"from 03:00", "2026-03-08T07:00:00Z", "bob", "2026-03-08T07:00:00Z .. 2026-03-09T06:30:00Z"},
        });
    const auto repeated = rotation(
        layer("America/New_York", version({1, days}, "2026-10-30T01:30:00", slots("ann", "bob", "cy"))));
    check_shifts(repeated,
                 {
                     {"up to the first 01:30", "2026-11-01T05:29:59Z", "bob",
                      "2026-10-31T05:30:00Z .. 2026-11-01T05:30:00Z"},
                     {"25 h", "2026-11-01T06:30:00Z", "cy", "2026-11-01T05:30:00Z .. 2026-11-02T06:30:00Z"},
                 });
}

TEST(HourlyShift, FollowsTheClockWhereItDividesTheDayElseElapses) {
    const auto eight =
        rotation(layer("Europe/Oslo", version({8, hours}, "2026-03-28T00:00:00", slots("ann", "bob", "cy"))));
    check_shifts(
        eight,
        {
            {"7 h in spring", "2026-03-29T04:00:00Z", "ann", "2026-03-28T23:00:00Z .. 2026-03-29T06:00:00Z"},
            {"still at 08:00", "2026-03-29T06:00:00Z", "bob", "2026-03-29T06:00:00Z .. 2026-03-29T14:00:00Z"},
        });
    const auto seven =
        rotation(layer("Europe/Oslo", version({7, hours}, "2026-03-28T22:00:00", slots("ann", "bob", "cy"))));
    check_shifts(seven, {
                            {"7 h all the same", "2026-03-29T00:00:00Z", "ann",
                             "2026-03-28T21:00:00Z .. 2026-03-29T04:00:00Z"},
                        });
    const auto day_and_night = [] {
        Version made = version({10, hours}, "2026-03-28T08:00:00", slots("day", "night"));
        made.shift.every = {{10, hours}, {14, hours}};
        return rotation(layer("Europe/Oslo", made));
    }();
    check_shifts(day_and_night, {
                                    {"13 h in spring", "2026-03-29T00:00:00Z", "night",
                                     "2026-03-28T17:00:00Z .. 2026-03-29T06:00:00Z"},
                                    {"before the anchor", "2026-03-27T12:00:00Z", "day",
                                     "2026-03-27T07:00:00Z .. 2026-03-27T17:00:00Z"},
                                });
}

TEST(MonthlyShift, IsCutToTheMonthFromTheAnchor) {
    const auto monthly =
        rotation(layer("UTC", version({1, months}, "2026-01-31T09:00:00", slots("ann", "bob", "cy", "dia"))));
    check_shifts(
        monthly,
        {
            {"January", "2026-02-01T00:00:00Z", "ann", "2026-01-31T09:00:00Z .. 2026-02-28T09:00:00Z"},
            {"back to the 31st", "2026-03-01T00:00:00Z", "bob",
             "2026-02-28T09:00:00Z .. 2026-03-31T09:00:00Z"},
            {"April", "2026-04-01T00:00:00Z", "cy", "2026-03-31T09:00:00Z .. 2026-04-30T09:00:00Z"},
            {"leap year, before the anchor", "2024-03-01T00:00:00Z", "bob",
             "2024-02-29T09:00:00Z .. 2024-03-31T09:00:00Z"},
        });
}

TEST(AlternatingShift, TakesItsLengthsInTurn) {
    Version made = version({4, days}, "2026-01-05T09:00:00", slots("ann", "bob", "cy"));
    made.shift.every = {{4, days}, {3, days}};
    check_shifts(
        rotation(layer("UTC", made)),
        {
            {"4 days", "2026-01-05T09:00:00Z", "ann", "2026-01-05T09:00:00Z .. 2026-01-09T09:00:00Z"},
            {"3 days", "2026-01-09T09:00:00Z", "bob", "2026-01-09T09:00:00Z .. 2026-01-12T09:00:00Z"},
            {"4 again", "2026-01-12T09:00:00Z", "cy", "2026-01-12T09:00:00Z .. 2026-01-16T09:00:00Z"},
            {"3 days before the anchor", "2026-01-05T08:59:59Z", "cy",
             "2026-01-02T09:00:00Z .. 2026-01-05T09:00:00Z"},
        });
}

TEST(Shift, MayBeTakenSeveralTimesInARow) {
    Version made = version({1, days}, "2026-01-05T00:00:00", slots("ann", "bob"));
    made.shift.shifts_per_participant = 3;
    check_shifts(
        rotation(layer("UTC", made)),
        {
            {"three days", "2026-01-06T12:00:00Z", "ann", "2026-01-05T00:00:00Z .. 2026-01-08T00:00:00Z"},
            {"the next three", "2026-01-08T00:00:00Z", "bob", "2026-01-08T00:00:00Z .. 2026-01-11T00:00:00Z"},
            {"before the anchor", "2026-01-04T12:00:00Z", "bob",
             "2026-01-02T00:00:00Z .. 2026-01-05T00:00:00Z"},
        });
}

TEST(Shift, MayLastOnlyPartOfItsTime) {
    Version made = version({1, days}, "2026-01-05T08:00:00", slots("ann", "bob"));
    made.shift.duration = std::chrono::hours(10);
    check_shifts(
        rotation(layer("UTC", made)),
        {
            {"on call", "2026-01-05T08:00:00Z", "ann", "2026-01-05T08:00:00Z .. 2026-01-05T18:00:00Z"},
            {"after it, nobody", "2026-01-05T18:00:00Z", "-", "2026-01-05T18:00:00Z .. 2026-01-06T08:00:00Z"},
            {"the next day", "2026-01-06T08:00:00Z", "bob", "2026-01-06T08:00:00Z .. 2026-01-06T18:00:00Z"},
        });
    made.shift.duration = std::chrono::hours(48);
    check_shifts(rotation(layer("UTC", made)), {{"never beyond the shift", "2026-01-06T07:59:59Z", "ann",
                                                 "2026-01-05T08:00:00Z .. 2026-01-06T08:00:00Z"}});
}

TEST(Slot, EmptyOneIsAGapAndKeepsEverybodysTurn) {
    auto made = rotation(layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("ann", "", "cy"))));
    check(made, {
                    {"her week", "2026-01-11T00:00:00Z", "ann"},
                    {"nobody's week", "2026-01-12T00:00:00Z", "-"},
                    {"the week after", "2026-01-19T00:00:00Z", "cy"},
                });
    EXPECT_EQ(because(on_call(made, {}, utc("2026-01-13T00:00:00Z"))), "- nobody");
    made.layers[0].versions[0].participants.clear();
    check(made, {{"no participants at all", "2026-01-12T00:00:00Z", "-"}});
}

// ---- versions -----------------------------------------------------------------------------------------

TEST(Version, OfALaterListNeverRewritesThePast) {
    auto made = weekly_oslo();
    Version later = made.layers[0].versions[0];
    later.from = utc("2026-03-01T23:00:00Z");  // Monday 2 March, midnight
    later.participants = slots("ann", "bob", "cy", "lea");
    later.next = 3;
    made.layers[0].versions.push_back(later);
    check(made, {
                    {"an old shift", "2026-01-19T12:00:00Z", "cy+lea"},
                    {"the running shift goes on", "2026-03-02T07:59:59Z", "bob"},
                    {"the first shift of the new list", "2026-03-02T08:00:00Z", "lea"},
                    {"and then from there", "2026-03-09T08:00:00Z", "ann"},
                    {"and then", "2026-03-16T08:00:00Z", "bob"},
                    {"after the clock change", "2026-03-30T07:00:00Z", "lea"},
                });
    made.layers[0].versions[1].next.reset();
    check(made, {{"without `next` the anchor tells: week 8 of 4 people", "2026-03-02T08:00:00Z", "ann"}});
}

TEST(Version, OfAnotherShiftBeginsAtItsOwnFirstShift) {
    Version daily = version({1, days}, "2026-01-01T08:00:00", slots("ann", "bob"));
    Version monthly = version({1, months}, "2026-01-01T09:00:00", slots("cy", "dia"));
    monthly.from = utc("2026-01-15T12:00:00Z");
    monthly.next = 0;
    auto made = rotation(layer("UTC", daily));
    made.layers[0].versions.push_back(monthly);
    check(made, {
                    {"the earlier version keeps rotating", "2026-01-30T12:00:00Z", "bob"},
                    {"still", "2026-02-01T08:59:59Z", "bob"},
                    {"the later one begins", "2026-02-01T09:00:00Z", "cy"},
                    {"its second shift", "2026-03-01T09:00:00Z", "dia"},
                });
}

TEST(Version, ThatWouldBeginAfterItsSuccessorNeverHolds) {
    Version daily = version({1, days}, "2026-01-01T08:00:00", slots("ann"));
    Version monthly = version({1, months}, "2026-01-01T09:00:00", slots("bob"));
    monthly.from = utc("2026-01-15T12:00:00Z");
    Version weekly = version({1, weeks}, "2026-01-05T09:00:00", slots("cy"));
    weekly.from = utc("2026-01-16T12:00:00Z");
    auto made = rotation(layer("UTC", daily));
    made.layers[0].versions = {daily, monthly, weekly};
    check_shifts(made, {
                           {"first", "2026-01-18T00:00:00Z", "ann", "ever .. 2026-01-19T09:00:00Z"},
                           {"third", "2026-02-18T00:00:00Z", "cy", "2026-01-19T09:00:00Z .. forever"},
                       });
}

TEST(Version, ClipsButDoesNotMoveThePhase) {
    Version made = version({2, weeks}, "2026-02-07T19:00:00", slots("ann", "bob"));
    made.from = utc("2026-02-19T19:25:55Z");
    made.until = utc("2026-02-25T00:00:00Z");
    const auto clipped = rotation(layer("UTC", made));
    check_shifts(clipped, {
                              {"before it", "2026-02-19T19:25:54Z", "-", "ever .. 2026-02-19T19:25:55Z"},
                              {"within a shift that began earlier", "2026-02-19T19:25:55Z", "ann",
                               "2026-02-19T19:25:55Z .. 2026-02-21T19:00:00Z"},
                              {"up to `until`", "2026-02-24T23:59:59Z", "bob",
                               "2026-02-21T19:00:00Z .. 2026-02-25T00:00:00Z"},
                              {"after it", "2026-02-25T00:00:00Z", "-", "2026-02-25T00:00:00Z .. forever"},
                          });
    made.next = 0;
    check(rotation(layer("UTC", made)),
          {
              {"`next` is for the first whole shift", "2026-02-21T19:00:00Z", "ann"},
              {"so the one cut short is the slot before", "2026-02-20T19:00:00Z", "bob"},
          });
}

TEST(Version, FollowsOneThatEndedWithoutWaiting) {
    Version first = version({1, weeks}, "2026-01-05T09:00:00", slots("ann"));
    first.until = utc("2026-02-03T12:00:00Z");
    Version second = version({1, weeks}, "2026-01-05T09:00:00", slots("bob", "cy"));
    second.from = utc("2026-02-04T00:00:00Z");
    auto made = rotation(layer("UTC", first));
    made.layers[0].versions = {first, second};
    check_shifts(
        made, {
                  {"ended", "2026-02-03T12:00:00Z", "-", "2026-02-03T12:00:00Z .. 2026-02-04T00:00:00Z"},
                  {"at once", "2026-02-04T00:00:00Z", "bob", "2026-02-04T00:00:00Z .. 2026-02-09T09:00:00Z"},
              });
    made.layers[0].versions[1].from = utc("2026-02-02T12:00:00Z");
    check(made, {{"the running shift ends with its version, before the next one's first shift",
                  "2026-02-03T12:00:00Z", "bob"}});
}

// ---- windows and layers -------------------------------------------------------------------------------

Window daily_window(std::vector<absl::Weekday> on, int from_hour, int to_hour) {
    return {Window::Daily{std::move(on), std::chrono::hours(from_hour), std::chrono::hours(to_hour)},
            std::nullopt};
}

const std::vector<absl::Weekday> kWorkdays = {absl::Weekday::monday, absl::Weekday::tuesday,
                                              absl::Weekday::wednesday, absl::Weekday::thursday,
                                              absl::Weekday::friday};

TEST(Windows, CutHolesOnTheirDays) {
    auto made = weekly_oslo();
    made.layers[0].windows = {daily_window(kWorkdays, 9, 17)};
    check_shifts(
        made, {
                  {"in it", "2026-01-07T10:00:00Z", "ann", "2026-01-07T08:00:00Z .. 2026-01-07T16:00:00Z"},
                  {"overnight", "2026-01-07T16:00:00Z", "-", "2026-01-07T16:00:00Z .. 2026-01-08T08:00:00Z"},
                  {"weekend", "2026-01-10T12:00:00Z", "-", "2026-01-09T16:00:00Z .. 2026-01-12T08:00:00Z"},
                  {"weekend of the clock change", "2026-03-29T12:00:00Z", "-",
                   "2026-03-27T16:00:00Z .. 2026-03-30T07:00:00Z"},
              });
}

TEST(Windows, MayCrossMidnightAndClockChanges) {
    auto made = rotation(layer("America/New_York", version({1, weeks}, "2026-01-05T00:00:00", slots("ann"))));
    made.layers[0].windows = {daily_window({}, 22, 6)};
    check_shifts(
        made,
        {
            {"8 h", "2026-01-07T04:00:00Z", "ann", "2026-01-07T03:00:00Z .. 2026-01-07T11:00:00Z"},
            {"7 h in spring", "2026-03-08T07:30:00Z", "ann", "2026-03-08T03:00:00Z .. 2026-03-08T10:00:00Z"},
            {"9 h in autumn", "2026-11-01T05:30:00Z", "ann", "2026-11-01T02:00:00Z .. 2026-11-01T11:00:00Z"},
        });
    made.layers[0].windows = {daily_window({absl::Weekday::friday}, 22, 6)};
    check(made, {
                    {"Friday night goes into Saturday", "2026-01-10T10:59:59Z", "ann"},
                    {"and ends there", "2026-01-10T11:00:00Z", "-"},
                    {"Thursday night is not Friday's", "2026-01-09T10:00:00Z", "-"},
                });
}

TEST(Windows, EqualEndsAreTwentyFourHours) {
    auto made = rotation(layer("Europe/Oslo", version({1, weeks}, "2026-01-05T00:00:00", slots("ann"))));
    made.layers[0].windows = {daily_window({absl::Weekday::saturday, absl::Weekday::sunday}, 0, 0)};
    check_shifts(
        made,
        {{"the whole weekend", "2026-01-10T12:00:00Z", "ann", "2026-01-09T23:00:00Z .. 2026-01-11T23:00:00Z"},
         {"47 h in spring", "2026-03-29T12:00:00Z", "ann", "2026-03-27T23:00:00Z .. 2026-03-29T22:00:00Z"}});
    made.layers[0].windows = {daily_window({absl::Weekday::saturday}, 8, 8)};
    check_shifts(made, {{"from 08:00 to 08:00", "2026-01-11T06:00:00Z", "ann",
                         "2026-01-10T07:00:00Z .. 2026-01-11T07:00:00Z"}});
}

TEST(Windows, MayRunOverTheWeekend) {
    auto made = rotation(layer("Europe/Oslo", version({1, weeks}, "2026-01-05T00:00:00", slots("ann"))));
    made.layers[0].windows = {{Window::Weekly{absl::Weekday::friday, absl::Weekday::monday,
                                              std::chrono::hours(22), std::chrono::hours(6)},
                               std::nullopt}};
    check_shifts(
        made,
        {
            {"Saturday", "2026-01-10T12:00:00Z", "ann", "2026-01-09T21:00:00Z .. 2026-01-12T05:00:00Z"},
            {"Monday morning", "2026-01-12T04:59:59Z", "ann", "2026-01-09T21:00:00Z .. 2026-01-12T05:00:00Z"},
            {"the week", "2026-01-12T05:00:00Z", "-", "2026-01-12T05:00:00Z .. 2026-01-16T21:00:00Z"},
        });
}

TEST(Windows, MayBeInAZoneOfTheirOwn) {
    auto made = rotation(layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("ann"))));
    made.layers[0].windows = {daily_window({}, 9, 17)};
    made.layers[0].windows[0].zone = zone("Europe/Berlin");
    check(made, {
                    {"winter: too early", "2026-01-07T07:30:00Z", "-"},
                    {"winter", "2026-01-07T08:00:00Z", "ann"},
                    {"summer", "2026-07-07T07:00:00Z", "ann"},
                });
}

TEST(Windows, ThatDoNotExistOnADayAreEmptyAndNeighboursTile) {
    auto made = rotation(layer("America/New_York", version({1, weeks}, "2026-01-05T00:00:00", slots("ann"))));
    made.layers[0].windows = {daily_window({}, 2, 3)};
    check(made, {{"skipped", "2026-03-08T07:00:00Z", "-"}, {"the next day", "2026-03-09T06:30:00Z", "ann"}});

    auto early = layer("America/New_York", version({1, weeks}, "2026-01-05T00:00:00", slots("early")));
    early.windows = {{Window::Daily{{}, seconds(0), std::chrono::minutes(90)}, std::nullopt}};
    auto late = layer("America/New_York", version({1, weeks}, "2026-01-05T00:00:00", slots("late")));
    late.windows = {{Window::Daily{{}, std::chrono::minutes(90), std::chrono::hours(3)}, std::nullopt}};
    auto both = rotation(early);
    both.layers.push_back(late);
    check(both, {
                    {"before the first 01:30", "2026-11-01T05:29:59Z", "early"},
                    {"from the first 01:30", "2026-11-01T05:30:00Z", "late"},
                    {"01:15 for the second time", "2026-11-01T06:15:00Z", "late"},
                });
}

TEST(Count, ActiveUsesNoTurnOnADayOff) {
    auto made =
        rotation(layer("Europe/Oslo", version({1, days}, "2026-01-05T00:00:00", slots("ann", "bob", "cy"))));
    made.layers[0].windows = {daily_window(kWorkdays, 9, 17)};
    check(made, {{"by the calendar: Monday after a week", "2026-01-12T12:00:00Z", "bob"}});
    made.layers[0].versions[0].shift.count = ShiftRule::Count::active;
    check(made, {
                    {"Friday", "2026-01-09T12:00:00Z", "bob"},
                    {"Monday follows Friday", "2026-01-12T12:00:00Z", "cy"},
                    {"Tuesday", "2026-01-13T12:00:00Z", "ann"},
                    {"a year and a clock change later: turn 270", "2027-01-18T12:00:00Z", "ann"},
                    {"before the anchor, Friday precedes Monday", "2026-01-02T12:00:00Z", "cy"},
                });
    made.layers[0].versions[0].shift.shifts_per_participant = 2;
    check(made, {
                    {"two workdays each", "2026-01-06T12:00:00Z", "ann"},
                    {"Friday", "2026-01-09T12:00:00Z", "cy"},
                    {"and the Monday after it", "2026-01-12T12:00:00Z", "cy"},
                });
}

TEST(Count, ActiveSeesWindowsOfAnotherZone) {
    auto made = rotation(layer("UTC", version({1, days}, "2026-01-06T00:00:00", slots("ann", "bob", "cy"))));
    made.layers[0].windows = {daily_window(kWorkdays, 17, 24)};
    made.layers[0].windows[0].zone = zone("America/Los_Angeles");  // Tuesday to Saturday, 01:00 to 08:00 UTC
    made.layers[0].versions[0].shift.count = ShiftRule::Count::active;
    check(made, {
                    {"Tuesday", "2026-01-06T07:00:00Z", "ann"},
                    {"Saturday", "2026-01-10T07:00:00Z", "bob"},
                    {"the Tuesday after", "2026-01-13T07:00:00Z", "cy"},
                });
}

TEST(Layers, LaterOneWinsWhereItHasSomebodyAndEqualOnesJoin) {
    auto base = layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("ann", "bob")));
    auto top = layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("cy", "")));
    top.windows = {daily_window({}, 9, 17)};
    top.priority = 1;
    auto made = rotation(base);
    made.layers.push_back(top);
    check_shifts(made,
                 {
                     {"above", "2026-01-07T12:00:00Z", "cy", "2026-01-07T09:00:00Z .. 2026-01-07T17:00:00Z"},
                     {"below", "2026-01-07T18:00:00Z", "ann", "2026-01-07T17:00:00Z .. 2026-01-08T09:00:00Z"},
                     {"an empty slot falls through all week", "2026-01-14T12:00:00Z", "bob",
                      "2026-01-12T00:00:00Z .. 2026-01-19T00:00:00Z"},
                 });
    made.layers[1].priority = 0;
    check(made, {{"equal: both, in the order of the layers", "2026-01-07T12:00:00Z", "ann+cy"}});
    made.layers[1].versions[0].participants = slots("ann");
    check(made, {{"nobody twice", "2026-01-07T12:00:00Z", "ann"}});
}

Rotation follow_the_sun() {
    Layer emea = layer("Europe/London", version({1, weeks}, "2026-01-05T08:00:00", slots("ann", "bob")));
    emea.windows = {daily_window(kWorkdays, 8, 16)};
    Layer amer = layer("America/Chicago", version({1, weeks}, "2026-01-05T10:00:00", slots("dia", "eli")));
    amer.windows = {daily_window(kWorkdays, 10, 18)};
    amer.priority = 1;
    Rotation made = rotation(emea);
    made.layers.push_back(amer);
    return made;
}

TEST(Layers, FollowTheSun) {
    check(follow_the_sun(),
          {
              {"London's morning", "2026-01-06T08:00:00Z", "ann"},
              {"up to Chicago's", "2026-01-06T15:59:59Z", "ann"},
              {"Chicago", "2026-01-06T16:00:00Z", "dia"},
              {"Chicago's evening", "2026-01-06T23:59:59Z", "dia"},
              {"night", "2026-01-07T00:00:00Z", "-"},
              {"second week", "2026-01-13T16:00:00Z", "eli"},
              {"America changes first: Chicago begins at 15:00", "2026-03-10T15:00:00Z", "eli"},
              {"London in summer begins at 07:00", "2026-03-31T07:00:00Z", "ann"},
              {"weekend", "2026-01-10T12:00:00Z", "-"},
          });
}

TEST(Offset, MakesTheSecondaryTheOneAfter) {
    auto made = rotation(layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("ann", "bob", "cy"))));
    made.layers[0].offset = 1;
    check(made, {
                    {"ann is primary", "2026-01-05T00:00:00Z", "bob"},
                    {"bob is primary", "2026-01-12T00:00:00Z", "cy"},
                    {"cy is primary", "2026-01-19T00:00:00Z", "ann"},
                });
    made.layers[0].offset = -1;
    check(made, {{"the one before", "2026-01-05T00:00:00Z", "cy"}});
}

// ---- overrides ----------------------------------------------------------------------------------------

constexpr const char* kFrom = "2026-01-20T00:00:00Z";  // within the week of cy and lea
constexpr const char* kTo = "2026-01-22T00:00:00Z";
constexpr const char* kIn = "2026-01-21T00:00:00Z";

struct OverrideCase {
    const char* name;
    std::vector<Override> overrides;
    const char* want;
};

TEST(Override, ChangesWhoIsOnCall) {
    const OverrideCase cases[] = {
        {"none", {}, "cy+lea shift"},
        {"set: one person alone", {over(Kind::set, "bob", kFrom, kTo)}, "bob override for cy"},
        {"set: the person who is on call", {over(Kind::set, "cy", kFrom, kTo)}, "cy override"},
        {"replace the first", {over(Kind::replace, "bob", kFrom, kTo, "cy")}, "bob+lea override for cy"},
        {"replace the second", {over(Kind::replace, "bob", kFrom, kTo, "lea")}, "cy+bob shift"},
        {"replace by somebody on call",
         {over(Kind::replace, "lea", kFrom, kTo, "cy")},
         "lea override for cy"},
        {"replace who is off", {over(Kind::replace, "bob", kFrom, kTo, "ann")}, "cy+lea shift"},
        {"add", {over(Kind::add, "bob", kFrom, kTo)}, "cy+lea+bob shift"},
        {"add somebody on call", {over(Kind::add, "lea", kFrom, kTo)}, "cy+lea shift"},
        {"remove the first", {over(Kind::remove, "cy", kFrom, kTo)}, "lea shift"},
        {"remove who is off", {over(Kind::remove, "bob", kFrom, kTo)}, "cy+lea shift"},
        {"remove all: a gap",
         {over(Kind::remove, "cy", kFrom, kTo), over(Kind::remove, "lea", kFrom, kTo)},
         "- nobody"},
        {"later set wins",
         {over(Kind::set, "ann", kFrom, kTo), over(Kind::set, "bob", kFrom, kTo)},
         "bob override for cy"},
        {"later replace wins",
         {over(Kind::replace, "ann", kFrom, kTo, "cy"), over(Kind::replace, "bob", kFrom, kTo, "cy")},
         "bob+lea override for cy"},
        {"replace is not transitive",
         {over(Kind::replace, "bob", kFrom, kTo, "cy"), over(Kind::replace, "ann", kFrom, kTo, "bob")},
         "bob+lea override for cy"},
        {"replace one whom a set put there",
         {over(Kind::set, "ann", kFrom, kTo), over(Kind::replace, "bob", kFrom, kTo, "ann")},
         "bob override for ann"},
        {"set after replace",
         {over(Kind::replace, "bob", kFrom, kTo, "cy"), over(Kind::set, "ann", kFrom, kTo)},
         "ann override for cy"},
        {"two who stand in for one another",
         {over(Kind::replace, "lea", kFrom, kTo, "cy"), over(Kind::replace, "cy", kFrom, kTo, "lea")},
         "lea+cy override for cy"},
        {"remove then add",
         {over(Kind::remove, "cy", kFrom, kTo), over(Kind::add, "cy", kFrom, kTo)},
         "lea+cy shift"},
        {"over before it begins", {over(Kind::set, "bob", kIn, kFrom)}, "cy+lea shift"},
        {"of no length", {over(Kind::set, "bob", kIn, kIn)}, "cy+lea shift"},
    };
    for (const OverrideCase& c : cases) {
        Rotation made = weekly_oslo();
        made.overrides = c.overrides;
        EXPECT_EQ(because(on_call(made, {}, utc(kIn))), c.want) << c.name;
        EXPECT_EQ(text(on_call(made, {}, utc("2026-01-22T00:00:00Z")).people), "cy+lea")
            << c.name << ": after it";
        EXPECT_EQ(text(on_call(made, {}, utc("2026-01-19T23:59:59Z")).people), "cy+lea")
            << c.name << ": before it";
    }
}

TEST(Override, FillsAGapExceptReplace) {
    for (const auto& [kind, want] : {std::pair{Kind::set, "bob"}, {Kind::add, "bob"}, {Kind::replace, "-"}}) {
        Rotation made = weekly_oslo();
        made.overrides = {over(kind, "bob", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "ann")};
        check(made, {{"before anybody's first shift", "2026-01-01T12:00:00Z", want}});
    }
}

TEST(Override, IsFoundAmongManyFarAndNear) {
    Rotation made = weekly_oslo();
    for (int day = 0; day < 400; ++day) {
        const Instant from = utc("2026-01-05T12:00:00Z") + std::chrono::days(day);
        made.overrides.push_back({Kind::set,
                                  PersonId("o" + std::to_string(day)),
                                  PersonId(),
                                  {from, from + std::chrono::hours(1)}});
    }
    check_shifts(
        made,
        {
            {"in one", "2026-01-06T12:30:00Z", "o1", "2026-01-06T12:00:00Z .. 2026-01-06T13:00:00Z"},
            {"between two", "2026-01-06T14:00:00Z", "ann", "2026-01-06T13:00:00Z .. 2026-01-07T12:00:00Z"},
            {"far on", "2027-02-08T12:30:00Z", "o399", "2027-02-08T12:00:00Z .. 2027-02-08T13:00:00Z"},
        });
}

// ---- time off -----------------------------------------------------------------------------------------

TEST(TimeOff, IsCoveredByTheNextAvailableParticipant) {
    const Rotation made = weekly_oslo();
    const auto at = utc("2026-01-07T12:00:00Z");  // ann's week
    EXPECT_EQ(because(on_call(made, away("ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z"), at)),
              "bob cover for ann");

    People two = away("ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z");
    two[PersonId("bob")].time_off = {{utc("2026-01-07T00:00:00Z"), utc("2026-01-08T00:00:00Z")}};
    EXPECT_EQ(because(on_call(made, two, at)), "cy+lea cover for ann");
    check(made, two,
          {
              {"before", "2026-01-05T23:59:59Z", "ann"},
              {"bob covers", "2026-01-06T00:00:00Z", "bob"},
              {"bob is away too", "2026-01-07T00:00:00Z", "cy+lea"},
              {"bob again", "2026-01-08T00:00:00Z", "bob"},
              {"ann is back", "2026-01-09T00:00:00Z", "ann"},
          });

    for (const char* other : {"cy", "lea", "bob"})
        two[PersonId(other)].time_off = two[PersonId("ann")].time_off;
    EXPECT_EQ(because(on_call(made, two, at)), "- nobody") << "everybody is away";
}

TEST(TimeOff, OfOneOfAPairLeavesTheOther) {
    const auto people = away("cy", "2026-01-20T00:00:00Z", "2026-01-22T00:00:00Z");
    EXPECT_EQ(because(on_call(weekly_oslo(), people, utc(kIn))), "lea shift");
}

TEST(TimeOff, IsAGapWhereNobodyCovers) {
    Rotation made = weekly_oslo();
    made.cover = Rotation::Cover::none;
    const auto people = away("ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z");
    EXPECT_EQ(text(on_call(made, people, utc("2026-01-07T12:00:00Z")).shift),
              "2026-01-06T00:00:00Z .. 2026-01-09T00:00:00Z");
    check(made, people, {{"nobody", "2026-01-07T12:00:00Z", "-"}});

    Layer below = layer("UTC", version({1, weeks}, "2026-01-05T00:00:00", slots("dia")));
    below.priority = -1;
    made.layers.push_back(below);
    check(made, people, {{"the layer below shows", "2026-01-07T12:00:00Z", "dia"}});
}

TEST(TimeOff, DoesNotUndoAnOverride) {
    const auto people = away("ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z");
    const auto at = utc("2026-01-07T12:00:00Z");
    Rotation made = weekly_oslo();
    made.overrides = {over(Kind::replace, "lea", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z", "ann")};
    EXPECT_EQ(because(on_call(made, people, at)), "lea override for ann") << "written because ann is away";
    made.overrides = {over(Kind::set, "ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z")};
    EXPECT_EQ(because(on_call(made, people, at)), "ann override") << "somebody decided that she comes in";
    made.overrides = {over(Kind::remove, "ann", "2026-01-06T00:00:00Z", "2026-01-09T00:00:00Z")};
    EXPECT_EQ(because(on_call(made, people, at)), "- nobody") << "a wanted gap is not covered";
}

// ---- the answer ---------------------------------------------------------------------------------------

TEST(OnCall, TellsSinceWhenTheFirstPersonHasIt) {
    auto made = weekly_oslo();
    made.layers[0].versions[0].participants = slots("ann", "ann+bob", "cy");
    const OnCall second_week = on_call(made, {}, utc("2026-01-14T00:00:00Z"));
    EXPECT_EQ(text(second_week.shift), "2026-01-12T08:00:00Z .. 2026-01-19T08:00:00Z");
    EXPECT_EQ(text(second_week.shift_started), "2026-01-05T08:00:00Z")
        << "ann was first before bob joined her";

    made.overrides = {over(Kind::set, "cy", "2026-01-07T08:00:00Z", "2026-01-07T12:00:00Z")};
    EXPECT_EQ(text(on_call(made, {}, utc("2026-01-14T00:00:00Z")).shift_started), "2026-01-07T12:00:00Z")
        << "an override breaks the stretch";
    EXPECT_EQ(text(on_call(made, {}, utc("2026-01-07T11:00:00Z")).shift_started), "2026-01-07T08:00:00Z");
}

TEST(OnCall, HoldsForAsLongAsNothingChanges) {
    auto solo =
        rotation(layer("Europe/Oslo", version({1, hours}, "2026-01-05T09:00:00", slots("ann", "ann"))));
    solo.layers[0].versions[0].from = utc("2020-01-01T00:00:00Z");
    const OnCall answer = on_call(solo, {}, utc("2026-07-01T00:00:00Z"));
    EXPECT_EQ(text(answer.shift), "2020-01-01T00:00:00Z .. forever");
    EXPECT_EQ(text(answer.shift_started), "2020-01-01T00:00:00Z");
}

// Two layers that take turns with the same person are one stretch; where it is too long to be followed, its
// start must still not move while time goes on, for it is the cause in a step's id.
TEST(OnCall, StretchThatIsTooLongKeepsItsStart) {
    auto made = rotation(layer("UTC", version({1, days}, "2020-01-01T00:00:00", slots("ann"))));
    made.layers[0].windows = {daily_window({}, 0, 12)};
    made.layers.push_back(made.layers[0]);
    made.layers[1].windows = {daily_window({}, 12, 24)};
    const Instant january = on_call(made, {}, utc("2026-01-05T00:00:00Z")).shift_started;
    const Instant december = on_call(made, {}, utc("2026-12-05T00:00:00Z")).shift_started;
    EXPECT_EQ(text(january), text(december));
    EXPECT_LE(january, utc("2024-01-05T00:00:00Z"));
}

TEST(OnCall, HasAnAnswerAtEitherEndOfTime) {
    Rotation made = weekly_oslo();
    made.overrides = {over(Kind::set, "bob", kFrom, kTo)};
    EXPECT_EQ(text(on_call(made, {}, kEver).shift), "ever .. 2026-01-05T08:00:00Z");
    EXPECT_EQ(on_call(made, {}, kForever - milliseconds(1)).why, OnCall::Why::shift);
    EXPECT_EQ(text(last_boundary(made, {}, kEver)), "none");
    EXPECT_EQ(text(next_boundary(made, {}, kForever)), "none");
    made.layers[0].versions[0].from = kEver;
    EXPECT_EQ(on_call(made, {}, kEver).why, OnCall::Why::shift);
    EXPECT_EQ(on_call(Rotation(), {}, utc(kIn)).why, OnCall::Why::nobody);
}

TEST(OnCall, KnowsNobodyOfAnExternalRotation) {
    Rotation made = weekly_oslo();
    made.external = true;
    EXPECT_EQ(on_call(made, {}, utc(kIn)), OnCall());
    EXPECT_EQ(text(last_boundary(made, {}, utc(kIn))), "none");
    EXPECT_EQ(text(next_boundary(made, {}, utc(kIn))), "none");
}

// ---- boundaries ---------------------------------------------------------------------------------------

struct BoundaryCase {
    const char* name;
    const char* at;
    const char* last;
    const char* next;
};

void check(const Rotation& rotation, const People& people, std::initializer_list<BoundaryCase> rows) {
    for (const BoundaryCase& row : rows) {
        EXPECT_EQ(text(last_boundary(rotation, people, utc(row.at))), row.last)
            << row.name << ", last at " << row.at;
        EXPECT_EQ(text(next_boundary(rotation, people, utc(row.at))), row.next)
            << row.name << ", next at " << row.at;
    }
}

TEST(Boundary, IsWhereTheFirstPersonChanges) {
    check(weekly_oslo(), {},
          {
              {"before the start: nobody hands over to the first", "2026-01-01T00:00:00Z", "none",
               "2026-01-12T08:00:00Z ann -> bob"},
              {"first shift", "2026-01-05T08:00:00Z", "none", "2026-01-12T08:00:00Z ann -> bob"},
              {"just before", "2026-01-12T07:59:59.999Z", "none", "2026-01-12T08:00:00Z ann -> bob"},
              {"at it", "2026-01-12T08:00:00Z", "2026-01-12T08:00:00Z ann -> bob",
               "2026-01-19T08:00:00Z bob -> cy"},
              {"after it", "2026-01-20T00:00:00Z", "2026-01-19T08:00:00Z bob -> cy",
               "2026-01-26T08:00:00Z cy -> ann"},
          });
}

TEST(Boundary, SkipsGaps) {
    auto made = weekly_oslo();
    made.layers[0].windows = {daily_window(kWorkdays, 10, 17)};
    check(made, {},
          {
              {"overnight is none", "2026-01-13T20:00:00Z", "2026-01-12T09:00:00Z ann -> bob",
               "2026-01-19T09:00:00Z bob -> cy"},
              {"in the gap the last person is still the outgoing one", "2026-01-18T12:00:00Z",
               "2026-01-12T09:00:00Z ann -> bob", "2026-01-19T09:00:00Z bob -> cy"},
          });
    made.layers[0].versions[0].participants = slots("ann", "", "cy", "");
    check(made, {},
          {{"over an empty slot", "2026-01-14T00:00:00Z", "none", "2026-01-19T09:00:00Z ann -> cy"}});
}

TEST(Boundary, IsNotMadeByAnOverrideShorterThanADay) {
    auto made = weekly_oslo();
    made.overrides = {over(Kind::set, "bob", "2026-01-07T08:00:00Z", "2026-01-08T07:59:59Z")};
    check(made, {}, {{"short", "2026-01-07T12:00:00Z", "none", "2026-01-12T08:00:00Z ann -> bob"}});

    made.overrides = {over(Kind::set, "bob", "2026-01-07T08:00:00Z", "2026-01-08T08:00:00Z")};
    check(made, {},
          {
              {"before a whole day", "2026-01-07T00:00:00Z", "none", "2026-01-07T08:00:00Z ann -> bob"},
              {"in it", "2026-01-07T12:00:00Z", "2026-01-07T08:00:00Z ann -> bob",
               "2026-01-08T08:00:00Z bob -> ann"},
              {"after it", "2026-01-09T00:00:00Z", "2026-01-08T08:00:00Z bob -> ann",
               "2026-01-12T08:00:00Z ann -> bob"},
          });

    made.overrides = {over(Kind::set, "lea", "2026-01-12T06:00:00Z", "2026-01-12T10:00:00Z")};
    check(made, {},
          {{"over the shift change", "2026-01-12T09:00:00Z", "2026-01-12T08:00:00Z ann -> bob",
            "2026-01-19T08:00:00Z bob -> cy"}});
}

TEST(Boundary, CountsAWholeDayOf23HoursAsADay) {
    auto made = weekly_oslo();  // cy's week; the clocks change on Sunday
    made.overrides = {over(Kind::set, "bob", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")};
    check(made, {},
          {{"midnight to midnight", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z cy -> bob",
            "2026-03-29T22:00:00Z bob -> cy"}});
}

TEST(Boundary, IsMadeByTimeOffOfADayOrMore) {
    People people = away("ann", "2026-01-06T23:00:00Z", "2026-01-08T23:00:00Z");
    people[PersonId("ann")].zone = zone("Europe/Oslo");
    check(weekly_oslo(), people,
          {{"two days", "2026-01-07T12:00:00Z", "2026-01-06T23:00:00Z ann -> bob",
            "2026-01-08T23:00:00Z bob -> ann"}});
    people[PersonId("ann")].time_off = {{utc("2026-01-07T12:00:00Z"), utc("2026-01-07T15:00:00Z")}};
    check(weekly_oslo(), people,
          {{"an afternoon", "2026-01-07T13:00:00Z", "none", "2026-01-12T08:00:00Z ann -> bob"}});
    EXPECT_EQ(because(on_call(weekly_oslo(), people, utc("2026-01-07T13:00:00Z"))), "bob cover for ann")
        << "new tickets of the afternoon are bob's all the same";
}

TEST(Boundary, IsNotMadeByTheSecondPerson) {
    auto made = weekly_oslo();
    made.layers[0].versions[0].participants = slots("ann", "ann+bob", "ann+cy", "lea");
    check(
        made, {},
        {{"ann has it for three weeks", "2026-01-20T00:00:00Z", "none", "2026-01-26T08:00:00Z ann -> lea"}});
}

TEST(Boundary, LiesWithinTwoYearsOrNowhere) {
    auto made = weekly_oslo();
    made.layers[0].versions[0].participants = slots("ann");
    check(made, {}, {{"one person for ever", "2027-01-20T00:00:00Z", "none", "none"}});
    made.overrides = {over(Kind::set, "bob", "2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z")};
    check(made, {},
          {
              {"seen for two years", "2028-02-01T00:00:00Z", "2026-02-03T00:00:00Z bob -> ann", "none"},
              {"not longer", "2028-02-05T00:00:00Z", "none", "none"},
              {"ahead", "2026-01-06T00:00:00Z", "none", "2026-02-01T00:00:00Z ann -> bob"},
          });
}

}  // namespace
}  // namespace oncalld
