#include "engine/time.h"

#include "tests/unit/engine/calendar.h"

namespace oncalld {
namespace {

struct LocalCase {
    const char* name;
    const char* zone;
    const char* local;
    const char* want;
};

TEST(Zone, TurnsALocalTimeIntoItsInstant) {
    const LocalCase cases[] = {
        {"winter", "Europe/Oslo", "2026-01-05T09:00:00", "2026-01-05T08:00:00Z"},
        {"summer", "Europe/Oslo", "2026-07-06T09:00:00", "2026-07-06T07:00:00Z"},
        {"last second before the gap", "Europe/Oslo", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"},
        {"start of the gap", "Europe/Oslo", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"},
        {"within the gap: first valid instant after it", "Europe/Oslo", "2026-03-29T02:30:00",
         "2026-03-29T01:00:00Z"},
        {"end of the gap", "Europe/Oslo", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"},
        {"repeated: the first", "Europe/Oslo", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"},
        {"after the repeated hour", "Europe/Oslo", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"},
        {"gap in New York", "America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z"},
        {"repeated in New York", "America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"},
        {"half an hour of gap", "Australia/Lord_Howe", "2020-10-04T02:15:00", "2020-10-03T15:30:00Z"},
        {"gap at midnight", "America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z"},
        {"a whole day left out", "Pacific/Apia", "2011-12-30T09:00:00", "2011-12-30T10:00:00Z"},
    };
    for (const LocalCase& c : cases)
        EXPECT_EQ(text(zone(c.zone).at(local(c.local))), c.want)
            << c.name << ": " << c.local << " " << c.zone;
}

TEST(Zone, ReadsTheClockOnTheWall) {
    const Zone oslo = zone("Europe/Oslo");
    EXPECT_EQ(oslo.local(utc("2026-03-29T00:59:59Z")), local("2026-03-29T01:59:59"));
    EXPECT_EQ(oslo.local(utc("2026-03-29T01:00:00Z")), local("2026-03-29T03:00:00"));
    EXPECT_EQ(oslo.local(utc("2026-10-25T00:30:00Z")), local("2026-10-25T02:30:00"));
    EXPECT_EQ(oslo.local(utc("2026-10-25T01:30:00Z")), local("2026-10-25T02:30:00"));
    EXPECT_EQ(Zone().local(utc("1969-12-31T23:59:59.999Z")), local("1969-12-31T23:59:59"));
}

TEST(Zone, TellsWhetherALocalTimeExists) {
    const Zone oslo = zone("Europe/Oslo");
    EXPECT_EQ(oslo.existence(local("2026-03-29T01:59:59")), Zone::Existence::unique);
    EXPECT_EQ(oslo.existence(local("2026-03-29T02:00:00")), Zone::Existence::skipped);
    EXPECT_EQ(oslo.existence(local("2026-03-29T02:59:59")), Zone::Existence::skipped);
    EXPECT_EQ(oslo.existence(local("2026-03-29T03:00:00")), Zone::Existence::unique);
    EXPECT_EQ(oslo.existence(local("2026-10-25T02:00:00")), Zone::Existence::repeated);
    EXPECT_EQ(oslo.existence(local("2026-10-25T03:00:00")), Zone::Existence::unique);
}

TEST(Interval, IsHalfOpen) {
    const Interval day{utc("2026-01-05T00:00:00Z"), utc("2026-01-06T00:00:00Z")};
    EXPECT_TRUE(day.contains(day.from));
    EXPECT_TRUE(day.contains(day.to - milliseconds(1)));
    EXPECT_FALSE(day.contains(day.to));
    EXPECT_FALSE(day.contains(day.from - milliseconds(1)));
}

TEST(Interval, OverlapIsWhatBothShare) {
    const Interval a{utc("2026-01-05T00:00:00Z"), utc("2026-01-06T00:00:00Z")};
    const Interval b{utc("2026-01-05T12:00:00Z"), kForever};
    EXPECT_EQ(text(overlap(a, b)), "2026-01-05T12:00:00Z .. 2026-01-06T00:00:00Z");
    EXPECT_EQ(overlap(a, b), overlap(b, a));
    EXPECT_EQ(overlap(a, {kEver, kForever}), a);
    const Interval after{a.to, kForever};
    EXPECT_FALSE(overlap(a, after).from < overlap(a, after).to) << "they only touch";
}

TEST(Instant, ShiftedStopsAtTheEndsOfTime) {
    const milliseconds day = std::chrono::days(1);
    const Instant t = utc("2026-01-05T00:00:00Z");
    EXPECT_EQ(text(shifted(t, day)), "2026-01-06T00:00:00Z");
    EXPECT_EQ(text(shifted(t, -day)), "2026-01-04T00:00:00Z");
    EXPECT_EQ(shifted(kForever - milliseconds(1), day), kForever);
    EXPECT_EQ(shifted(kEver + milliseconds(1), -day), kEver);
    EXPECT_EQ(shifted(kEver, day), kEver + day);
}

struct TextCase {
    const char* name;
    const char* text;
    const char* want;  // null: refused
};

TEST(Rfc3339, ReadsInstantsAndNothingElse) {
    const TextCase cases[] = {
        {"UTC", "2026-11-30T08:00:00Z", "2026-11-30T08:00:00Z"},
        {"offset", "2026-11-30T09:00:00+01:00", "2026-11-30T08:00:00Z"},
        {"offset behind", "2026-11-30T03:00:00-05:00", "2026-11-30T08:00:00Z"},
        {"half-hour offset", "2026-11-30T13:30:00+05:30", "2026-11-30T08:00:00Z"},
        {"Jira's offset without a colon", "2026-11-30T08:00:00.123+0000", "2026-11-30T08:00:00.123Z"},
        {"Jira's offset behind", "2026-11-30T03:00:00.000-0500", "2026-11-30T08:00:00Z"},
        {"milliseconds", "2026-11-30T08:00:00.007Z", "2026-11-30T08:00:00.007Z"},
        {"finer than a millisecond is cut", "2026-11-30T08:00:00.0079999Z", "2026-11-30T08:00:00.007Z"},
        {"tenths", "2026-11-30T08:00:00.5Z", "2026-11-30T08:00:00.500Z"},
        {"before 1970", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"leap second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"small letters", "2026-11-30t08:00:00z", "2026-11-30T08:00:00Z"},
        {"leap day", "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
        {"no leap day", "2026-02-29T00:00:00Z", nullptr},
        {"month 0", "2026-00-10T00:00:00Z", nullptr},
        {"second 61", "2026-11-30T08:00:61Z", nullptr},
        {"month 13", "2026-13-01T00:00:00Z", nullptr},
        {"hour 24", "2026-11-30T24:00:00Z", nullptr},
        {"minute 60", "2026-11-30T08:60:00Z", nullptr},
        {"no offset", "2026-11-30T08:00:00", nullptr},
        {"date only", "2026-11-30", nullptr},
        {"no seconds", "2026-11-30T08:00Z", nullptr},
        {"short month", "2026-1-30T08:00:00Z", nullptr},
        {"short hour", "2026-11-30T8:00:00Z", nullptr},
        {"space for T", "2026-11-30 08:00:00Z", nullptr},
        {"blank before", " 2026-11-30T08:00:00Z", nullptr},
        {"blank behind", "2026-11-30T08:00:00Z ", nullptr},
        {"blank inside", "2026-11-30T08:00:00 Z", nullptr},
        {"more behind", "2026-11-30T08:00:00Zx", nullptr},
        {"sign before the year", "+2026-11-30T08:00:00Z", nullptr},
        {"negative year", "-2026-11-30T08:00:00Z", nullptr},
        {"year of five digits", "12026-11-30T08:00:00Z", nullptr},
        {"fraction without digits", "2026-11-30T08:00:00.Z", nullptr},
        {"offset of hours only", "2026-11-30T08:00:00+01", nullptr},
        {"offset of three digits", "2026-11-30T08:00:00+100", nullptr},
        {"offset out of range", "2026-11-30T08:00:00+25:00", nullptr},
        {"offset minutes out of range", "2026-11-30T08:00:00+01:60", nullptr},
        {"empty", "", nullptr},
        {"a word", "infinite-future", nullptr},
        {"a number", "1764489600", nullptr},
    };
    for (const TextCase& c : cases) {
        const auto got = parse_rfc3339(c.text);
        EXPECT_EQ(got ? to_rfc3339(*got) : "refused", c.want ? c.want : "refused")
            << c.name << ": " << c.text;
    }
}

TEST(Rfc3339, IsReadBackAsWritten) {
    for (const char* at : {"2026-11-30T08:00:00Z", "2026-11-30T08:00:00.001Z", "0001-01-01T00:00:00Z",
                           "9999-12-31T23:59:59.999Z"})
        EXPECT_EQ(to_rfc3339(utc(at)), at);
}

TEST(ToHuman, SpeaksInTheReadersZone) {
    const Instant t = utc("2026-11-30T08:00:00Z");
    EXPECT_EQ(to_human(t, zone("Europe/Oslo")), "Mon 30 Nov 09:00 CET");
    EXPECT_EQ(to_human(t, zone("America/New_York")), "Mon 30 Nov 03:00 EST");
    EXPECT_EQ(to_human(t, Zone()), "Mon 30 Nov 08:00 UTC");
    EXPECT_EQ(to_human(utc("2026-07-05T22:30:00Z"), zone("Europe/Oslo")), "Mon 6 Jul 00:30 CEST");
}

}  // namespace
}  // namespace oncalld
