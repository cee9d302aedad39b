#include "engine/shift_grid.h"

#include "engine/window.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace oncalld {

namespace {

constexpr seconds kAverageMonth{2629746};  // 400 Gregorian years are 146097 days

// [10 hours, 14 hours] makes whole days together and keeps to the clock as 8 hours does.
bool hours_elapse(const ShiftRule& rule) {
    const int hours =
        std::accumulate(rule.every.begin(), rule.every.end(), 0, [](int sum, const ShiftLength& l) {
            return l.unit == ShiftLength::Unit::hours ? sum + l.count : sum;
        });
    return hours > 0 && 24 % hours != 0 && hours % 24 != 0;
}

LocalTime add_months(LocalTime anchor, std::int64_t months) {
    const absl::CivilMonth month = absl::CivilMonth(anchor) + months;
    const int last = (LocalDay(month + 1) - 1).day();
    return LocalTime(month.year(), month.month(), std::min(anchor.day(), last), anchor.hour(),
                     anchor.minute(), anchor.second());
}

}  // namespace

ShiftGrid::ShiftGrid(const ShiftRule& rule, const Zone& zone)
    : rule_(rule),
      zone_(zone),
      anchor_(to_wall(rule.start)),
      hours_elapse_(hours_elapse(rule)),
      lengths_(static_cast<std::int64_t>(rule.every.size())) {
    for (const ShiftLength& length : rule.every) {
        if (length.count < 1) throw std::invalid_argument("a shift must have a length");
        add(cycle_, length, 1);
    }
    if (rule.every.empty()) throw std::invalid_argument("a shift rule must have a length");
    cycle_length_ = cycle_.months * kAverageMonth + cycle_.wall + cycle_.elapsed;
}

void ShiftGrid::add(Offset& to, const ShiftLength& length, std::int64_t times) const {
    const std::int64_t count = length.count * times;
    switch (length.unit) {
        case ShiftLength::Unit::hours:
            (hours_elapse_ ? to.elapsed : to.wall) += std::chrono::hours(count);
            return;
        case ShiftLength::Unit::days:
            to.wall += count * kDay;
            return;
        case ShiftLength::Unit::weeks:
            to.wall += count * kWeek;
            return;
        case ShiftLength::Unit::months:
            to.months += count;
            return;
    }
}

ShiftGrid::Offset ShiftGrid::offset(std::int64_t n) const {
    const std::int64_t cycles = floor_div(n, lengths_);
    Offset sum{cycles * cycle_.months, cycles * cycle_.wall, cycles * cycle_.elapsed};
    for (std::int64_t i = 0; i < n - cycles * lengths_; ++i)
        add(sum, rule_.every[static_cast<std::size_t>(i)], 1);
    return sum;
}

Wall ShiftGrid::wall(const Offset& from_anchor) const {
    if (from_anchor.months == 0) return anchor_ + from_anchor.wall;
    return to_wall(add_months(rule_.start, from_anchor.months)) + from_anchor.wall;
}

Wall ShiftGrid::nominal(std::int64_t n) const {
    const Offset from_anchor = offset(n);
    return wall(from_anchor) + from_anchor.elapsed;
}

Instant ShiftGrid::start(std::int64_t n) const {
    const Offset from_anchor = offset(n);
    return instant_of(zone_, wall(from_anchor)) + from_anchor.elapsed;
}

std::int64_t ShiftGrid::index_at(Instant t) const {
    const Wall now = reading(zone_, t);
    const auto begun = [&](std::int64_t n) { return hours_elapse_ ? start(n) <= t : nominal(n) <= now; };
    // The average cycle leads to within a shift or two of the right one, at any distance.
    const seconds since = now - anchor_;
    std::int64_t n = floor_div(since.count(), cycle_length_.count()) * lengths_;
    while (!begun(n))
        --n;
    while (begun(n + 1))
        ++n;
    return n;
}

std::int64_t ShiftGrid::first_from(Instant t) const {
    const std::int64_t running = index_at(t);
    return start(running) == t ? running : running + 1;
}

bool ShiftGrid::active(std::int64_t n, const std::vector<Window>& windows) const {
    const Wall from = nominal(n);
    Wall to = nominal(n + 1);
    if (rule_.duration) to = std::min(to, from + *rule_.duration);
    return touches(windows, zone_, instant_of(zone_, anchor_), from, to);
}

std::int64_t ShiftGrid::turns_before(std::int64_t n, const std::vector<Window>& windows) const {
    if (rule_.count == ShiftRule::Count::calendar || windows.empty() || cycle_.months != 0) return n;
    // Shifts and windows repeat together after so many cycles: at most 168, for lengths are whole hours.
    const std::int64_t cycles = kWeek / std::gcd(kWeek.count(), cycle_length_.count()) / seconds(1);
    const std::int64_t period = cycles * lengths_;
    const std::int64_t rest = floor_mod(n, period);
    std::int64_t per_period = 0;
    std::int64_t before_rest = 0;
    for (std::int64_t i = 0; i < period; ++i) {
        if (!active(i, windows)) continue;
        ++per_period;
        if (i < rest) ++before_rest;
    }
    return floor_div(n, period) * per_period + before_rest;
}

}  // namespace oncalld
