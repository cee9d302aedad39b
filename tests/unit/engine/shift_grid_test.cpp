#include "engine/shift_grid.h"

#include "tests/unit/engine/calendar.h"

namespace oncalld {
namespace {

using enum ShiftLength::Unit;

ShiftRule rule(std::vector<ShiftLength> every, const char* start) {
    ShiftRule made;
    made.every = std::move(every);
    made.start = local(start);
    return made;
}

TEST(ShiftGrid, FindsAShiftByItsStartAtAnyDistance) {
    const std::vector<ShiftLength> rules[] = {
        {{1, hours}},
        {{7, hours}},
        {{8, hours}},
        {{1, days}},
        {{4, days}, {3, days}},
        {{2, weeks}},
        {{1, weeks}, {1, days}},
        {{1, months}},
        {{3, months}},
        {{1, months}, {10, days}, {5, hours}},
    };
    for (const auto& every : rules) {
        const ShiftRule made = rule(every, "2026-01-31T09:00:00");  // at no clock change
        const Zone oslo = zone("Europe/Oslo");
        const ShiftGrid grid(made, oslo);
        EXPECT_EQ(text(grid.start(0)), "2026-01-31T08:00:00Z");
        for (const std::int64_t n : {0, 1, 2, 3, 27, 999, 5000, -1, -2, -3, -28, -5000}) {
            const Instant start = grid.start(n);
            if (start == grid.start(n + 1)) continue;  // left out by a clock change
            EXPECT_EQ(grid.index_at(start), n) << text(start);
            EXPECT_EQ(grid.index_at(grid.start(n + 1) - milliseconds(1)), n) << text(start);
            EXPECT_EQ(grid.first_from(start), n) << text(start);
            EXPECT_EQ(grid.first_from(start + milliseconds(1)), n + 1) << text(start);
            EXPECT_LT(start, grid.start(n + 1));
        }
    }
}

TEST(ShiftGrid, NeverRunsBackwards) {
    for (const char* start : {"2026-03-29T02:00:00", "2026-10-25T02:30:00", "2026-10-25T03:00:00"})
        for (const int length : {1, 2, 3, 5, 24}) {
            const ShiftRule made = rule({{length, hours}}, start);
            const Zone oslo = zone("Europe/Oslo");
            const ShiftGrid grid(made, oslo);
            for (std::int64_t n = -200; n < 200; ++n)
                EXPECT_LE(grid.start(n), grid.start(n + 1))
                    << start << " every " << length << " hours, shift " << n;
        }
}

TEST(ShiftGrid, RefusesARuleWithoutLength) {
    const Zone utc_zone;
    const ShiftRule none = rule({}, "2026-01-05T09:00:00");
    const ShiftRule zero = rule({{1, days}, {0, days}}, "2026-01-05T09:00:00");
    EXPECT_THROW(ShiftGrid(none, utc_zone), std::invalid_argument);
    EXPECT_THROW(ShiftGrid(zero, utc_zone), std::invalid_argument);
}

}  // namespace
}  // namespace oncalld
