// Time in the engine: an Instant is a point in UTC with milliseconds (Jira's resolution); a Zone is a named
// time zone already loaded (by config/, so that engine/ never opens a file); an Interval is half-open.
// The calendar runs on wall time that is handed in; nothing here reads a clock.
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace oncalld {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;
using std::chrono::seconds;

// [from, to): the incoming person owns the boundary instant.
struct Interval {
    Instant from;
    Instant to;
    bool contains(Instant t) const { return from <= t && t < to; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

// What two intervals share; empty (to <= from) if they do not meet.
inline Interval overlap(const Interval& a, const Interval& b) {
    return {a.from < b.from ? b.from : a.from, a.to < b.to ? a.to : b.to};
}

inline constexpr Instant kForever = Instant::max();
inline constexpr Instant kEver = Instant::min();

// t + by, stopping at the ends of time.
constexpr Instant shifted(Instant t, milliseconds by) {
    if (by > milliseconds(0)) return t > kForever - by ? kForever : t + by;
    return t < kEver - by ? kEver : t + by;
}

using LocalTime = absl::CivilSecond;  // a wall-clock reading without a zone
using LocalDay = absl::CivilDay;

// A loaded time zone. Copying is cheap; comparison is by name.
class Zone {
public:
    Zone();  // UTC
    Zone(std::string name, absl::TimeZone zone) : name_(std::move(name)), zone_(zone) {}

    const std::string& name() const { return name_; }
    const absl::TimeZone& absl_zone() const { return zone_; }

    // The instant of a local time. One that does not exist (spring) becomes the first valid instant after the
    // gap; one that occurs twice (autumn) becomes the first occurrence.
    Instant at(LocalTime local) const;
    LocalTime local(Instant t) const;

    enum class Existence { unique, skipped, repeated };
    Existence existence(LocalTime local) const;

    friend bool operator==(const Zone& a, const Zone& b) { return a.name_ == b.name_; }

private:
    std::string name_;
    absl::TimeZone zone_;
};

// RFC 3339 in UTC, "2026-11-30T08:00:00Z"; milliseconds are written only where there are any.
std::string to_rfc3339(Instant t);

// Accepts RFC 3339 with any offset, and Jira's "+0000" without the colon. Nothing else.
std::optional<Instant> parse_rfc3339(std::string_view text);

// For people: "Mon 30 Nov 09:00 CET" in the reader's zone.
std::string to_human(Instant t, const Zone& zone);

}  // namespace oncalld
