#include "config/windows.h"

#include "config/moment.h"
#include "config/read.h"
#include "config/zone.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

struct WeekTime {
    absl::Weekday day;
    seconds clock;
};

// "Fri 22:00"
std::optional<WeekTime> parse_week_time(std::string_view text) {
    const std::vector<std::string_view> parts = split_at_spaces(text);
    if (parts.size() != 2) return std::nullopt;
    const auto day = parse_weekday(parts[0]);
    const auto clock = parse_clock(parts[1]);
    if (!day || !clock) return std::nullopt;
    return WeekTime{*day, *clock};
}

std::optional<WeeklyWindow> weekly(const Fields& fields) {
    std::array<std::optional<WeekTime>, 2> ends;
    std::size_t end = 0;
    for (const std::string_view key : {"from", "to"}) {
        const Node* node = fields.require(key);
        if (node != nullptr && !(ends[end] = parse_week_time(node->text)))
            fields.report().error(
                node->place,
                fmt::format("expected a weekday and a time such as Mon 06:00, found {}", found(*node)));
        ++end;
    }
    if (fields.has("days"))
        fields.report().error(fields.entry("days")->place,
                              "a window from one weekday to another has no `days`; remove them");
    if (!ends[0] || !ends[1]) return std::nullopt;
    return WeeklyWindow{ends[0]->day, ends[1]->day, ends[0]->clock, ends[1]->clock};
}

DailyWindow daily(const Fields& fields) {
    DailyWindow window;
    if (const Node* days = fields.find("days")) {
        for (const Node* day : one_or_more(*days, "a weekday", fields.report()))
            if (const auto read = weekday(*day, fields.report())) window.days.push_back(*read);
    }
    if (const Node* from = fields.find("from"))
        window.from = clock_time(*from, fields.report()).value_or(window.from);
    if (const Node* to = fields.find("to")) window.to = clock_time(*to, fields.report()).value_or(window.to);
    if (!fields.has("days") && !fields.has("from") && !fields.has("to"))
        fields.report().error(fields.place(), "a window needs `days`, or `from` and `to`");
    return window;
}

bool names_a_weekday(const Fields& fields, std::string_view key) {
    const Node* node = fields.find(key);
    return node != nullptr && parse_weekday(node->text.substr(0, node->text.find(' ')));
}

std::optional<Window> window(const Node& node, Report& report) {
    const Fields fields(node, "a window", {"days", "from", "to", "timezone", "holidays"}, report);
    if (!fields.is_map()) return std::nullopt;
    if (const Entry* holidays = fields.entry("holidays")) {
        report.error(holidays->place,
                     "this version knows no holidays, and without them the wrong person would be on "
                     "call; write overrides for those days");
        return std::nullopt;
    }
    Window read;
    if (const Node* there = fields.find("timezone")) read.zone = zone(*there, report);
    if (!names_a_weekday(fields, "from") && !names_a_weekday(fields, "to")) {
        read.when = daily(fields);
        return read;
    }
    const auto week = weekly(fields);
    if (!week) return std::nullopt;
    read.when = *week;
    return read;
}

}  // namespace

std::vector<Window> windows(const Node& node, Report& report) {
    std::vector<Window> all;
    if (const auto* items = list(node, "windows", report))
        for (const Node& item : *items)
            if (const auto read = window(item, report)) all.push_back(*read);
    return all;
}

}  // namespace oncalld::config
