// The shifts of a rule laid out in time: shift 0 begins at the anchor, shift n at start(n), n may be
// negative. Every question is answered by arithmetic from the anchor, so nothing drifts (31 Jan, 28 Feb, 31
// Mar) and the distance to the anchor costs nothing. Starts never run backwards; a clock change may make a
// shift empty.
#pragma once

#include "engine/rotation.h"
#include "engine/wall_clock.h"

namespace oncalld {

// Keeps references to both arguments. Throws std::invalid_argument if the rule has no length.
class ShiftGrid {
public:
    ShiftGrid(const ShiftRule& rule, const Zone& zone);

    Instant start(std::int64_t n) const;
    std::int64_t index_at(Instant t) const;    // the shift that runs at t
    std::int64_t first_from(Instant t) const;  // the first shift that starts at or after t

    // How many turns the shifts from 0 to before n use (negative before the anchor). With Count::active a
    // shift wholly outside the windows uses none. That is judged on the plain week, as if the clocks never
    // changed, so that a clock change cannot move everybody's turn. A rule with months in it always uses its
    // turns.
    std::int64_t turns_before(std::int64_t n, const std::vector<Window>& windows) const;

private:
    struct Offset {
        std::int64_t months = 0;
        seconds wall{0};
        seconds elapsed{0};
    };
    void add(Offset& to, const ShiftLength& length, std::int64_t times) const;
    Offset offset(std::int64_t n) const;
    Wall wall(const Offset& from_anchor) const;
    Wall nominal(std::int64_t n) const;
    bool active(std::int64_t n, const std::vector<Window>& windows) const;

    const ShiftRule& rule_;
    const Zone& zone_;
    Wall anchor_;
    bool hours_elapse_;
    std::int64_t lengths_;
    Offset cycle_;          // all lengths of `every` together
    seconds cycle_length_;  // of an average cycle
};

}  // namespace oncalld
