#include "connectors/jira/api.h"

#include "connectors/jira/identify.h"
#include "connectors/jira/vendor_text.h"
#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(JiraApi, SignsRequestsWithTheAccountAndToken) {
    const Send send = write(test_settings(), "PUT", issue_path(TicketId("10001")) + "/assignee", "{}");
    EXPECT_EQ(send.access, Send::Access::write);
    EXPECT_EQ(send.request.method, "PUT");
    EXPECT_EQ(send.request.url, "https://acme.atlassian.net/rest/api/3/issue/10001/assignee");
    EXPECT_EQ(send.request.headers.get("authorization"), "Basic Ym90QGFjbWUuZXhhbXBsZTpzM2NyZXQ=");
    EXPECT_EQ(send.request.headers.get("content-type"), "application/json");
    EXPECT_EQ(send.request.body, "{}");
    EXPECT_EQ(get(test_settings(), "/x").access, Send::Access::read);
    EXPECT_EQ(ask(test_settings(), "/x", "{}").access, Send::Access::read);
}

TEST(JiraApi, AnIdCannotLeaveItsPath) {
    EXPECT_EQ(issue_path(TicketId("../myself?x")), "/rest/api/3/issue/..%2Fmyself%3Fx");
}

TEST(JiraApi, ASuccessUnderRefusedCredentialsIsARefusal) {
    for (const char* reason : {"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"}) {
        http::Response response = answer(200, R"({"issues":[],"isLast":true})");
        response.headers.add("x-seraph-loginreason", reason);
        const auto got = accepted(response, Send::Access::read);
        ASSERT_FALSE(got.ok()) << reason;
        EXPECT_EQ(got.error().kind, ErrorKind::fix_configuration) << reason;
        EXPECT_THAT(to_string(got.error()), Not(HasSubstr("s3cret")));
    }
    http::Response fine = answer(200, "{}");
    fine.headers.add("X-Seraph-LoginReason", "OK");
    EXPECT_TRUE(accepted(fine, Send::Access::read).ok());
}

TEST(JiraApi, ASuccessThatIsNoJsonIsNotUnderstood) {
    const auto got = document(answer(200, "<html>login</html>"), Send::Access::read);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().kind, ErrorKind::bug);
}

TEST(JiraApi, ATransportErrorGoesThrough) {
    const Error lost{ErrorKind::outcome_unknown, "connection reset"};
    EXPECT_EQ(accepted(lost, Send::Access::write), Result<http::Response>(lost));
}

TEST(JiraVendorText, IsFoundInEveryShape) {
    struct Row {
        const char* name;
        std::string body, want;
    };
    const Row rows[] = {
        {"messages", R"({"errorMessages":["A.","B."],"errors":{}})", "A.; B."},
        {"fields", R"({"errorMessages":[],"errors":{"assignee":"User 'x' cannot be assigned issues."}})",
         "assignee: User 'x' cannot be assigned issues."},
        {"both", R"({"errorMessages":["A."],"errors":{"f":"B"},"status":400})", "A.; f: B"},
        {"bulk: an array", R"({"errors":[{"message":"A"},{"message":"B"}]})", "A; B"},
        {"gateway", R"({"code":401,"message":"Unauthorized; scope does not match"})",
         "Unauthorized; scope does not match"},
        {"a proxy's page", "<html><head><title>502 Bad Gateway</title></head><body>...</body></html>",
         "502 Bad Gateway"},
        {"a page without a title", "<html><body>oops</body></html>", ""},
        {"empty", "", ""},
        {"no object", "[1]", ""},
        {"lines become spaces", R"({"errorMessages":["A\nB"]})", "A B"},
        {"long, cut between characters",
         R"({"errorMessages":["x)" + std::string(600, 'y').replace(498, 4, "ööö") + "\"]}",
         "x" + std::string(498, 'y') + "..."},
    };
    for (const Row& row : rows)
        EXPECT_EQ(vendor_text(row.body), row.want) << row.name;
}

TEST(JiraIdentify, AsksWhoWeAre) {
    Identify identify(test_settings());
    const auto request = sent(identify.start());
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/myself");
    EXPECT_EQ(result(identify.resume(answer(200, R"({"accountId":"5b10","timeZone":"Europe/Oslo"})"))),
              AccountId("5b10"));
}

TEST(JiraIdentify, AnAnswerWithoutAnAccountIsNotUnderstood) {
    Identify identify(test_settings());
    EXPECT_EQ(result(identify.resume(answer(200, R"({"name":"admin"})"))).error().kind, ErrorKind::bug);
}

TEST(JiraIdentify, ARefusalIsForAPersonToFix) {
    Identify identify(test_settings());
    const auto refused = result(identify.resume(answer(401, "")));
    EXPECT_EQ(refused.error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(refused.error().message, HasSubstr("who we are"));
}

}  // namespace
}  // namespace oncalld::jira
