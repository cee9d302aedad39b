#include "engine/wall_clock.h"

namespace oncalld {

namespace {
constexpr LocalTime kEpoch(1970, 1, 1);
// std::chrono::year is 16 bits wide.
constexpr std::chrono::local_days kFirstDay(std::chrono::year(1) / 1 / 1);
constexpr std::chrono::local_days kLastDay(std::chrono::year(9999) / 12 / 31);
}  // namespace

Wall to_wall(LocalTime local) {
    return Wall(seconds(local - kEpoch));
}

LocalTime to_local(Wall wall) {
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    if (day < kFirstDay || day > kLastDay) return kEpoch + wall.time_since_epoch().count();
    // absl counts the years from the epoch one by one; this is the hottest spot of a look-up.
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(wall - day);
    return LocalTime(int(date.year()), unsigned(date.month()), unsigned(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

Wall reading(const Zone& zone, Instant t) {
    const absl::Time now = absl::FromUnixMillis(t.time_since_epoch().count());
    const absl::TimeZone::CivilInfo here = zone.absl_zone().At(now);
    const Wall local(std::chrono::floor<seconds>(t.time_since_epoch()) + seconds(here.offset));
    const absl::TimeZone::TimeInfo there = zone.absl_zone().At(here.cs);
    if (there.kind != absl::TimeZone::TimeInfo::REPEATED || now < there.trans) return local;
    return local + seconds(absl::ToInt64Seconds(there.trans - there.pre) - 1);
}

}  // namespace oncalld
