#include "config/moment.h"

#include "config/zone.h"

#include <gtest/gtest.h>

namespace oncalld::config {

namespace {

Node scalar(std::string text) {
    return Node{Node::Kind::scalar, Place{"f", 1, 1}, std::move(text), {}, {}};
}

Zone oslo() {
    Report report;
    return zone(scalar("Europe/Oslo"), report).value();
}

// "2026-...Z", or what was said.
std::string read_moment(const std::string& text) {
    Report report;
    const auto instant = moment(scalar(text), oslo(), report);
    if (instant) return to_rfc3339(*instant);
    return report.in_file_order({}).at(0).text;
}

struct Row {
    std::string name;
    std::string text;
    std::string want;
    friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name << ": " << row.text; }
};

std::string name_of_row(const testing::TestParamInfo<Row>& info) {
    return info.param.name;
}

class Moments : public testing::TestWithParam<Row> {};

TEST_P(Moments, InOslo) {
    EXPECT_EQ(read_moment(GetParam().text), GetParam().want);
}

constexpr const char* kExpected =
    "expected a time such as 2026-11-30, 2026-11-30T09:00 or 2026-11-30T09:00+01:00, found ";

INSTANTIATE_TEST_SUITE_P(
    Table, Moments,
    testing::Values(Row{"Day", "2026-11-30", "2026-11-29T23:00:00Z"},
                    Row{"SummerDay", "2026-07-01", "2026-06-30T22:00:00Z"},
                    Row{"LeapDay", "2028-02-29", "2028-02-28T23:00:00Z"},
                    Row{"NoLeapDay", "2026-02-29", std::string(kExpected) + "`2026-02-29`"},
                    Row{"Local", "2026-11-30T09:00", "2026-11-30T08:00:00Z"},
                    Row{"LocalWithSpace", "2026-11-30 09:00", "2026-11-30T08:00:00Z"},
                    Row{"LocalWithSeconds", "2026-11-30T09:00:30", "2026-11-30T08:00:30Z"},
                    Row{"Offset", "2026-11-30T09:00-05:00", "2026-11-30T14:00:00Z"},
                    Row{"Utc", "2026-11-30T09:00:00Z", "2026-11-30T09:00:00Z"},
                    Row{"UtcWithoutSeconds", "2026-11-30T09:00Z", "2026-11-30T09:00:00Z"},
                    Row{"LastBeforeTheGap", "2026-03-29T01:59", "2026-03-29T00:59:00Z"},
                    Row{"FirstOfTheGap", "2026-03-29T02:00",
                        "2026-03-29T02:00 does not exist in Europe/Oslo, where the clocks go forward; write "
                        "a time that does, or "
                        "one with an offset such as 2026-03-29T03:00+02:00"},
                    Row{"FirstAfterTheGap", "2026-03-29T03:00", "2026-03-29T01:00:00Z"},
                    Row{"LastBeforeTheRepeatedHour", "2026-10-25T01:59", "2026-10-24T23:59:00Z"},
                    Row{"FirstOfTheRepeatedHour", "2026-10-25T02:00",
                        "2026-10-25T02:00 occurs twice in Europe/Oslo, where the clocks go back; say which "
                        "with an offset: "
                        "2026-10-25T02:00+02:00 or 2026-10-25T02:00+01:00"},
                    Row{"FirstAfterTheRepeatedHour", "2026-10-25T03:00", "2026-10-25T02:00:00Z"},
                    Row{"InTheGapWithAnOffset", "2026-03-29T02:30+01:00", "2026-03-29T01:30:00Z"},
                    Row{"TwentyFour", "2026-11-30T24:00", std::string(kExpected) + "`2026-11-30T24:00`"},
                    Row{"MinuteSixty", "2026-11-30T09:60", std::string(kExpected) + "`2026-11-30T09:60`"},
                    Row{"OneDigit", "2026-11-30T9:00", std::string(kExpected) + "`2026-11-30T9:00`"},
                    Row{"American", "11/30/2026", std::string(kExpected) + "`11/30/2026`"},
                    Row{"Empty", "", std::string(kExpected) + "``"}),
    name_of_row);

// "1500ms", or what was said.
std::string read_duration(const std::string& text) {
    Report report;
    const auto length = duration(scalar(text), seconds(1), report);
    if (length) return std::to_string(length->count()) + "ms";
    return report.in_file_order({}).at(0).text;
}

class Durations : public testing::TestWithParam<Row> {};

TEST_P(Durations, OfASecondAtLeast) {
    EXPECT_EQ(read_duration(GetParam().text), GetParam().want);
}

constexpr const char* kLength = "expected a duration such as 90s, 15m, 2h or 14d, found ";

INSTANTIATE_TEST_SUITE_P(Table, Durations,
                         testing::Values(Row{"Milliseconds", "1500ms", "1500ms"},
                                         Row{"Seconds", "60s", "60000ms"}, Row{"Minutes", "60m", "3600000ms"},
                                         Row{"Hours", "2h", "7200000ms"}, Row{"Days", "14d", "1209600000ms"},
                                         Row{"Weeks", "1w", "604800000ms"},
                                         Row{"TooShort", "999ms", "expected at least 1s, found `999ms`"},
                                         Row{"NoUnit", "60", std::string(kLength) + "`60`"},
                                         Row{"NoNumber", "s", std::string(kLength) + "`s`"},
                                         Row{"Negative", "-5s", std::string(kLength) + "`-5s`"},
                                         Row{"Fraction", "1.5h", std::string(kLength) + "`1.5h`"},
                                         Row{"Words", "2 hours", std::string(kLength) + "`2 hours`"},
                                         Row{"TooLong", "999999999s", std::string(kLength) + "`999999999s`"}),
                         name_of_row);

TEST(Clock, TakesTwoDigitsUpToMidnight) {
    EXPECT_EQ(parse_clock("00:00"), seconds(0));
    EXPECT_EQ(parse_clock("09:30"), seconds(34'200));
    EXPECT_EQ(parse_clock("24:00"), seconds(86'400));
    for (const char* wrong : {"24:01", "9:00", "09:60", "09.00", "0900", "", "09:00:00"})
        EXPECT_EQ(parse_clock(wrong), std::nullopt) << wrong;
}

TEST(Weekday, IsAWordOrItsFirstThreeLetters) {
    EXPECT_EQ(parse_weekday("mon"), absl::Weekday::monday);
    EXPECT_EQ(parse_weekday("SUNDAY"), absl::Weekday::sunday);
    for (const char* wrong : {"mo", "tues", "1", ""})
        EXPECT_EQ(parse_weekday(wrong), std::nullopt) << wrong;
}

}  // namespace

}  // namespace oncalld::config
