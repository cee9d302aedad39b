#include "config/moment.h"

#include "config/text.h"
#include "engine/ascii.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace oncalld::config {

namespace {

constexpr std::string_view kDuration = "a duration such as 90s, 15m, 2h or 14d";
constexpr std::string_view kMoment = "a time such as 2026-11-30, 2026-11-30T09:00 or 2026-11-30T09:00+01:00";

bool digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return false;
    for (std::size_t i = at; i < at + count; ++i)
        if (text[i] < '0' || text[i] > '9') return false;
    return true;
}

int number(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i)
        value = value * 10 + (text[i] - '0');
    return value;
}

struct Unit {
    std::string_view name;
    milliseconds length;
};
constexpr std::array<Unit, 6> kUnits{{
    {"ms", milliseconds(1)},
    {"s", std::chrono::seconds(1)},
    {"m", std::chrono::minutes(1)},
    {"h", std::chrono::hours(1)},
    {"d", std::chrono::days(1)},
    {"w", std::chrono::weeks(1)},
}};

std::optional<milliseconds> parse_duration(std::string_view text) {
    std::size_t length = 0;
    while (digits(text, length, 1))
        ++length;
    if (length == 0 || length > 8) return std::nullopt;
    for (const Unit& unit : kUnits)
        if (text.substr(length) == unit.name) return number(text, 0, length) * unit.length;
    return std::nullopt;
}

std::string shown(milliseconds length) {
    for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit)
        if (length % unit->length == milliseconds(0))
            return fmt::format("{}{}", length / unit->length, unit->name);
    return "";
}

std::string shown(LocalTime local) {
    return absl::FormatCivilTime(absl::CivilMinute(local)) +
           (local.second() == 0 ? "" : fmt::format(":{}", local.second()));
}

std::string with_offset(absl::Time t, const Zone& zone) {
    return absl::FormatTime("%Y-%m-%dT%H:%M%Ez", t, zone.absl_zone());
}

// Whether the local time names one instant; else says what to write instead.
bool is_unique(const Place& place, LocalTime local, const Zone& zone, Report& report) {
    const absl::TimeZone::TimeInfo info = zone.absl_zone().At(local);
    switch (zone.existence(local)) {
        case Zone::Existence::unique:
            return true;
        case Zone::Existence::skipped:
            report.error(place, fmt::format("{} does not exist in {}, where the clocks go forward; write a "
                                            "time that does, or one with an offset such as {}",
                                            shown(local), zone.name(), with_offset(info.trans, zone)));
            return false;
        case Zone::Existence::repeated:
            report.error(
                place,
                fmt::format(
                    "{} occurs twice in {}, where the clocks go back; say which with an offset: {} or {}",
                    shown(local), zone.name(), with_offset(info.pre, zone), with_offset(info.post, zone)));
            return false;
    }
    return true;
}

}  // namespace

std::optional<milliseconds> duration(const Node& node, milliseconds least, Report& report) {
    const auto length = parse_duration(node.text);
    if (!length) {
        report.error(node.place, fmt::format("expected {}, found {}", kDuration, found(node)));
        return std::nullopt;
    }
    if (*length < least) {
        report.error(node.place, fmt::format("expected at least {}, found {}", shown(least), found(node)));
        return std::nullopt;
    }
    return length;
}

std::optional<LocalDay> parse_day(std::string_view text) {
    if (text.size() != 10 || !digits(text, 0, 4) || text[4] != '-' || !digits(text, 5, 2) || text[7] != '-' ||
        !digits(text, 8, 2))
        return std::nullopt;
    const int month = number(text, 5, 2);
    const int day = number(text, 8, 2);
    const LocalDay parsed(number(text, 0, 4), month, day);
    // A CivilDay rolls 31 February over to March: that is a slip, not a date.
    if (parsed.month() != month || parsed.day() != day) return std::nullopt;
    return parsed;
}

std::optional<seconds> parse_clock(std::string_view text) {
    if (text.size() != 5 || !digits(text, 0, 2) || text[2] != ':' || !digits(text, 3, 2)) return std::nullopt;
    const auto clock = std::chrono::hours(number(text, 0, 2)) + std::chrono::minutes(number(text, 3, 2));
    if (number(text, 3, 2) > 59 || clock > std::chrono::hours(24)) return std::nullopt;
    return clock;
}

std::optional<absl::Weekday> parse_weekday(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, absl::Weekday>, 7> names{{
        {"monday", absl::Weekday::monday},
        {"tuesday", absl::Weekday::tuesday},
        {"wednesday", absl::Weekday::wednesday},
        {"thursday", absl::Weekday::thursday},
        {"friday", absl::Weekday::friday},
        {"saturday", absl::Weekday::saturday},
        {"sunday", absl::Weekday::sunday},
    }};
    const std::string lower = lower_case(text);
    for (const auto& [name, day] : names)
        if (lower == name || lower == name.substr(0, 3)) return day;
    return std::nullopt;
}

std::optional<LocalTime> parse_local(std::string_view text) {
    if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const auto clock = parse_clock(text.substr(11, 5));
    if (!day || !clock || *clock == std::chrono::hours(24)) return std::nullopt;
    int second = 0;
    if (text.size() != 16) {
        if (text.size() != 19 || text[16] != ':' || !digits(text, 17, 2)) return std::nullopt;
        second = number(text, 17, 2);
        if (second > 59) return std::nullopt;
    }
    return LocalTime(*day) + clock->count() + second;
}

std::optional<seconds> clock_time(const Node& node, Report& report) {
    const auto clock = parse_clock(node.text);
    if (!clock)
        report.error(node.place, fmt::format("expected a time of day such as 09:00, found {}", found(node)));
    return clock;
}

std::optional<absl::Weekday> weekday(const Node& node, Report& report) {
    const auto day = parse_weekday(node.text);
    if (!day) report.error(node.place, fmt::format("expected a weekday such as mon, found {}", found(node)));
    return day;
}

std::optional<Instant> moment(const Node& node, const Zone& zone, Report& report) {
    if (const auto day = parse_day(node.text)) return zone.at(LocalTime(*day));
    if (const auto local = parse_local(node.text)) {
        if (!is_unique(node.place, *local, zone, report)) return std::nullopt;
        return zone.at(*local);
    }
    // RFC 3339 wants seconds and a T; people leave out the one and type a space for the other.
    std::string normal = node.text;
    if (normal.size() > 16 && normal[10] == ' ') normal[10] = 'T';
    if (normal.size() > 16 && normal[16] != ':') normal.insert(16, ":00");
    if (const auto instant = parse_rfc3339(normal)) return instant;
    report.error(node.place, fmt::format("expected {}, found {}", kMoment, found(node)));
    return std::nullopt;
}

std::optional<LocalTime> local_time(const Node& node, const Zone& zone, Report& report) {
    const auto instant = moment(node, zone, report);
    if (!instant) return std::nullopt;
    return zone.local(*instant);
}

}  // namespace oncalld::config
