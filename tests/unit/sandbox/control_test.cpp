#include "tests/sandbox/control.h"

#include "tests/sandbox/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::sandbox {
namespace {

using testing::HasSubstr;

constexpr Instant kNow{milliseconds(1'000'000)};

// Remembers what it is told, so that the tests see what arrived.
class ListeningTracker : public Fake {
public:
    Result<TicketView> create(const TicketSpec& spec, Instant now) override {
        if (spec.title.empty()) return Error{ErrorKind::give_up, "a ticket needs a title"};
        created = spec;
        LedgerEntry entry;
        entry.at = now;
        entry.kind = "create";
        entry.value = spec.title;
        record(std::move(entry));
        return TicketView{.id = "10001", .key = "SUP-1", .state = "open"};
    }
    Result<Done> act(const HumanAct& act, Instant) override {
        acted = act;
        return Done{};
    }
    std::vector<TicketView> tickets() const override { return {{.id = "10001", .key = "SUP-1"}}; }

    std::optional<TicketSpec> created;
    std::optional<HumanAct> acted;
    std::string webhook() const { return webhook_url() + " " + webhook_secret(); }

protected:
    http::Response handle(const http::Request&, Instant) override { return {.status = 200}; }
    http::Response rate_limited(int, Instant) override { return {.status = 429}; }
    http::Response server_error(Instant) override { return {.status = 500}; }
};

class ControlTest : public testing::Test {
protected:
    ControlTest() {
        auto fake = std::make_unique<ListeningTracker>();
        jira = fake.get();
        fakes["jira"] = std::move(fake);
    }
    http::Response post(std::string path, std::string body) {
        return control(
            fakes, {.method = "POST", .url = std::move(path), .headers = {}, .body = std::move(body)}, kNow);
    }
    http::Response get(std::string path) {
        return control(fakes, {.method = "GET", .url = std::move(path), .headers = {}, .body = {}}, kNow);
    }

    Fakes fakes;
    ListeningTracker* jira = nullptr;
};

TEST_F(ControlTest, CreatesATicketAndAnswersIt) {
    const TicketSpec spec{
        .container = "SUP", .title = "Disk full", .labels = {"ops", "support"}, .reporter = "lea"};
    const http::Response response = post("/tickets", encode(NewTicket{"jira", spec}));
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(jira->created, spec);
    EXPECT_EQ(decode_view(response.body).value().key, "SUP-1");
}

TEST_F(ControlTest, PassesOnWhatPeopleDo) {
    const HumanAct act{HumanAct::Kind::close, "SUP-1", "ann", "wont_fix"};
    EXPECT_EQ(post("/acts", encode(NewAct{"jira", act})).status, 204);
    EXPECT_EQ(jira->acted, act);
}

TEST_F(ControlTest, FaultHitsTheNextCall) {
    const Fault fault{.kind = Fault::Kind::rate_limited};
    EXPECT_EQ(post("/faults", encode(NewFault{"jira", fault})).status, 204);
    EXPECT_EQ(jira->call({}, kNow).response.status, 429);
    EXPECT_EQ(jira->call({}, kNow).response.status, 200);
}

TEST_F(ControlTest, SetsTheWebhookTarget) {
    EXPECT_EQ(post("/webhooks", encode(WebhookTarget{"jira", "http://127.0.0.1:1/x", "s"})).status, 204);
    EXPECT_EQ(jira->webhook(), "http://127.0.0.1:1/x s");
}

TEST_F(ControlTest, TellsLedgerTicketsAndCalls) {
    post("/tickets", encode(NewTicket{"jira", {.title = "Disk full"}}));
    jira->call({}, kNow);
    EXPECT_EQ(decode_ledger(get("/ledger").body).value().at(0).value, "Disk full");
    EXPECT_EQ(decode_tickets(get("/tickets").body).value().at("jira").at(0).id, "10001");
    EXPECT_EQ(decode_calls(get("/calls").body).value().at("jira"), 1);
}

TEST_F(ControlTest, RefusesAndSaysWhy) {
    struct Row {
        const char* name;
        http::Request request;
        int status;
        const char* why;
    };
    const Row rows[] = {
        {"no JSON", {.method = "POST", .url = "/tickets", .body = "{"}, 400, "JSON"},
        {"unknown tracker",
         {.method = "POST", .url = "/tickets", .body = R"({"tracker":"trello"})"},
         400,
         "trello"},
        {"refused by the fake",
         {.method = "POST", .url = "/tickets", .body = R"({"tracker":"jira"})"},
         400,
         "title"},
        {"unknown act",
         {.method = "POST", .url = "/acts", .body = R"({"tracker":"jira","kind":"eat"})"},
         400,
         "eat"},
        {"unknown path", {.method = "GET", .url = "/boards"}, 404, "/ledger"},
        {"unknown path", {.method = "POST", .url = "/boards"}, 404, "/acts"},
        {"method", {.method = "DELETE", .url = "/tickets"}, 405, "POST"},
    };
    for (const Row& row : rows) {
        const http::Response response = control(fakes, row.request, kNow);
        EXPECT_EQ(response.status, row.status) << row.name;
        EXPECT_THAT(response.body, HasSubstr(row.why)) << row.name;
    }
}

}  // namespace
}  // namespace oncalld::sandbox
