#include "tests/sandbox/fake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::sandbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// The smallest tracker: every call it handles leaves a ledger entry, so that "applied" can be told.
class OneRoomTracker : public Fake {
public:
    Result<TicketView> create(const TicketSpec&, Instant) override { return TicketView{}; }
    Result<Done> act(const HumanAct&, Instant) override { return Done{}; }
    std::vector<TicketView> tickets() const override { return {}; }
    void tick(Instant now) override { ticked_ = now; }
    Instant ticked() const { return ticked_; }
    void announce(std::string body) {
        http::Request request;
        request.url = webhook_url();
        request.body = std::move(body);
        request.headers.add("X-Signature", hmac_sha256_hex(webhook_secret(), request.body));
        queue_webhook(std::move(request));
    }

protected:
    http::Response handle(const http::Request& request, Instant now) override {
        LedgerEntry entry;
        entry.at = now;
        entry.kind = request.method;
        record(std::move(entry));
        return {.status = 200, .headers = {}, .body = "handled"};
    }
    http::Response rate_limited(int retry_after_seconds, Instant) override {
        return {.status = 429, .headers = {{"Retry-After", std::to_string(retry_after_seconds)}}, .body = {}};
    }
    http::Response server_error(Instant) override { return {.status = 500, .headers = {}, .body = "oops"}; }

private:
    Instant ticked_{};
};

http::Request put(std::string url) {
    return {.method = "PUT", .url = std::move(url), .headers = {}, .body = {}};
}

constexpr Instant kNow{milliseconds(1'000'000)};

TEST(FakeCall, WithoutFaultsIsCountedTickedAndHandled) {
    OneRoomTracker tracker;
    const Reply reply = tracker.call(put("/x"), kNow);
    EXPECT_EQ(reply.response.status, 200);
    EXPECT_FALSE(reply.drop);
    EXPECT_EQ(tracker.calls(), 1);
    EXPECT_EQ(tracker.ticked(), kNow);
    EXPECT_EQ(tracker.ledger().size(), 1u);
}

TEST(FakeCall, EachFaultSaysWhatItPromises) {
    struct Row {
        const char* name;
        Fault::Kind kind;
        int status;
        bool drop;
        bool applied;
        milliseconds delay;
    };
    const Row rows[] = {
        {"429 applies nothing", Fault::Kind::rate_limited, 429, false, false, milliseconds(0)},
        {"500 applies nothing", Fault::Kind::server_error, 500, false, false, milliseconds(0)},
        {"dropped before applies nothing", Fault::Kind::drop_before, 0, true, false, milliseconds(0)},
        {"dropped after has applied", Fault::Kind::drop_after, 200, true, true, milliseconds(0)},
        {"502 after has applied", Fault::Kind::error_after, 502, false, true, milliseconds(0)},
        {"slow has applied", Fault::Kind::slow, 200, false, true, milliseconds(70)},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        OneRoomTracker tracker;
        tracker.add_fault(
            {.kind = row.kind, .method = {}, .path_part = {}, .times = 1, .delay = milliseconds(70)});
        const Reply reply = tracker.call(put("/x"), kNow);
        EXPECT_EQ(reply.response.status, row.status);
        EXPECT_EQ(reply.drop, row.drop);
        EXPECT_EQ(reply.delay, row.delay);
        EXPECT_EQ(tracker.ledger().size(), row.applied ? 1u : 0u);
        EXPECT_EQ(tracker.calls(), 1) << "a call that fails was made all the same";
        EXPECT_EQ(tracker.call(put("/x"), kNow).response.status, 200) << "the fault was for one call";
    }
}

TEST(FakeCall, FaultWaitsForItsMethodAndPath) {
    OneRoomTracker tracker;
    tracker.add_fault(
        {.kind = Fault::Kind::server_error, .method = "PUT", .path_part = "/issue/", .times = 2});
    http::Request get = put("/issue/1");
    get.method = "GET";
    EXPECT_EQ(tracker.call(get, kNow).response.status, 200);
    EXPECT_EQ(tracker.call(put("/other"), kNow).response.status, 200);
    EXPECT_EQ(tracker.call(put("/issue/1"), kNow).response.status, 500);
    EXPECT_EQ(tracker.call(put("/issue/2"), kNow).response.status, 500);
    EXPECT_EQ(tracker.call(put("/issue/3"), kNow).response.status, 200);
}

TEST(FakeCall, FaultsApplyInTheOrderTheyWereAdded) {
    OneRoomTracker tracker;
    tracker.add_fault({.kind = Fault::Kind::rate_limited, .retry_after_seconds = 7});
    tracker.add_fault({.kind = Fault::Kind::server_error});
    const Reply first = tracker.call(put("/x"), kNow);
    EXPECT_EQ(first.response.status, 429);
    EXPECT_EQ(first.response.headers.get("retry-after"), "7");
    EXPECT_EQ(tracker.call(put("/x"), kNow).response.status, 500);
}

TEST(FakeWebhooks, AreTakenOnceInOrder) {
    OneRoomTracker tracker;
    tracker.set_webhook("http://127.0.0.1:1/webhooks/x", "secret");
    tracker.announce("one");
    tracker.announce("two");
    const auto taken = tracker.take_webhooks();
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_EQ(taken[0].body, "one");
    EXPECT_EQ(taken[1].body, "two");
    EXPECT_EQ(taken[0].url, "http://127.0.0.1:1/webhooks/x");
    EXPECT_THAT(tracker.take_webhooks(), IsEmpty());
}

// RFC 4231 case 2, and the published test vectors of GitHub and of Jira's webhooks.
TEST(HmacSha256, KnownAnswers) {
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac_sha256_hex("It's a Secret to Everybody", "Hello, World!"),
              "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    EXPECT_EQ(hmac_sha256_hex("It's a Secret to Everybody", "Hello World!"),
              "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9");
}

TEST(ParseTarget, SplitsAndDecodes) {
    const Target target =
        parse_target("/a%20b/c+d?jql=project%20%3D+SUP&x&statuses[]=a&statuses%5B%5D=b&&bad=%zz#f");
    EXPECT_EQ(target.path, "/a b/c+d") << "a plus is a plus in a path";
    EXPECT_THAT(target.query,
                ElementsAre(Pair("jql", "project = SUP"), Pair("x", ""), Pair("statuses[]", "a"),
                            Pair("statuses[]", "b"), Pair("bad", "%zz")));
    EXPECT_EQ(target.get("statuses[]"), "a");
    EXPECT_THAT(target.all("statuses[]"), ElementsAre("a", "b"));
    EXPECT_EQ(target.get("missing"), std::nullopt);
    EXPECT_THAT(target.all("missing"), IsEmpty());
}

TEST(ParseTarget, PathAlone) {
    EXPECT_EQ(parse_target("/healthz").path, "/healthz");
    EXPECT_THAT(parse_target("/healthz").query, IsEmpty());
    EXPECT_THAT(parse_target("/healthz?").query, IsEmpty());
}

TEST(DemoSetting, IsOneWorldInThreeDialects) {
    const Setting setting = demo_setting({{kNow, "PANN001"}}, 9);
    ASSERT_EQ(setting.members.size(), 4u);
    for (const Member& member : setting.members) {
        SCOPED_TRACE(member.person);
        EXPECT_FALSE(member.jira.empty());
        EXPECT_FALSE(member.github.empty());
        EXPECT_FALSE(member.pagerduty.empty());
        EXPECT_TRUE(member.assignable);
        EXPECT_NE(member.jira, setting.bot.jira);
    }
    EXPECT_EQ(setting.seed, 9u);
    ASSERT_EQ(setting.policies.size(), 2u);
    EXPECT_EQ(setting.services.at(0).policy, setting.policies[0].id) << "new incidents start with triage";
    EXPECT_EQ(setting.policies[1].shifts.at(0).user, "PANN001");
}

}  // namespace
}  // namespace oncalld::sandbox
