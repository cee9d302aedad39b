// Wall-clock arithmetic for the calendar. A Wall is what the clock on the wall of a zone reads; shifts and
// windows are laid out in Walls, where a day has 24 hours, and only the edges that are asked for become
// instants.
//
// Everything rests on one equivalence: zone.at(w) <= t exactly where w <= reading(zone, t). So "has it
// begun?" is a comparison of integers even in the night when an hour is skipped or repeated.
#pragma once

#include "engine/time.h"

#include <cstdint>

namespace oncalld {

using Wall = std::chrono::local_seconds;

inline constexpr seconds kDay{86400};
inline constexpr seconds kWeek{7 * 86400};

Wall to_wall(LocalTime local);
LocalTime to_local(Wall wall);

// The latest wall-clock time that has begun by t. In the second run of a repeated hour that is its last
// second, because all of it had begun in the first.
Wall reading(const Zone& zone, Instant t);

inline Instant instant_of(const Zone& zone, Wall wall) {
    return zone.at(to_local(wall));
}

// Rounds towards the past, also for what lies before the anchor.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) {
    return a - floor_div(a, b) * b;
}

}  // namespace oncalld
