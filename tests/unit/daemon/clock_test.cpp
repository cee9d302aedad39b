#include "daemon/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld {
namespace {

Instant instant(std::string_view text) {
    return parse_rfc3339(text).value();
}

// A simulated minute in every real second.
Clock minute_a_second() {
    return parse_clock("2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*60").value();
}

TEST(Clock, SimulatedTimeRunsFromItsAnchor) {
    struct Row {
        const char* name;
        const char* real;
        const char* shown;
    };
    const Row rows[] = {
        {"at the anchor", "2026-11-23T23:00:00Z", "2026-11-30T07:55:00Z"},
        {"five real seconds later", "2026-11-23T23:00:05Z", "2026-11-30T08:00:00Z"},
        {"a fraction of a second", "2026-11-23T23:00:00.050Z", "2026-11-30T07:55:03Z"},
        {"before the anchor", "2026-11-23T22:59:59Z", "2026-11-30T07:54:00Z"},
    };
    for (const Row& row : rows)
        EXPECT_EQ(to_rfc3339(minute_a_second().at(instant(row.real))), row.shown)
            << row.name << ": " << row.real;
}

TEST(Clock, DelayIsRealTimeAndNeverTooShort) {
    struct Row {
        const char* name;
        const char* until;
        int delay_ms;
    };
    const Row rows[] = {
        {"a simulated minute", "2026-11-30T07:56:00Z", 1000},
        {"rounded up", "2026-11-30T07:55:00.001Z", 1},
        {"now", "2026-11-30T07:55:00Z", 0},
        {"already past", "2026-11-30T07:00:00Z", 0},
        {"far away: a day at most", "2036-11-30T07:00:00Z", 86'400'000},
    };
    const Instant real = instant("2026-11-23T23:00:00Z");
    for (const Row& row : rows)
        EXPECT_EQ(minute_a_second().real_delay(real, instant(row.until)).count(), row.delay_ms) << row.name;
    EXPECT_EQ(minute_a_second().real_delay(real, kForever), std::chrono::hours(24));
    EXPECT_EQ(minute_a_second().real_delay(real, kEver), milliseconds(0));
}

TEST(Clock, SleepingTheDelayIsNeverTooEarly) {
    const Instant real = instant("2026-11-23T23:00:00Z");
    for (const double rate : {0.3, 0.7, 1.0, 1.9, 7.0, 60.0, 12345.6}) {
        const Clock clock({instant("2026-11-30T07:55:00Z"), real, rate});
        for (int from = 0; from < 40; ++from)
            for (int ahead = 1; ahead < 40; ++ahead) {
                const Instant start = real + milliseconds(from);
                const Instant until = clock.at(start) + milliseconds(ahead);
                EXPECT_GE(clock.at(start + clock.real_delay(start, until)), until)
                    << "rate " << rate << ", from " << from << " ms, " << ahead << " ms ahead";
            }
    }
}

TEST(Clock, WallClockIsTheRealTime) {
    const Instant real = instant("2026-11-23T23:00:00Z");
    EXPECT_EQ(Clock().at(real), real);
    EXPECT_EQ(Clock().real_delay(real, real + seconds(3)), seconds(3));
    EXPECT_EQ(Clock().simulation(), std::nullopt);
}

TEST(ParseClock, Accepts) {
    const Simulation slow{instant("2026-11-30T07:55:00Z"), instant("2026-11-23T22:00:00Z"), 0.5};
    const Result<Clock> clock = parse_clock("2026-11-30T08:55:00+01:00@2026-11-23T22:00:00Z*0.5");
    ASSERT_TRUE(clock.ok()) << to_string(clock.error());
    EXPECT_EQ(clock->simulation(), slow);
}

TEST(ParseClock, RefusesAndSaysWhatWasExpected) {
    struct Row {
        const char* text;
        const char* what;
    };
    const Row rows[] = {
        {"", "no '@'"},
        {"2026-11-30T07:55:00Z*60", "no '@'"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z", "no '*'"},
        {"60*2026-11-30T07:55:00Z@2026-11-23T23:00:00Z", "no '*'"},
        {"2026-11-30@2026-11-23T23:00:00Z*60", "before '@'"},
        {"2026-11-30T07:55:00Z@yesterday*60", "after '@'"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*", "rate"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*0", "rate"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*-1", "rate"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*nan", "rate"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*1e9", "rate"},
        {"2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*60x", "rate"},
    };
    for (const Row& row : rows) {
        const Result<Clock> clock = parse_clock(row.text);
        ASSERT_FALSE(clock.ok()) << row.text;
        EXPECT_EQ(clock.error().kind, ErrorKind::fix_configuration) << row.text;
        EXPECT_THAT(clock.error().message,
                    testing::AllOf(testing::HasSubstr(row.what), testing::HasSubstr("SIMULATED@REAL*RATE")))
            << row.text;
    }
}

}  // namespace
}  // namespace oncalld
