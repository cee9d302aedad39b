#include "connectors/jira/read.h"

#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::SizeIs;

TEST(JiraRead, FetchesByIdWithTheFieldsOfATicket) {
    Read read(test_settings(), {{TicketId("10001"), "SUP-1"}, {TicketId("10002"), "SUP-2"}});
    const auto request = sent(read.start());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/issue/bulkfetch");
    EXPECT_THAT(json::array_at(body_of(request), "issueIdsOrKeys"), SizeIs(2));
    EXPECT_THAT(json::array_at(body_of(request), "fields"), SizeIs(14));
    const auto found =
        result(read.resume(answer(200, R"({"issues":[)" + issue_json("10002", "NEW-7") + "]}")));
    ASSERT_TRUE(found.ok());
    ASSERT_THAT(*found, SizeIs(1)) << "what is gone is left out";
    EXPECT_EQ(found->front().source, Source::read);
    EXPECT_EQ(found->front().ticket.key, "NEW-7") << "a moved issue has a new key and the old id";
}

TEST(JiraRead, AnAnswerWithoutIssuesDoesNotMeanThatAllAreGone) {
    for (const char* body : {"{}", R"({"issues":[{"id":"10001","key":"SUP-1"}]})"}) {
        Read read(test_settings(), {{TicketId("10001"), ""}});
        read.start();
        const auto got = result(read.resume(answer(200, body)));
        ASSERT_FALSE(got.ok()) << body;
        EXPECT_EQ(got.error().kind, ErrorKind::bug) << body;
    }
}

}  // namespace
}  // namespace oncalld::jira
