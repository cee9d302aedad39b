#include "connectors/pagerduty/webhook.h"

#include "connectors/signature.h"
#include "tests/unit/connectors/pagerduty_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace oncalld::pagerduty {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

http::Request signed_request(const std::string& body, const std::string& secret = "hook-secret") {
    http::Request request;
    request.method = "POST";
    request.url = "/hooks/pager";
    request.body = body;
    request.headers.add("X-Webhook-Id", "delivery-1");
    request.headers.add("X-PagerDuty-Signature", "v1=" + hmac_sha256_hex(secret, body));
    return request;
}

std::string event(const std::string& type, const std::string& data,
                  const std::string& agent = R"({"id":"PANN","type":"user_reference"})") {
    return R"({"event":{"id":"01E1","event_type":")" + type +
           R"(","resource_type":"incident","occurred_at":"2026-11-24T08:00:00.250Z","agent":)" + agent +
           R"(,"client":null,"data":)" + data + "}}";
}

const std::string kIncident =
    R"({"id":"Q1","type":"incident","number":7,"status":"triggered","title":"Disk full","service":{"id":"PSVC1",)"
    R"("type":"service_reference"},"assignees":[{"id":"PANN","type":"user_reference"}],"urgency":"high"})";
const std::string kNote =
    R"({"incident":{"id":"Q1","type":"incident_reference","summary":"Disk full"},"id":"PN1","content":"looking",)"
    R"("trimmed":false,"type":"incident_note"})";

WebhookEvent accepted(const http::Request& request) {
    const auto read = read_webhook(settings(), request);
    EXPECT_TRUE(std::holds_alternative<WebhookEvent>(read)) << request.body;
    return std::holds_alternative<WebhookEvent>(read) ? std::get<WebhookEvent>(read) : WebhookEvent{};
}

TEST(PagerDutyWebhook, GivesTheActivityAndAsksForARead) {
    struct Row {
        const char* type;
        std::string data;
        Activity::Kind kind;
        const char* key;
    };
    const Row rows[] = {
        {"incident.triggered", kIncident, Activity::Kind::other, "7"},
        {"incident.acknowledged", kIncident, Activity::Kind::state_changed, "7"},
        {"incident.unacknowledged", kIncident, Activity::Kind::state_changed, "7"},
        {"incident.resolved", kIncident, Activity::Kind::state_changed, "7"},
        {"incident.reopened", kIncident, Activity::Kind::state_changed, "7"},
        {"incident.reassigned", kIncident, Activity::Kind::assigned, "7"},
        {"incident.delegated", kIncident, Activity::Kind::assigned, "7"},
        {"incident.escalated", kIncident, Activity::Kind::assigned, "7"},
        {"incident.annotated", kNote, Activity::Kind::commented, ""},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.type);
        const WebhookEvent read = accepted(signed_request(event(row.type, row.data)));
        EXPECT_EQ(read.delivery, "delivery-1");
        EXPECT_EQ(read.ignored, "");
        EXPECT_THAT(read.look_at, ElementsAre(TicketHandle{TicketId("Q1"), row.key}));
        EXPECT_THAT(read.activities, ElementsAre(Activity{ActivityId("01E1"),
                                                          {TrackerId("pager"), TicketId("Q1")},
                                                          row.kind,
                                                          AccountId("PANN"),
                                                          at("2026-11-24T08:00:00.250Z"),
                                                          row.type}));
        // Without `assigned_via` nobody can tell whether a person or the policy chose.
        EXPECT_THAT(read.snapshots, IsEmpty());
    }
}

TEST(PagerDutyWebhook, OnlyAUserIsAnActor) {
    struct Row {
        const char* agent;
        const char* want;
    };
    const Row rows[] = {
        {R"({"id":"PANN","type":"user_reference"})", "PANN"},
        {R"({"id":"PINT","type":"inbound_integration_reference"})", ""},
        {R"({"id":"PSVC1","type":"service_reference"})", ""},
        {"null", ""},
    };
    for (const Row& row : rows) {
        const WebhookEvent read =
            accepted(signed_request(event("incident.reassigned", kIncident, row.agent)));
        ASSERT_EQ(read.activities.size(), 1u) << row.agent;
        EXPECT_EQ(read.activities.front().actor, AccountId(row.want)) << row.agent;
    }
}

TEST(PagerDutyWebhook, IgnoresWhatIsNoneOfOurBusiness) {
    std::string elsewhere = kIncident;
    elsewhere.replace(elsewhere.find("PSVC1"), 5, "POTHR");
    struct Row {
        const char* name;
        std::string body;
        const char* why;
    };
    const Row rows[] = {
        {"ping", event("pagey.ping", R"({"message":"Hello","type":"ping"})", "null"), "pagey.ping"},
        {"unknown type", event("incident.teleported", kIncident), "incident.teleported"},
        {"about a service", event("service.updated", "{}"), "service.updated"},
        {"another service's incident", event("incident.triggered", elsewhere), "POTHR"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const WebhookEvent read = accepted(signed_request(row.body));
        EXPECT_THAT(read.ignored, HasSubstr(row.why));
        EXPECT_EQ(read.delivery, "delivery-1");
        EXPECT_THAT(read.activities, IsEmpty());
        EXPECT_THAT(read.look_at, IsEmpty());
    }
}

TEST(PagerDutyWebhook, WithoutADeliveryIdTheEventsIdServes) {
    http::Request request = signed_request(event("incident.triggered", kIncident));
    request.headers = {{"x-pagerduty-signature", request.headers.get("X-PagerDuty-Signature")}};
    EXPECT_EQ(accepted(request).delivery, "01E1");
}

TEST(PagerDutyWebhook, RefusesWhatIsNotSignedOrNotReadable) {
    const std::string good = event("incident.triggered", kIncident);
    http::Request unsigned_request = signed_request(good);
    unsigned_request.headers = {};
    http::Request altered = signed_request(good);
    altered.body += " ";
    struct Row {
        const char* name;
        http::Request request;
        WebhookRefusal want;
    };
    const Row rows[] = {
        {"unsigned", unsigned_request, WebhookRefusal::bad_signature},
        {"signed with another secret", signed_request(good, "guess"), WebhookRefusal::bad_signature},
        {"altered on the way", altered, WebhookRefusal::bad_signature},
        {"no JSON", signed_request("hello"), WebhookRefusal::unreadable},
        {"no event", signed_request("{}"), WebhookRefusal::unreadable},
        {"an event of nothing", signed_request(event("incident.triggered", "null")),
         WebhookRefusal::unreadable},
        {"an incident without id", signed_request(event("incident.triggered", R"({"id":null})")),
         WebhookRefusal::unreadable},
        {"a list", signed_request("[]"), WebhookRefusal::unreadable},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const auto read = read_webhook(settings(), row.request);
        ASSERT_TRUE(std::holds_alternative<WebhookRefusal>(read));
        EXPECT_EQ(std::get<WebhookRefusal>(read), row.want);
    }
}

TEST(PagerDutyWebhook, WithoutASecretNothingIsAccepted) {
    Settings open = settings();
    open.webhook_secret.reset();
    const auto read = read_webhook(open, signed_request(event("incident.triggered", kIncident), ""));
    ASSERT_TRUE(std::holds_alternative<WebhookRefusal>(read));
    EXPECT_EQ(std::get<WebhookRefusal>(read), WebhookRefusal::bad_signature);
}

// Bodies as PagerDuty sent them, 2021 to 2026. Not part of the project; looked for beside it.
TEST(PagerDutyWebhook, ReadsRecordedOnes) {
    const char* const shared = std::getenv("ONCALLD_SHARED");
    const std::filesystem::path folder =
        (shared ? std::filesystem::path(shared) : std::filesystem::path(ONCALLD_SOURCE_DIR) / "../shared") /
        "trackers/payloads/pagerduty";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded webhooks in " << folder;
    struct Row {
        const char* file;
        const char* service;
        const char* ticket;
        Activity::Kind kind;
        const char* actor;
    };
    const Row rows[] = {
        {"webhook-v3.incident.triggered.2021.json", "PA2P440", "PFQZPSY", Activity::Kind::other, "PJ0LVEB"},
        {"webhook-v3.incident.acknowledged.2021.json", "PA2P440", "PQ1K5C8", Activity::Kind::state_changed,
         "PJ0LVEB"},
        {"webhook-v3.incident.reassigned.2021.json", "PA2P440", "PIQUG8X", Activity::Kind::assigned,
         "PJ0LVEB"},
        {"webhook-v3.incident.reopened.2026.json", "PLVTM9H", "Q05XJA8GDXGOB3", Activity::Kind::state_changed,
         "PXRUEF2"},
        {"webhook-v3.incident.annotated.2026.json", "PLVTM9H", "Q3B15VLMF3ASBD", Activity::Kind::commented,
         "PXRUEF2"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.file);
        std::ifstream in(folder / row.file);
        ASSERT_TRUE(in) << "missing";
        std::stringstream body;
        body << in.rdbuf();
        Settings theirs = settings();
        theirs.services = {row.service};
        const auto read = read_webhook(theirs, signed_request(body.str()));
        ASSERT_TRUE(std::holds_alternative<WebhookEvent>(read));
        const WebhookEvent& webhook = std::get<WebhookEvent>(read);
        ASSERT_EQ(webhook.activities.size(), 1u) << webhook.ignored;
        EXPECT_EQ(webhook.activities.front().ticket.id, TicketId(row.ticket));
        EXPECT_EQ(webhook.activities.front().kind, row.kind);
        EXPECT_EQ(webhook.activities.front().actor, AccountId(row.actor));
        ASSERT_EQ(webhook.look_at.size(), 1u);
        EXPECT_EQ(webhook.look_at.front().id, TicketId(row.ticket));
    }
}

}  // namespace
}  // namespace oncalld::pagerduty
