// Webhooks as GitHub sent them. Not part of the project: some lie beside it ($ONCALLD_SHARED), all of them in
// the npm package @octokit/webhooks-examples, once tests/conformance has installed it.
#include "connectors/github/webhook.h"
#include "connectors/json.h"
#include "connectors/signature.h"
#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace oncalld::github {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::SizeIs;

const Instant kNow = at("2026-11-24T09:00:00Z");

std::string contents(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::variant<WebhookEvent, WebhookRefusal> deliver(const std::string& event, const std::string& body) {
    Settings settings = sample_settings();
    settings.repos = {"codertocat/hello-world", "octo-org/octo-repo"};
    http::Request request{"POST", "/webhooks/github", {}, body};
    request.headers = {{"X-GitHub-Event", event},
                       {"X-GitHub-Delivery", "1"},
                       {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(*settings.webhook_secret, body)}};
    return parse_webhook(settings, request, kNow);
}

class Recorded : public testing::Test {
protected:
    void SetUp() override {
        const char* const shared = std::getenv("ONCALLD_SHARED");
        folder_ = (shared ? fs::path(shared) : fs::path(ONCALLD_SOURCE_DIR) / "../shared") /
                  "trackers/payloads/github";
        if (!fs::exists(folder_)) GTEST_SKIP() << "no recorded webhooks in " << folder_;
    }
    WebhookEvent event(const std::string& file) const {
        const std::string body = contents(folder_ / file);
        EXPECT_NE(body, "") << file;
        const auto parsed = deliver(file.substr(0, file.find('.')), body);
        EXPECT_TRUE(std::holds_alternative<WebhookEvent>(parsed)) << file;
        const auto* event = std::get_if<WebhookEvent>(&parsed);
        return event ? *event : WebhookEvent();
    }

    fs::path folder_;
};

TEST_F(Recorded, Opened) {
    const WebhookEvent opened = event("issues.opened.json");
    ASSERT_THAT(opened.snapshots, SizeIs(1));
    const Ticket& ticket = opened.snapshots[0].ticket;
    EXPECT_EQ(ticket.key, "codertocat/hello-world#1");
    EXPECT_EQ(ticket.ref.id, TicketId("MDU6SXNzdWU0NDQ1MDAwNDE="));
    EXPECT_EQ(ticket.title, "Spelling error in the README file");
    EXPECT_THAT(ticket.labels, ElementsAre("bug"));
    EXPECT_EQ(ticket.reporter, AccountId("codertocat"));
    EXPECT_EQ(ticket.updated, at("2019-05-15T15:20:18Z"));
}

TEST_F(Recorded, Assigned) {
    const WebhookEvent assigned = event("issues.assigned.json");
    ASSERT_THAT(assigned.activities, SizeIs(1));
    EXPECT_EQ(assigned.activities[0].kind, Activity::Kind::assigned);
    EXPECT_EQ(assigned.activities[0].actor, AccountId("codertocat"));
    EXPECT_THAT(assigned.snapshots.at(0).ticket.assignment.accounts, ElementsAre(AccountId("codertocat")));
}

TEST_F(Recorded, Commented) {
    const WebhookEvent commented = event("issue_comment.created.json");
    ASSERT_THAT(commented.activities, SizeIs(1));
    EXPECT_EQ(commented.activities[0].kind, Activity::Kind::commented);
    EXPECT_THAT(commented.activities[0].id.str(), testing::MatchesRegex("comment:[0-9]+"));
    EXPECT_NE(commented.activities[0].text, "");
}

TEST_F(Recorded, Transferred) {
    const WebhookEvent moved = event("issues.transferred.json");
    ASSERT_THAT(moved.look_at, SizeIs(2));
    EXPECT_EQ(moved.look_at[0].key, "octo-org/octo-repo#1");
    EXPECT_EQ(moved.look_at[1].key, "codertocat/hello-world#1");
    EXPECT_NE(moved.look_at[0].id, moved.look_at[1].id);
}

TEST_F(Recorded, FromBeforeThereWereNodeIds) {
    const std::string body = contents(folder_ / "issues.closed.2017.json");
    ASSERT_NE(body, "");
    EXPECT_NO_THROW(deliver("issues", body)) << "nothing to be tracked, and no crash";
}

// Every event that GitHub has, under its own name and as if it were one of ours.
TEST(RecordedAll, NoBodyDoesHarm) {
    const fs::path file =
        fs::path(ONCALLD_SOURCE_DIR) /
        "tests/conformance/node_modules/@octokit/webhooks-examples/api.github.com/index.json";
    if (!fs::exists(file))
        GTEST_SKIP() << "npm ci --ignore-scripts --prefix tests/conformance brings " << file;
    const auto all = json::parse(contents(file));
    ASSERT_TRUE(all.ok());
    int bodies = 0, issues = 0;
    for (const json::Value& event : json::as_array(&*all)) {
        const std::string name = json::string_at(event, "name");
        for (const json::Value& example : json::array_at(event, "examples")) {
            json::Writer out;
            const std::string body = out.value(example).take();
            for (const std::string& as : {name, std::string("issues"), std::string("issue_comment")})
                EXPECT_NO_THROW(deliver(as, body)) << name << " as " << as;
            ++bodies;
            if (name != "issues") continue;
            ++issues;
            const auto parsed = deliver(name, body);
            EXPECT_TRUE(std::holds_alternative<WebhookEvent>(parsed)) << json::string_at(example, "action");
        }
    }
    EXPECT_GT(bodies, 100);
    EXPECT_GT(issues, 10);
}

}  // namespace
}  // namespace oncalld::github
