#include "connectors/jira/marker.h"

#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::ElementsAre;

std::string comment(int id, const std::string& author, const std::string& created) {
    return R"({"id":")" + std::to_string(id) + R"(","author":{"accountId":")" + author + R"("},"created":")" +
           created + "\"}";
}

std::string listing(const std::string& comments, int total) {
    return R"({"comments":[)" + comments + R"(],"startAt":0,"maxResults":100,"total":)" +
           std::to_string(total) + "}";
}

std::string with_property(const std::string& op) {
    return R"({"values":[{"id":"2","properties":[{"key":"other","value":1},{"key":"oncalld","value":{"op":")" +
           op + R"("}}]}],"isLast":true,"total":1})";
}

FindMarker search() {
    return FindMarker(test_settings(), {TicketId("10001"), "SUP-1"}, StepId("3f9c"), kNow, AccountId("bot"));
}

TEST(JiraMarker, AsksOnlyForPropertiesOfOurOwnRecentComments) {
    FindMarker find = search();
    EXPECT_EQ(sent(find.start()).url,
              "https://acme.atlassian.net/rest/api/3/issue/10001/"
              "comment?orderBy=-created&maxResults=100&startAt=0");
    const auto request =
        sent(find.resume(answer(200, listing(comment(3, "ann", "2026-11-23T10:02:00.000+0000") + "," +
                                                 comment(2, "bot", "2026-11-23T10:01:00.000+0000") + "," +
                                                 comment(1, "bot", "2026-11-20T10:01:00.000+0000"),
                                             9))));
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/comment/list?expand=properties");
    EXPECT_EQ(request.body, R"({"ids":[2]})");
    EXPECT_EQ(result(find.resume(answer(200, with_property("3f9c")))), true);
}

TEST(JiraMarker, AnotherStepsCommentIsNotOurs) {
    FindMarker find = search();
    find.start();
    find.resume(answer(200, listing(comment(2, "bot", "2026-11-23T10:01:00.000+0000"), 1)));
    EXPECT_EQ(result(find.resume(answer(200, with_property("ffff")))), false);
}

TEST(JiraMarker, AForgedMarkerOfSomebodyElseIsNotLookedAt) {
    FindMarker find = search();
    find.start();
    EXPECT_EQ(
        result(find.resume(answer(200, listing(comment(2, "mallory", "2026-11-23T10:01:00.000+0000"), 1)))),
        false);
}

TEST(JiraMarker, JirasClockMayBeFiveMinutesBehind) {
    FindMarker find = search();
    find.start();
    const auto next = find.resume(answer(200, listing(comment(2, "bot", "2026-11-23T09:56:00.000+0000"), 1)));
    EXPECT_EQ(sent(next).body, R"({"ids":[2]})");
}

TEST(JiraMarker, ReadsEveryPage) {
    FindMarker find = search();
    find.start();
    const auto next = find.resume(answer(200, listing(comment(3, "ann", "2026-11-23T10:03:00.000+0000"), 2)));
    EXPECT_THAT(sent(next).url, testing::EndsWith("&startAt=1"));
    // An emptied page ends the search too: comments can be deleted meanwhile.
    EXPECT_EQ(result(find.resume(answer(200, listing("", 2)))), false);
}

TEST(JiraMarker, AnErrorIsNeverANo) {
    const std::string one = listing(comment(2, "bot", "2026-11-23T10:01:00.000+0000"), 1);
    struct Row {
        const char* name;
        std::string comments, properties;
    };
    const Row rows[] = {{"no total", R"({"comments":[]})", ""},
                        {"no comments", R"({"total":0})", ""},
                        {"no date", R"({"comments":[{"id":"1"}],"total":1})", ""},
                        {"no values", one, "{}"},
                        {"half of the values", one, R"({"values":[],"isLast":false})"}};
    for (const Row& row : rows) {
        FindMarker find = search();
        find.start();
        auto next = find.resume(answer(200, row.comments));
        if (!row.properties.empty()) next = find.resume(answer(200, row.properties));
        EXPECT_FALSE(result(std::move(next)).ok()) << row.name;
    }
    FindMarker find = search();
    find.start();
    EXPECT_FALSE(result(find.resume(answer(503))).ok());
}

}  // namespace
}  // namespace oncalld::jira
