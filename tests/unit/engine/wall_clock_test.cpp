#include "engine/wall_clock.h"

#include "tests/unit/engine/calendar.h"

namespace oncalld {
namespace {

TEST(FloorDiv, RoundsTowardsThePast) {
    EXPECT_EQ(floor_div(7, 3), 2);
    EXPECT_EQ(floor_div(-1, 3), -1);
    EXPECT_EQ(floor_div(-3, 3), -1);
    EXPECT_EQ(floor_mod(-1, 3), 2);
    EXPECT_EQ(floor_mod(-3, 3), 0);
}

TEST(Wall, IsALocalTimeAndBack) {
    for (const char* time :
         {"1970-01-01T00:00:00", "1969-12-31T23:59:59", "2028-02-29T12:34:56", "0001-01-01T00:00:00",
          "9999-12-31T23:59:59", "0000-12-31T23:59:59", "40000-03-01T00:00:00"})
        EXPECT_EQ(to_local(to_wall(local(time))), local(time)) << time;
    EXPECT_EQ(to_wall(local("1970-01-02T00:00:01")).time_since_epoch(), kDay + seconds(1));
}

TEST(Reading, IsTheLatestTimeThatHasBegun) {
    const Zone oslo = zone("Europe/Oslo");
    const auto read = [&](const char* t) { return to_local(reading(oslo, utc(t))); };
    EXPECT_EQ(read("2026-03-29T00:59:59.999Z"), local("2026-03-29T01:59:59"));
    EXPECT_EQ(read("2026-03-29T01:00:00Z"), local("2026-03-29T03:00:00"));
    EXPECT_EQ(read("2026-10-25T00:30:00Z"), local("2026-10-25T02:30:00")) << "the first 02:30";
    EXPECT_EQ(read("2026-10-25T01:00:00Z"), local("2026-10-25T02:59:59")) << "the second 02:00";
    EXPECT_EQ(read("2026-10-25T01:30:00Z"), local("2026-10-25T02:59:59")) << "the second 02:30";
    EXPECT_EQ(read("2026-10-25T02:00:00Z"), local("2026-10-25T03:00:00"));
}

// The promise on which shifts and windows rest.
TEST(Reading, TellsWhatHasBegunThroughEveryClockChange) {
    struct Night {
        const char* zone;
        const char* from;  // UTC
    };
    const Night nights[] = {
        {"Europe/Oslo", "2026-03-28T22:00:00Z"},         {"Europe/Oslo", "2026-10-24T22:00:00Z"},
        {"America/New_York", "2026-03-08T04:00:00Z"},    {"America/New_York", "2026-11-01T03:00:00Z"},
        {"Australia/Lord_Howe", "2026-04-04T12:00:00Z"}, {"Australia/Lord_Howe", "2026-10-03T12:00:00Z"},
        {"America/Sao_Paulo", "2018-11-04T00:00:00Z"},   {"Pacific/Apia", "2011-12-30T08:00:00Z"}};
    for (const Night& night : nights) {
        const Zone here = zone(night.zone);
        for (int i = 0; i < 40; ++i) {
            const Instant t = utc(night.from) + i * std::chrono::minutes(15);
            const Wall now = reading(here, t);
            for (int j = -200; j < 200; ++j) {
                const Wall wall = to_wall(here.local(utc(night.from))) + j * std::chrono::minutes(15);
                EXPECT_EQ(instant_of(here, wall) <= t, wall <= now)
                    << night.zone << " at " << text(t) << ", " << absl::FormatCivilTime(to_local(wall));
            }
        }
    }
}

}  // namespace
}  // namespace oncalld
