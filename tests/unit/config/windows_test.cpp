#include "config/windows.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class WindowFaults : public testing::TestWithParam<Fault> {};

TEST_P(WindowFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, WindowFaults,
    testing::Values(
        Fault{"WindowWithoutTimes",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 day, start: 2026-01-05}, restrict: "
              "[{}]}\n",
              "team.yaml:2:96: error: a window needs `days`, or `from` and `to`"},
        Fault{"WindowWithWrongDay",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 day, start: 2026-01-05}, restrict: "
              "[{days: [mon, tus]}]}\n",
              "team.yaml:2:109: error: expected a weekday such as mon, found `tus`"},
        Fault{"WindowWithWrongTime",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 day, start: 2026-01-05}, restrict: "
              "[{from: 9, to: '24:30'}]}\n",
              "team.yaml:2:103: error: expected a time of day such as 09:00, found `9`\n"
              "team.yaml:2:110: error: expected a time of day such as 09:00, found `24:30`"},
        Fault{"WindowHalfWeekly",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 day, start: 2026-01-05}, restrict: "
              "[{from: Fri 22:00, to: '06:00'}]}\n",
              "team.yaml:2:118: error: expected a weekday and a time such as Mon 06:00, found `06:00`"},
        Fault{"Holidays",
              "rotations:\n"
              "  r: {timezone: UTC, participants: [ann], shift: {every: 1 day, start: 2026-01-05}, restrict: "
              "[{holidays: except}], holidays: [2026-12-25]}\n",
              "team.yaml:2:97: error: this version knows no holidays, and without them the wrong person "
              "would be on call; write overrides for those days\n"
              "team.yaml:2:117: error: `holidays` is not known to this version; write overrides for those "
              "days"}),
    name_of_fault);

std::vector<Window> windows_of(std::string_view restrict) {
    const Settings settings = settings_of("rotations: {week: {restrict: " + std::string(restrict) + "}}");
    return settings.engine.rotations.at(RotationId("week")).layers.at(0).windows;
}

constexpr seconds at(int hours) {
    return std::chrono::hours(hours);
}

TEST(Windows, OnDaysFromAClockTimeToAnother) {
    const Window want{DailyWindow{{absl::Weekday::monday, absl::Weekday::friday}, at(22), at(6)}, {}};
    EXPECT_EQ(windows_of("[{days: [mon, Friday], from: 22:00, to: 06:00}]"), std::vector<Window>{want});
}

TEST(Windows, WithoutTimesLastAllDay) {
    const Window want{DailyWindow{{absl::Weekday::sunday}, at(0), at(24)}, {}};
    EXPECT_EQ(windows_of("[{days: sun}]"), std::vector<Window>{want});
}

TEST(Windows, FromOneWeekdayToAnother) {
    const Window want{WeeklyWindow{absl::Weekday::friday, absl::Weekday::monday, at(22), at(6)}, {}};
    EXPECT_EQ(windows_of("[{from: Fri 22:00, to: Mon 06:00}]"), std::vector<Window>{want});
}

TEST(Windows, InAnotherZone) {
    const auto windows = windows_of("[{from: 08:00, to: 16:00, timezone: Europe/Berlin}]");
    ASSERT_EQ(windows.size(), 1u);
    ASSERT_TRUE(windows[0].zone.has_value());
    EXPECT_EQ(windows[0].zone->name(), "Europe/Berlin");
}

}  // namespace

}  // namespace oncalld::config
