#include "config/shift.h"

#include "config/moment.h"
#include "config/read.h"

#include <fmt/format.h>

#include <array>

namespace oncalld::config {

namespace {

using Unit = ShiftLength::Unit;

constexpr int kLongestShift = 1000;
constexpr int kMostTurns = 1000;

std::optional<Unit> unit(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Unit>, 4> units{
        {{"hour", Unit::hours}, {"day", Unit::days}, {"week", Unit::weeks}, {"month", Unit::months}}};
    for (const auto& [name, value] : units)
        if (word == name || word == fmt::format("{}s", name)) return value;
    return std::nullopt;
}

std::optional<ShiftLength> shift_length(const Node& node, Report& report) {
    const std::vector<std::string_view> parts = split_at_spaces(node.text);
    const auto count = parts.size() == 2 ? parse_int(parts[0]) : std::nullopt;
    if (count && *count >= 1 && *count <= kLongestShift)
        if (const auto read = unit(parts[1])) return ShiftLength{*count, *read};
    report.error(
        node.place,
        fmt::format("expected a length such as 8 hours, 1 day, 2 weeks or 1 month, found {}", found(node)));
    return std::nullopt;
}

std::vector<ShiftLength> lengths(const Node& node, Report& report) {
    std::vector<ShiftLength> all;
    for (const Node* item : one_or_more(node, "a length", report))
        if (const auto length = shift_length(*item, report)) all.push_back(*length);
    return all;
}

// `at:`: "Mon 09:00", "09:00" or "1 09:00".
struct At {
    std::optional<absl::Weekday> weekday;
    std::optional<int> day_of_month;
    seconds clock{0};

    bool falls_on(LocalDay day) const {
        if (weekday && absl::GetWeekday(day) != *weekday) return false;
        return !day_of_month || day.day() == *day_of_month;
    }
};

std::optional<At> parse_at(std::string_view text) {
    const std::vector<std::string_view> parts = split_at_spaces(text);
    if (parts.empty() || parts.size() > 2) return std::nullopt;
    const auto clock = parse_clock(parts.back());
    if (!clock || *clock == std::chrono::hours(24)) return std::nullopt;
    At at;
    at.clock = *clock;
    if (parts.size() == 1) return at;
    if ((at.weekday = parse_weekday(parts.front()))) return at;
    at.day_of_month = parse_int(parts.front());
    if (!at.day_of_month || *at.day_of_month < 1 || *at.day_of_month > 31) return std::nullopt;
    return at;
}

// The form of `at` must be able to recur with the length: every week has a Monday, a month does not.
bool suits(const At& at, const std::vector<ShiftLength>& every) {
    for (const ShiftLength& length : every) {
        const bool months = length.unit == Unit::months;
        if (months != at.day_of_month.has_value()) return false;
        if (length.unit == Unit::weeks && !at.weekday) return false;
    }
    return true;
}

LocalTime first_from(const At& at, LocalTime from) {
    LocalDay day(from);
    while (!at.falls_on(day) || LocalTime(day) + at.clock.count() < from)
        ++day;
    return LocalTime(day) + at.clock.count();
}

std::optional<LocalTime> anchor_of_at(const Node& node, const Zone& zone, const EffectiveFrom& from,
                                      const std::vector<ShiftLength>& every, Report& report) {
    const auto at = parse_at(node.text);
    if (!at || !suits(*at, every)) {
        report.error(node.place, fmt::format("expected when a shift begins, `Mon 09:00` for weeks, `09:00` "
                                             "for days or hours, `1 09:00` for months, found {}",
                                             found(node)));
        return std::nullopt;
    }
    switch (from.kind) {
        case EffectiveFrom::Kind::at:
            return first_from(*at, zone.local(from.instant));
        case EffectiveFrom::Kind::absent:
        case EffectiveFrom::Kind::unbounded:
            report.error(node.place,
                         "`at` counts from `effective_from`, which has no date here; add one, or write "
                         "`start` with a date instead of `at`");
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<LocalTime> anchor(const Fields& fields, const Zone& zone, const EffectiveFrom& from,
                                const std::vector<ShiftLength>& every) {
    const Entry* at = fields.entry("at");
    const Node* start = fields.find("start");
    if ((at == nullptr) == (start == nullptr)) {
        fields.report().error(at == nullptr ? fields.place() : at->place,
                              "a shift needs either `at` (Mon 09:00) or `start` (2026-01-05T09:00)");
        return std::nullopt;
    }
    if (start != nullptr) return local_time(*start, zone, fields.report());
    return anchor_of_at(at->value, zone, from, every, fields.report());
}

}  // namespace

std::optional<Shift> shift(const Node& node, const Zone& zone, const EffectiveFrom& from, Report& report) {
    const Fields fields(node, "a shift",
                        {"every", "at", "start", "shifts_per_participant", "duration", "count"}, report);
    const Node* every = fields.require("every");
    if (every == nullptr) return std::nullopt;
    Shift read;
    read.rule.every = lengths(*every, report);
    if (const Node* turns = fields.find("shifts_per_participant"))
        read.rule.shifts_per_participant = whole_number(*turns, 1, kMostTurns, report).value_or(1);
    if (const Node* length = fields.find("duration"))
        if (const auto lasts = duration(*length, std::chrono::minutes(1), report))
            read.rule.duration = std::chrono::duration_cast<seconds>(*lasts);
    if (const Node* count = fields.find("count")) {
        using Count = ShiftRule::Count;
        const auto chosen =
            choice<Count>(*count, {{"active", Count::active}, {"calendar", Count::calendar}}, report);
        read.rule.count = chosen.value_or(Count::calendar);
        read.count = Shift::Count::stated;
    }
    if (read.rule.every.empty()) return std::nullopt;
    const auto start = anchor(fields, zone, from, read.rule.every);
    if (!start) return std::nullopt;
    read.rule.start = *start;
    return read;
}

ShiftRule::Count default_count(const ShiftRule& rule, const std::vector<Window>& windows) {
    const bool daily = std::all_of(rule.every.begin(), rule.every.end(), [](const ShiftLength& length) {
        return length == ShiftLength{1, Unit::days};
    });
    return daily && !windows.empty() ? ShiftRule::Count::active : ShiftRule::Count::calendar;
}

}  // namespace oncalld::config
