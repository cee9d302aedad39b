#include "engine/turn.h"

#include "engine/shift_grid.h"
#include "engine/window.h"

#include <algorithm>
#include <functional>

namespace oncalld {

namespace {

// Where a version takes over: at its first shift start, or at once where no earlier version is running.
Instant begin_of(const Layer& layer, std::size_t index) {
    const Version& version = layer.versions[index];
    const Instant earlier_ends = index == 0 ? kEver : layer.versions[index - 1].until;
    if (version.from == kEver || earlier_ends <= version.from) return version.from;
    const ShiftGrid grid(version.shift, layer.zone);
    return std::min(grid.start(grid.first_from(version.from)), earlier_ends);
}

const Version* version_at(const Layer& layer, Instant t, Interval& holds) {
    for (std::size_t i = layer.versions.size(); i-- > 0;) {
        const Version& version = layer.versions[i];
        const Instant begin = begin_of(layer, i);
        if (t < begin) {
            holds.to = std::min(holds.to, begin);
            continue;
        }
        if (version.until <= t) {
            holds.from = std::max({holds.from, begin, version.until});
            return nullptr;
        }
        holds = overlap(holds, {begin, version.until});
        return &version;
    }
    return nullptr;
}

bool always_the_same(const std::vector<Slot>& slots) {
    return std::adjacent_find(slots.begin(), slots.end(), std::not_equal_to<>()) == slots.end();
}

// Whether the shift is still within its duration.
bool within_duration(const ShiftRule& rule, const ShiftGrid& grid, std::int64_t shift, Instant t,
                     Interval& holds) {
    if (!rule.duration) return true;
    const Interval whole{grid.start(shift), grid.start(shift + 1)};
    const Instant end = std::min(whole.from + *rule.duration, whole.to);
    holds = overlap(holds, t < end ? Interval{whole.from, end} : Interval{end, whole.to});
    return t < end;
}

}  // namespace

std::optional<Turn> turn_at(const Layer& layer, Instant t, Interval& holds) {
    const Version* version = version_at(layer, t, holds);
    if (version == nullptr || version->participants.empty()) return std::nullopt;
    if (!inside(layer.windows, layer.zone, t, holds)) return std::nullopt;

    const ShiftRule& rule = version->shift;
    if (!rule.duration && always_the_same(version->participants)) return Turn{version, 0};

    const ShiftGrid grid(rule, layer.zone);
    const std::int64_t shift = grid.index_at(t);
    if (!within_duration(rule, grid, shift, t, holds)) return std::nullopt;

    // `next` names the slot of the first shift from `from` on; without it the anchor is the first slot's.
    const std::int64_t base = version->next && version->from != kEver ? grid.first_from(version->from) : 0;
    const auto turns = [&](std::int64_t n) { return grid.turns_before(n, layer.windows); };
    const std::int64_t per_slot = std::max(1, rule.shifts_per_participant);
    const std::int64_t round = floor_div(turns(shift) - turns(base), per_slot);
    // A slot's run of shifts is known at once unless inactive shifts lie between.
    const bool plain = rule.count == ShiftRule::Count::calendar;
    const std::int64_t first = plain ? base + round * per_slot : shift;
    const std::int64_t after = plain ? first + per_slot : shift + 1;
    holds = overlap(holds, {grid.start(first), grid.start(after)});

    const auto size = static_cast<std::int64_t>(version->participants.size());
    const auto next = static_cast<std::int64_t>(version->next.value_or(0));
    return Turn{version, static_cast<std::size_t>(floor_mod(round + next + layer.offset, size))};
}

}  // namespace oncalld
