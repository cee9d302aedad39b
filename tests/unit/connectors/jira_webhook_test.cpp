#include "connectors/jira/webhook.h"

#include "connectors/signature.h"
#include "tests/unit/connectors/jira_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace oncalld::jira {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

http::Request delivery(std::string body, const std::string& secret = "hush") {
    http::Request request{"POST", "/webhooks/acme-jira", {}, std::move(body)};
    request.headers.add("X-Hub-Signature", "sha256=" + hmac_sha256_hex(secret, request.body));
    request.headers.add("X-Atlassian-Webhook-Identifier", "d-1");
    return request;
}

WebhookEvent event(std::string body) {
    return std::get<WebhookEvent>(parse_webhook(test_settings(), delivery(std::move(body)), kNow));
}

const std::string kCloudAssigned =
    R"({"timestamp":1795428000000,"webhookEvent":"jira:issue_updated",
    "issue_event_type_name":"issue_assigned","user":{"accountId":"lea","accountType":"atlassian"},
    "issue":)" +
    issue_json("10001", "SUP-1", R"("assignee":{"accountId":"5b10"},"description":"plain")") +
    R"(,"changelog":{"id":"700","items":[{"field":"assignee","fieldId":"assignee",
    "from":null,"fromString":null,"to":"5b10","toString":"Ann"}]}})";

TEST(JiraWebhook, AWholeIssueIsASnapshotAndItsChangelogAnActivity) {
    const auto got = event(kCloudAssigned);
    EXPECT_EQ(got.delivery, "d-1");
    EXPECT_EQ(got.ignored, "");
    ASSERT_THAT(got.snapshots, SizeIs(1));
    EXPECT_EQ(got.snapshots[0].source, Source::feed);
    EXPECT_EQ(got.snapshots[0].observed_at, kNow);
    EXPECT_EQ(got.snapshots[0].ticket.assignment, Assignment::to(AccountId("5b10")));
    EXPECT_THAT(got.look_at, IsEmpty());
    EXPECT_THAT(got.activities, ElementsAre(Activity{ActivityId("700:assignee"),
                                                     {TrackerId("acme-jira"), TicketId("10001")},
                                                     Activity::Kind::assigned,
                                                     AccountId("lea"),
                                                     Instant(milliseconds(1795428000000)),
                                                     "assignee: none -> Ann"}));
}

// Data Center: no fieldId, users have names, and the event's type name says nothing.
TEST(JiraWebhook, TheOtherDialectSaysTheSame) {
    const auto got = event(R"({"timestamp":1795428000000,"webhookEvent":"jira:issue_updated",
        "issue_event_type_name":"issue_updated","user":{"name":"lea","key":"lea"},
        "issue":)" + issue_json("10001", "SUP-1", R"("assignee":{"name":"ann","key":"ann"})") +
                           R"(,"changelog":{"id":700,"items":[
        {"field":"assignee","from":"bob","fromString":"Bob","to":"ann","toString":"Ann"},
        {"field":"status","from":"5","fromString":"Closed","to":"1","toString":"Open"}]}})");
    ASSERT_THAT(got.activities, SizeIs(2));
    EXPECT_EQ(got.activities[0].id, ActivityId("700:assignee"));
    EXPECT_EQ(got.activities[0].actor, AccountId("lea"));
    EXPECT_EQ(got.activities[1].kind, Activity::Kind::state_changed);
    EXPECT_EQ(got.snapshots.at(0).ticket.assignment, Assignment::to(AccountId("ann")));
}

TEST(JiraWebhook, ACommentOnCloudBringsTooFewFieldsForASnapshot) {
    const auto got = event(R"({"timestamp":1795428000000,"webhookEvent":"comment_created",
        "comment":{"self":"https://acme.atlassian.net/rest/api/2/issue/10001/comment/10019","id":"10019",
            "author":{"accountId":"ann"},"body":"/hold","created":"2026-11-23T09:59:58.321+0000"},
        "issue":{"id":"10001","key":"SUP-1","fields":{"summary":"x","issuetype":{"name":"Bug"},
            "project":{"key":"SUP"},"assignee":null,"priority":{"name":"High"},
            "status":{"name":"To Do","statusCategory":{"key":"new"}}}}})");
    EXPECT_THAT(got.snapshots, IsEmpty());
    EXPECT_THAT(got.look_at, ElementsAre(TicketHandle{TicketId("10001"), "SUP-1"}));
    EXPECT_THAT(got.activities, ElementsAre(Activity{ActivityId("comment:10019"),
                                                     {TrackerId("acme-jira"), TicketId("10001")},
                                                     Activity::Kind::commented,
                                                     AccountId("ann"),
                                                     *parse_rfc3339("2026-11-23T09:59:58.321Z"),
                                                     "/hold"}));
}

TEST(JiraWebhook, ACommentOnDataCenterNamesItsIssueOnlyInAnAddress) {
    const auto got = event(R"({"timestamp":1795428000000,"webhookEvent":"comment_created",
        "comment":{"self":"http://jira.example:8080/rest/api/2/issue/10013/comment/10082","id":"10082",
            "author":{"name":"ann"},"body":"x","created":"2026-11-23T09:00:00.000+0000"}})");
    EXPECT_THAT(got.look_at, ElementsAre(TicketHandle{TicketId("10013"), ""}));
    EXPECT_EQ(got.activities.at(0).actor, AccountId("ann"));
}

TEST(JiraWebhook, OnlyANewCommentIsAnActivity) {
    for (const char* name : {"comment_updated", "comment_deleted"}) {
        const auto got =
            event(std::string(R"({"webhookEvent":")") + name +
                  R"(","comment":{"self":"http://x/rest/api/2/issue/10013/comment/1","id":"1"}})");
        EXPECT_THAT(got.activities, IsEmpty()) << name;
        EXPECT_THAT(got.look_at, SizeIs(1)) << name;
    }
}

TEST(JiraWebhook, ADeletedIssueIsToBeLookedAtThoughItComesWhole) {
    const auto got =
        event(R"({"timestamp":1795428000000,"webhookEvent":"jira:issue_deleted","user":{"accountId":"lea"},
        "issue":)" +
              issue_json("10001", "SUP-1") + "}");
    EXPECT_THAT(got.snapshots, IsEmpty());
    EXPECT_THAT(got.look_at, ElementsAre(TicketHandle{TicketId("10001"), "SUP-1"}));
}

TEST(JiraWebhook, IgnoresWhatIsNotOurs) {
    struct Row {
        const char* name;
        std::string body;
        const char* says;
    };
    const Row rows[] = {
        {"another project",
         R"({"webhookEvent":"jira:issue_created","issue":{"id":"1","key":"HR-3","fields":{}}})", "HR"},
        {"an event without an issue", R"({"webhookEvent":"project_created","project":{"id":7}})",
         "project_created"},
        {"a key is no id",
         R"({"webhookEvent":"comment_created","comment":{"self":"http://x/issue/SUP-1/comment/1"}})",
         "comment_created"},
        {"an id that is a path",
         R"({"webhookEvent":"e","comment":{"self":"http://x/issue/..%2f1/comment/1"}})", "event e"},
        {"wrong types", R"({"webhookEvent":7,"issue":[],"comment":"x","changelog":1,"timestamp":"now"})",
         "event"},
        {"nothing", "{}", "event"},
    };
    for (const Row& row : rows) {
        const auto got = event(row.body);
        EXPECT_THAT(got.ignored, HasSubstr(row.says)) << row.name;
        EXPECT_THAT(got.snapshots, IsEmpty()) << row.name;
        EXPECT_THAT(got.look_at, IsEmpty()) << row.name;
        EXPECT_THAT(got.activities, IsEmpty()) << row.name;
    }
}

TEST(JiraWebhook, RefusesWhatIsNotSignedWithTheSecret) {
    const auto refusal = [](const Settings& settings, const http::Request& request) {
        const auto got = parse_webhook(settings, request, kNow);
        return std::holds_alternative<WebhookRefusal>(got) ? std::get<WebhookRefusal>(got)
                                                           : WebhookRefusal::unreadable;
    };
    EXPECT_EQ(refusal(test_settings(), delivery(kCloudAssigned, "guess")), WebhookRefusal::bad_signature);
    http::Request changed = delivery(kCloudAssigned);
    changed.body += '\n';
    EXPECT_EQ(refusal(test_settings(), changed), WebhookRefusal::bad_signature) << "the raw body counts";
    http::Request bare = delivery(kCloudAssigned);
    bare.headers = {};
    EXPECT_EQ(refusal(test_settings(), bare), WebhookRefusal::bad_signature);
    Settings no_secret = test_settings();
    no_secret.webhook_secret.reset();
    EXPECT_EQ(refusal(no_secret, delivery(kCloudAssigned)), WebhookRefusal::bad_signature);
}

TEST(JiraWebhook, ASignedBodyThatIsNoObjectIsUnreadable) {
    for (const char* body : {"", "x", "[]", "7", "{"})
        EXPECT_EQ(std::get<WebhookRefusal>(parse_webhook(test_settings(), delivery(body), kNow)),
                  WebhookRefusal::unreadable)
            << body;
}

TEST(JiraWebhook, WithoutANumberTheSameBodyIsTheSameDelivery) {
    http::Request request = delivery(kCloudAssigned);
    request.headers = {{"X-Hub-Signature", "sha256=" + hmac_sha256_hex("hush", kCloudAssigned)}};
    const auto once = std::get<WebhookEvent>(parse_webhook(test_settings(), request, kNow));
    const auto again = std::get<WebhookEvent>(parse_webhook(test_settings(), request, kNow));
    EXPECT_FALSE(once.delivery.empty());
    EXPECT_EQ(once.delivery, again.delivery);
    EXPECT_NE(once.delivery,
              std::get<WebhookEvent>(parse_webhook(test_settings(), delivery("{}"), kNow)).delivery);
}

// Recorded from real sites; not part of this project.
TEST(JiraWebhook, UnderstandsRecordedDeliveries) {
    const char* const shared = std::getenv("ONCALLD_SHARED");
    const auto folder = (shared ? std::filesystem::path(shared)
                                : std::filesystem::path(ONCALLD_SOURCE_DIR) / ".." / "shared") /
                        "trackers/payloads/jira";
    if (!std::filesystem::exists(folder))
        GTEST_SKIP() << "no recorded payloads at " << folder << "; set ONCALLD_SHARED to check them";
    struct Row {
        const char* file;
        const char* id;
        std::vector<std::string> activities;
        bool whole;
    };
    const Row rows[] = {
        {"webhook-cloud-comment-created.json", "10040", {"comment:10019"}, false},
        {"webhook-cloud-issue-created-many-fields.json", "10509", {"11627:assignee", "11627:status"}, true},
        {"webhook-issue-created.json", "10040", {"10222:status"}, true},
        {"webhook-issue-updated-assigned.json", "10040", {"10230:assignee"}, true},
        {"webhook-issue-updated-reopened.json", "10040", {"10229:status"}, true},
        {"webhook-server-comment-created.json", "10013", {"comment:10082"}, false},
    };
    Settings settings = test_settings();
    settings.projects = {"TES", "KT"};
    for (const Row& row : rows) {
        std::ifstream in(folder / row.file);
        std::string body(std::istreambuf_iterator<char>(in), {});
        const auto got = parse_webhook(settings, delivery(std::move(body)), kNow);
        ASSERT_TRUE(std::holds_alternative<WebhookEvent>(got)) << row.file;
        const auto& event = std::get<WebhookEvent>(got);
        EXPECT_EQ(event.ignored, "") << row.file;
        std::vector<std::string> activities;
        for (const Activity& activity : event.activities) {
            activities.push_back(activity.id.str());
            EXPECT_EQ(activity.ticket.id, TicketId(row.id)) << row.file;
            EXPECT_FALSE(activity.actor.empty()) << row.file;
        }
        EXPECT_EQ(activities, row.activities) << row.file;
        EXPECT_EQ(event.snapshots.size(), row.whole ? 1u : 0u) << row.file;
        EXPECT_EQ(event.look_at.size(), row.whole ? 0u : 1u) << row.file;
    }
}

}  // namespace
}  // namespace oncalld::jira
