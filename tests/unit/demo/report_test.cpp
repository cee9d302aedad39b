#include "tests/demo/report.h"

#include "connectors/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::demo {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Verdict good() {
    Verdict verdict;
    verdict.assigned = {{"jira", 8}, {"github", 6}, {"pagerduty", 7}};
    verdict.api_calls = {{"jira", 56}, {"github", 60}, {"pagerduty", 68}};
    verdict.kills = 1;
    verdict.ends = {{"jira/taken", "jira", "SUP-1", "open", {"cy"}, "", 1, true}};
    return verdict;
}
Verdict bad() {
    Verdict verdict = good();
    verdict.duplicates = 1;
    verdict.lost = 2;
    verdict.complaints = {"lost: \"this\" one"};
    return verdict;
}

TEST(ToJson, HasEveryCountForEveryTracker) {
    const Result<json::Document> parsed = json::parse(to_json(good()));
    ASSERT_TRUE(parsed.ok());
    const json::Value& root = *parsed;
    EXPECT_EQ(json::integer_at(root, "assigned", "github"), 6);
    EXPECT_EQ(json::integer_at(root, "api_calls", "pagerduty"), 68);
    for (const char* counts : {"assigned", "handed_over", "reopened", "left_to_humans", "api_calls"})
        for (const char* tracker : {"jira", "github", "pagerduty"})
            EXPECT_TRUE(json::integer_at(root, counts, tracker)) << counts << " of " << tracker;
    EXPECT_EQ(json::integer_at(root, "kills"), 1);
    EXPECT_EQ(json::integer_at(root, "duplicates"), 0);
    EXPECT_EQ(json::integer_at(root, "lost"), 0);
    EXPECT_EQ(json::array_at(root, "ends").size(), 1u);
}

TEST(ToJson, TellsDuplicatesAndLosses) {
    const Result<json::Document> parsed = json::parse(to_json(bad()));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(json::integer_at(*parsed, "duplicates"), 1);
    EXPECT_EQ(json::integer_at(*parsed, "lost"), 2);
}

TEST(ToTable, NamesEveryCountAndComplaint) {
    const std::string table = to_table(bad(), Colour::off);
    EXPECT_THAT(table, ContainsRegex("assigned[^\n]* 8 +6 +7\n"));
    EXPECT_THAT(table, HasSubstr("done twice: 1   lost: 2"));
    EXPECT_THAT(table, HasSubstr("lost: \"this\" one"));
}

TEST(ToTable, IsPaintedOnlyWhenAsked) {
    EXPECT_THAT(to_table(bad(), Colour::off), Not(HasSubstr("\x1b")));
    EXPECT_THAT(to_table(good(), Colour::on), HasSubstr("\x1b[32m"));
    EXPECT_THAT(to_table(bad(), Colour::on), HasSubstr("\x1b[31m"));
}

}  // namespace
}  // namespace oncalld::demo
