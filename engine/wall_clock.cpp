#include "engine/wall_clock.h"

namespace oncalld {

namespace {
constexpr LocalTime kEpoch(1970, 1, 1);
}

Wall to_wall(LocalTime local) {
    return Wall(seconds(local - kEpoch));
}

LocalTime to_local(Wall wall) {
    return kEpoch + wall.time_since_epoch().count();
}

Wall reading(const Zone& zone, Instant t) {
    const LocalTime local = zone.local(t);
    const absl::TimeZone::TimeInfo info = zone.absl_zone().At(local);
    const absl::Time now = absl::FromUnixMillis(t.time_since_epoch().count());
    if (info.kind != absl::TimeZone::TimeInfo::REPEATED || now < info.trans) return to_wall(local);
    return to_wall(local) + seconds(absl::ToInt64Seconds(info.trans - info.pre) - 1);
}

}  // namespace oncalld
