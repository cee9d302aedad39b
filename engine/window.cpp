#include "engine/window.h"

#include <algorithm>
#include <array>

namespace oncalld {

namespace {

struct Piece {     // once a week
    seconds from;  // since Monday 00:00
    seconds length;
};

constexpr std::array kWeekdays = {absl::Weekday::monday,   absl::Weekday::tuesday, absl::Weekday::wednesday,
                                  absl::Weekday::thursday, absl::Weekday::friday,  absl::Weekday::saturday,
                                  absl::Weekday::sunday};

seconds since_monday(absl::Weekday day) {
    return static_cast<int>(day) * kDay;
}

// The latest start at or before the time.
Wall latest_start(const Piece& piece, Wall now) {
    constexpr seconds kMonday = -3 * kDay;  // 1970-01-01 was a Thursday
    const seconds since = now.time_since_epoch() - kMonday - piece.from;
    return now - seconds(floor_mod(since.count(), kWeek.count()));
}

// Calls f(Piece) until it answers true.
template <class F>
bool any_piece(const Window& window, F f) {
    if (const auto* weekly = std::get_if<Window::Weekly>(&window.when)) {
        const seconds from = since_monday(weekly->from_day) + weekly->from;
        seconds length = since_monday(weekly->to_day) + weekly->to - from;
        if (length <= seconds(0)) length += kWeek;
        return f(Piece{from, length});
    }
    const auto& daily = std::get<Window::Daily>(window.when);
    const seconds length = daily.to > daily.from ? daily.to - daily.from : daily.to - daily.from + kDay;
    const auto on = [&](absl::Weekday day) { return f(Piece{since_monday(day) + daily.from, length}); };
    if (daily.days.empty()) return std::any_of(kWeekdays.begin(), kWeekdays.end(), on);
    return std::any_of(daily.days.begin(), daily.days.end(), on);
}

}  // namespace

bool inside(const std::vector<Window>& windows, const Zone& layer_zone, Instant t, Interval& holds) {
    if (windows.empty()) return true;
    Interval gap = holds;
    for (const Window& window : windows) {
        const Zone& zone = window.zone ? *window.zone : layer_zone;
        const Wall now = reading(zone, t);
        Wall last_end = Wall::min();
        Wall next_start = Wall::max();
        const bool in = any_piece(window, [&](const Piece& piece) {
            const Wall start = latest_start(piece, now);
            const Wall end = start + piece.length;
            if (now < end) {
                holds = overlap(holds, {instant_of(zone, start), instant_of(zone, end)});
                return true;
            }
            last_end = std::max(last_end, end);
            next_start = std::min(next_start, start + kWeek);
            return false;
        });
        if (in) return true;
        gap = overlap(gap, {instant_of(zone, last_end), instant_of(zone, next_start)});
    }
    holds = gap;
    return false;
}

bool touches(const std::vector<Window>& windows, const Zone& layer_zone, Instant reference, Wall from,
             Wall to) {
    return std::any_of(windows.begin(), windows.end(), [&](const Window& window) {
        const seconds moved =
            window.zone ? reading(*window.zone, reference) - reading(layer_zone, reference) : seconds(0);
        return any_piece(window, [&](const Piece& piece) {
            const Wall start = latest_start(piece, from + moved);
            return start + piece.length > from + moved || start + kWeek < to + moved;
        });
    });
}

}  // namespace oncalld
