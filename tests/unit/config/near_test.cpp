#include "config/near.h"

#include <gtest/gtest.h>

namespace oncalld::config {

namespace {

struct Row {
    std::string name;
    std::string word;
    std::string want;  // empty: none
    friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name << ": " << row.word; }
};

class NearMisses : public testing::TestWithParam<Row> {};

TEST_P(NearMisses, OfAFewWords) {
    const std::vector<std::string> words{"participants", "shift", "timezone", "to"};
    EXPECT_EQ(near_miss(GetParam().word, words).value_or(""), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Table, NearMisses,
                         testing::Values(Row{"LetterMissing", "particpants", "participants"},
                                         Row{"LetterTooMany", "shiift", "shift"},
                                         Row{"LetterWrong", "shirt", "shift"},
                                         Row{"NeighboursSwapped", "tiemzone", "timezone"},
                                         Row{"OtherCase", "TimeZone", "timezone"},
                                         Row{"Underscore", "time_zone", "timezone"},
                                         Row{"ShortWord", "ot", "to"}, Row{"NotNear", "colour", ""},
                                         Row{"NothingInCommon", "xy", ""}, Row{"Empty", "", ""},
                                         Row{"Endless", std::string(1000, 's'), ""}),
                         [](const auto& info) { return info.param.name; });

TEST(DidYouMean, IsNothingWithoutANearMiss) {
    EXPECT_EQ(did_you_mean("shfit", {"shift"}), "; did you mean `shift`?");
    EXPECT_EQ(did_you_mean("colour", {"shift"}), "");
    EXPECT_EQ(did_you_mean("colour", {}), "");
}

}  // namespace

}  // namespace oncalld::config
