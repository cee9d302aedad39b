// Durations, days, clock times and local times as people type them.
#pragma once

#include "config/report.h"
#include "config/tree.h"
#include "engine/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace oncalld::config {

// "500ms", "60s", "60m", "2h", "14d", "2w". A day has 24 hours here.
std::optional<milliseconds> duration(const Node& node, milliseconds least, Report& report);

// "2026-12-20"
std::optional<LocalDay> parse_day(std::string_view text);

// "09:00", up to "24:00"
std::optional<seconds> parse_clock(std::string_view text);

// "Mon", "monday"
std::optional<absl::Weekday> parse_weekday(std::string_view text);

// "2026-11-30T09:00", with or without seconds
std::optional<LocalTime> parse_local(std::string_view text);

std::optional<seconds> clock_time(const Node& node, Report& report);
std::optional<absl::Weekday> weekday(const Node& node, Report& report);

// A day (its midnight), a local time or one with an offset. A local time that the zone skips or repeats is
// refused: nobody can say which instant was meant.
std::optional<Instant> moment(const Node& node, const Zone& zone, Report& report);

// The same as a reading of the zone's clocks.
std::optional<LocalTime> local_time(const Node& node, const Zone& zone, Report& report);

}  // namespace oncalld::config
