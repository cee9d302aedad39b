#include "connectors/github/webhook.h"

#include "connectors/signature.h"
#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kNow = at("2026-11-24T09:00:00Z");
constexpr const char* kSecret = "It's a Secret to Everybody";
using Parsed = std::variant<WebhookEvent, WebhookRefusal>;

http::Request delivery(const std::string& event, std::string body) {
    http::Request request{"POST", "/webhooks/github", {}, std::move(body)};
    request.headers = {{"Content-Type", "application/json"},
                       {"X-GitHub-Event", event},
                       {"X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"},
                       {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(kSecret, request.body)}};
    return request;
}

Parsed parse(const http::Request& request) {
    return parse_webhook(sample_settings(), request, kNow);
}
WebhookEvent event(const http::Request& request) {
    return std::get<WebhookEvent>(parse(request));
}

// `more`: further members of the body, each with a comma in front.
std::string body(const std::string& action, const std::string& more = "", const SampleIssue& issue = {},
                 const std::string& repo = "acme/data") {
    return R"({"action":")" + action + R"(","issue":)" + issue.json() + R"(,"repository":{"full_name":")" +
           repo + R"("},"sender":{"login":"Ann-Berg"})" + more + "}";
}

TEST(GitHubWebhook, AnIssueIsASnapshotAndWhoDidWhat) {
    const WebhookEvent got = event(delivery(
        "issues", body("assigned", R"(,"assignee":{"login":"bob-lie"})", {.more = assignees({"bob-lie"})})));
    EXPECT_EQ(got.delivery, "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    EXPECT_EQ(got.ignored, "");
    ASSERT_THAT(got.snapshots, SizeIs(1));
    EXPECT_EQ(got.snapshots[0].source, Source::feed);
    EXPECT_EQ(got.snapshots[0].observed_at, kNow);
    EXPECT_EQ(got.snapshots[0].ticket.key, "acme/data#7");
    EXPECT_TRUE(got.snapshots[0].ticket.assignment.has(AccountId("bob-lie")));
    ASSERT_THAT(got.activities, SizeIs(1));
    const Activity& activity = got.activities[0];
    EXPECT_EQ(activity.id, ActivityId("delivery:72d3162e-cc78-11e3-81ab-4c9367dc0958"));
    EXPECT_EQ(activity.ticket.id, TicketId("I_7"));
    EXPECT_EQ(activity.kind, Activity::Kind::assigned);
    EXPECT_EQ(activity.actor, AccountId("ann-berg"));
    EXPECT_EQ(activity.at, at("2026-11-24T08:00:00Z"));
    EXPECT_EQ(activity.text, "assigned bob-lie");
}

TEST(GitHubWebhook, KindsOfActivity) {
    const std::vector<std::pair<std::string, Activity::Kind>> rows{
        {"assigned", Activity::Kind::assigned},      {"unassigned", Activity::Kind::assigned},
        {"closed", Activity::Kind::state_changed},   {"reopened", Activity::Kind::state_changed},
        {"labeled", Activity::Kind::labelled},       {"unlabeled", Activity::Kind::labelled},
        {"opened", Activity::Kind::other},           {"edited", Activity::Kind::other},
        {"some_day_invented", Activity::Kind::other}};
    for (const auto& [action, kind] : rows) {
        const WebhookEvent got = event(delivery("issues", body(action)));
        ASSERT_THAT(got.activities, SizeIs(1)) << action;
        EXPECT_EQ(got.activities[0].kind, kind) << action;
    }
}

TEST(GitHubWebhook, ACommentHasTheIdThatPollingGivesIt) {
    const std::string comment = R"(,"comment":)" + SampleComment{.id = 41, .author = "Cy"}.json();
    const WebhookEvent created = event(delivery("issue_comment", body("created", comment)));
    ASSERT_THAT(created.activities, SizeIs(1));
    EXPECT_EQ(created.activities[0].id, ActivityId("comment:41"));
    EXPECT_EQ(created.activities[0].actor, AccountId("cy")) << "who wrote it";
    EXPECT_THAT(created.snapshots, SizeIs(1));

    const WebhookEvent edited = event(delivery("issue_comment", body("edited", comment)));
    EXPECT_THAT(edited.activities, IsEmpty()) << "only new comments speak";
    EXPECT_THAT(edited.snapshots, SizeIs(1));
}

TEST(GitHubWebhook, WhatIsNoneOfOurBusinessIsIgnoredWithAReason) {
    EXPECT_EQ(event(delivery("ping", R"({"zen":"Keep it logically awesome."})")).ignored, "event ping");
    EXPECT_EQ(event(delivery("push", "not even JSON")).ignored, "event push");
    EXPECT_EQ(event(delivery("issues", body("opened", "", {}, "acme/other"))).ignored,
              "repository acme/other is not configured");
    const SampleIssue pull{.more = R"(,"pull_request":{"url":"x"})"};
    const WebhookEvent on_pull =
        event(delivery("issue_comment", body("created", R"(,"comment":)" + SampleComment{}.json(), pull)));
    EXPECT_EQ(on_pull.ignored, "a pull request");
    EXPECT_THAT(on_pull.snapshots, IsEmpty());
    EXPECT_THAT(on_pull.activities, IsEmpty());
}

TEST(GitHubWebhook, WhatIsNoMoreIsToBeReadById) {
    const TicketHandle old{TicketId("I_7"), "acme/data#7"};
    const WebhookEvent deleted = event(delivery("issues", body("deleted")));
    EXPECT_THAT(deleted.look_at, ElementsAre(old));
    EXPECT_THAT(deleted.snapshots, IsEmpty()) << "the body still shows it open";

    const auto changes = [](const std::string& repo) {
        return R"(,"changes":{"new_repository":{"full_name":")" + repo + R"("},"new_issue":)" +
               SampleIssue{.number = 31, .repo = repo}.json() + "}";
    };
    EXPECT_THAT(event(delivery("issues", body("transferred", changes("acme/etl")))).look_at,
                ElementsAre(old, TicketHandle{TicketId("I_31"), "acme/etl#31"}));
    EXPECT_THAT(event(delivery("issues", body("transferred", changes("acme/secret")))).look_at,
                ElementsAre(old));
    EXPECT_THAT(event(delivery("issues", body("transferred"))).look_at, ElementsAre(old));
}

TEST(GitHubWebhook, ABrowserMadeHookSendsAForm) {
    const auto form = [](std::string body) {
        http::Request request = delivery("issues", std::move(body));
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                           {"X-GitHub-Event", "issues"},
                           {"X-GitHub-Delivery", "1"},
                           {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(kSecret, request.body)}};
        return request;
    };
    EXPECT_EQ(event(form("payload=" + http::percent_encode(body("closed")))).activities.at(0).text, "closed");
    EXPECT_EQ(parse(form("x=1")), Parsed(WebhookRefusal::unreadable));
    EXPECT_EQ(parse(form("payload=%7")), Parsed(WebhookRefusal::unreadable));
}

TEST(GitHubWebhook, ForgeriesAreRefused) {
    const http::Request good = delivery("issues", body("opened"));
    http::Request changed = good;
    changed.body += " ";
    EXPECT_EQ(parse(changed), Parsed(WebhookRefusal::bad_signature));

    http::Request unsigned_ = good;
    unsigned_.headers = {{"X-GitHub-Event", "issues"}, {"X-GitHub-Delivery", "1"}};
    EXPECT_EQ(parse(unsigned_), Parsed(WebhookRefusal::bad_signature));

    for (const std::optional<std::string>& secret :
         {std::optional<std::string>(), std::optional<std::string>("")}) {
        Settings settings = sample_settings();
        settings.webhook_secret = secret;
        http::Request request = good;
        request.headers = {{"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex("", good.body)}};
        EXPECT_EQ(parse_webhook(settings, request, kNow), Parsed(WebhookRefusal::bad_signature))
            << "without a secret nobody is believed";
    }
}

TEST(GitHubWebhook, SignedButUnreadable) {
    const std::vector<std::string> bodies{"",
                                          "{",
                                          "[]",
                                          "null",
                                          "{}",
                                          R"({"issue":7,"repository":{"full_name":"acme/data"}})",
                                          R"({"issue":{},"repository":{"full_name":"acme/data"}})",
                                          R"({"issue":{"number":7},"repository":null})",
                                          std::string(500, '[') + std::string(500, ']')};
    for (const std::string& text : bodies) {
        EXPECT_EQ(parse(delivery("issues", text)), Parsed(WebhookRefusal::unreadable)) << text;
        EXPECT_EQ(parse(delivery("issue_comment", text)), Parsed(WebhookRefusal::unreadable)) << text;
    }
    EXPECT_EQ(parse(delivery("issue_comment", body("created"))), Parsed(WebhookRefusal::unreadable))
        << "a comment event without a comment";
    http::Request nameless = delivery("issues", body("opened"));
    nameless.headers = {{"X-Hub-Signature-256", nameless.headers.get("X-Hub-Signature-256")}};
    EXPECT_EQ(parse(nameless), Parsed(WebhookRefusal::unreadable));
}

}  // namespace
}  // namespace oncalld::github
