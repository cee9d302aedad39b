// The Jira connector against the Jira fake: what the two promise one another.
#include "tests/sandbox/jira_fake.h"

#include "connectors/jira/jira.h"
#include "tests/unit/sandbox/run.h"

#include <gmock/gmock.h>

namespace oncalld::sandbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const Instant kNow = *parse_rfc3339("2026-11-23T10:00:00Z");
constexpr auto kSecond = std::chrono::seconds(1);
constexpr auto kMinute = std::chrono::minutes(1);
const std::string kAnn = "5b10ac8d82e05b22cc7d4a01", kBob = "5b10ac8d82e05b22cc7d4b02",
                  kBot = "5b10ac8d82e05b22cc7d4e05";

Setting setting() {
    Setting setting = demo_setting({}, 1);
    setting.base_url = "http://127.0.0.1:8001";
    setting.members.back().assignable = false;  // lea
    return setting;
}

class JiraFakeTest : public testing::Test {
protected:
    oncalld::jira::Settings settings_{.id = TrackerId("acme-jira"),
                                      .url = "http://127.0.0.1:8001",
                                      .email = "bot@acme.example",
                                      .token = "sandbox-token",
                                      .projects = {"SUP", "OPS"},
                                      .webhook_secret = "hush"};
    JiraFake fake_{setting()};
    Instant now_ = kNow;

    oncalld::jira::Jira jira() const { return oncalld::jira::Jira(settings_); }

    TicketView create(TicketSpec spec) {
        if (spec.container.empty()) spec.container = "SUP";
        return *fake_.create(spec, now_);
    }
    void act(HumanAct::Kind kind, const std::string& ticket, std::string actor, std::string value = {}) {
        const auto done = fake_.act({kind, ticket, std::move(actor), std::move(value)}, now_);
        ASSERT_TRUE(done.ok()) << to_string(done.error());
    }
    // Polls until there is no more; returns everything.
    Changes poll(std::string& cursor) {
        Changes all;
        for (int page = 0; page < 100; ++page) {
            Changes changes = run(jira().changes_since(cursor, now_), fake_, now_).value();
            cursor = changes.cursor;
            std::ranges::move(changes.snapshots, std::back_inserter(all.snapshots));
            std::ranges::move(changes.activities, std::back_inserter(all.activities));
            std::ranges::move(changes.problems, std::back_inserter(all.problems));
            if (!changes.more) return all;
        }
        ADD_FAILURE() << "polling never ends";
        return all;
    }
    Ticket read(const std::string& id) {
        auto found = run(jira().read({{TicketId(id), ""}}), fake_, now_).value();
        if (found.size() != 1) throw std::runtime_error("not found: " + id);
        return found.front().ticket;
    }
    Result<Done> apply(const TicketView& ticket, Effect effect, const std::string& step = "3f9c00aa") {
        Step wanted;
        wanted.id = StepId(step);
        wanted.ticket = {settings_.id, TicketId(ticket.id)};
        wanted.key = ticket.key;
        wanted.effect = std::move(effect);
        auto outcomes = run(jira().apply({wanted}), fake_, now_).value();
        if (outcomes.size() != 1 || outcomes[0].step != wanted.id)
            throw std::runtime_error("one outcome is due");
        return outcomes[0].result;
    }
    static AssignTicket assign_to(const std::string& account) {
        return {.to = account.empty() ? Assignment{} : Assignment::to(AccountId(account))};
    }
    static AddComment comment(std::string text) { return {Document{{Paragraph{{Text{std::move(text)}}}}}}; }
    bool has_marker(const TicketView& ticket, const std::string& step, Instant since) {
        return run(jira().find_marker({TicketId(ticket.id), ticket.key}, StepId(step), since,
                                      AccountId(kBot)),
                   fake_, now_)
            .value();
    }
};

std::vector<std::string> keys(const std::vector<Snapshot>& snapshots) {
    std::vector<std::string> keys;
    for (const Snapshot& snapshot : snapshots)
        keys.push_back(snapshot.ticket.key);
    return keys;
}

TEST_F(JiraFakeTest, SaysWhoWeAre) {
    EXPECT_EQ(run(jira().identify(), fake_, now_), AccountId(kBot));
}

TEST_F(JiraFakeTest, ABadTokenIsAlwaysAConfigurationErrorNeverAnEmptySite) {
    const TicketView ticket = create({.title = "Disk full"});
    settings_.token = "expired";
    const auto kind = [](const auto& result) { return result.ok() ? "ok" : to_string(result.error().kind); };
    const auto want = to_string(ErrorKind::fix_configuration);
    EXPECT_EQ(kind(run(jira().identify(), fake_, now_)), want);
    EXPECT_EQ(kind(run(jira().changes_since("", now_), fake_, now_)), want);
    EXPECT_EQ(kind(run(jira().read({{TicketId(ticket.id), ""}}), fake_, now_)), want);
    EXPECT_EQ(kind(apply(ticket, assign_to(kAnn))), want);
    EXPECT_EQ(kind(run(jira().find_marker({TicketId(ticket.id), ""}, StepId("x"), now_, AccountId(kBot)),
                       fake_, now_)),
              want);
}

TEST_F(JiraFakeTest, ReadsEveryFieldOfATicket) {
    const TicketView made = create({.title = "Disk \"full\" ö",
                                    .labels = {"zeta", "alpha"},
                                    .issue_type = "Incident",
                                    .priority = "High",
                                    .reporter = kBob,
                                    .assignee = kAnn});
    const Ticket ticket = read(made.id);
    EXPECT_EQ(ticket.ref, (TicketRef{settings_.id, TicketId(made.id)}));
    EXPECT_EQ(ticket.key, "SUP-1");
    EXPECT_EQ(ticket.url, "http://127.0.0.1:8001/browse/SUP-1");
    EXPECT_EQ(ticket.container, "SUP");
    EXPECT_EQ(ticket.title, "Disk \"full\" ö");
    EXPECT_EQ(ticket.state, TicketState::open);
    EXPECT_EQ(ticket.assignment, Assignment::to(AccountId(kAnn)));
    EXPECT_THAT(ticket.labels, ElementsAre("alpha", "zeta"));
    EXPECT_EQ(ticket.issue_type, "Incident");
    EXPECT_EQ(ticket.priority, "High");
    EXPECT_EQ(ticket.reporter, AccountId(kBob));
    EXPECT_EQ(ticket.created, kNow);
    EXPECT_EQ(ticket.updated, kNow);
    EXPECT_EQ(ticket.resolved_at, std::nullopt);
}

TEST_F(JiraFakeTest, ReadsMoreThanOnePageAndLeavesOutWhatIsGone) {
    std::vector<TicketHandle> handles;
    for (int i = 0; i < 205; ++i)
        handles.push_back({TicketId(create({.title = "n"}).id), ""});
    handles.push_back({TicketId("99999"), ""});
    const int before = fake_.calls();
    EXPECT_THAT(run(jira().read(handles), fake_, now_).value(), SizeIs(205));
    EXPECT_EQ(fake_.calls() - before, 3);
}

TEST_F(JiraFakeTest, ReadingNothingAsksNothing) {
    EXPECT_THAT(run(jira().read({}), fake_, now_).value(), IsEmpty());
    EXPECT_EQ(fake_.calls(), 0);
}

TEST_F(JiraFakeTest, TheFirstPollSeesAllOpenAndWhatWasClosedLately) {
    now_ = kNow - std::chrono::days(300);
    create({.title = "open for ages"});
    act(HumanAct::Kind::close, create({.title = "closed long ago"}).key, kAnn);
    now_ = kNow - std::chrono::days(2);
    act(HumanAct::Kind::close, create({.title = "closed lately"}).key, kAnn);
    create({.container = "OPS", .title = "other project"});
    now_ = kNow;
    std::string cursor;
    const Changes changes = poll(cursor);
    EXPECT_THAT(keys(changes.snapshots), ElementsAre("SUP-1", "SUP-3", "OPS-1"));
    EXPECT_THAT(changes.activities, IsEmpty()) << "what happened before us is nothing to react to";
    EXPECT_EQ(changes.snapshots[0].source, Source::search);
}

TEST_F(JiraFakeTest, LaterPollsSeeWhatChangedAndWhoDidIt) {
    const TicketView first = create({.title = "one"});
    create({.title = "two"});
    std::string cursor;
    poll(cursor);
    now_ += 10 * kMinute;
    act(HumanAct::Kind::assign, first.key, kBob, kAnn);
    now_ += kSecond;
    act(HumanAct::Kind::start, first.key, kAnn);
    act(HumanAct::Kind::add_label, first.key, kAnn, "no-rotation");
    const Changes changes = poll(cursor);
    ASSERT_THAT(keys(changes.snapshots), UnorderedElementsAre("SUP-1", "SUP-2"))
        << "SUP-2: five minutes of overlap";
    const Ticket& ticket = changes.snapshots.back().ticket;
    EXPECT_EQ(ticket.state, TicketState::in_progress);
    EXPECT_EQ(ticket.assignment, Assignment::to(AccountId(kAnn)));
    EXPECT_TRUE(ticket.has_label("no-rotation"));
    ASSERT_THAT(changes.activities, SizeIs(3));
    EXPECT_EQ(changes.activities[0].kind, Activity::Kind::assigned);
    EXPECT_EQ(changes.activities[0].actor, AccountId(kBob));
    EXPECT_EQ(changes.activities[0].at, kNow + 10 * kMinute);
    EXPECT_EQ(changes.activities[0].text, "assignee: none -> Ann Berg");
    EXPECT_EQ(changes.activities[1].kind, Activity::Kind::state_changed);
    EXPECT_EQ(changes.activities[1].actor, AccountId(kAnn));
    EXPECT_EQ(changes.activities[2].kind, Activity::Kind::labelled);
}

TEST_F(JiraFakeTest, PagesThroughManyIssuesWithoutLosingThoseThatMoveMeanwhile) {
    for (int i = 0; i < 250; ++i) {
        create({.title = "n"});
        now_ += kSecond;
    }
    std::string cursor;
    std::set<std::string> seen;
    for (int page = 0;; ++page) {
        const auto changes = run(jira().changes_since(cursor, now_), fake_, now_).value();
        cursor = changes.cursor;
        for (const std::string& key : keys(changes.snapshots))
            seen.insert(key);
        if (page == 0) act(HumanAct::Kind::assign, "SUP-200", kBob, kAnn);  // moves to the end
        if (page == 0) act(HumanAct::Kind::assign, "SUP-50", kBob, kAnn);
        now_ += kSecond;
        if (!changes.more) break;
        ASSERT_LT(page, 10);
    }
    EXPECT_EQ(seen.size(), 250u);
}

TEST_F(JiraFakeTest, AProjectThatJiraDoesNotKnowDoesNotStopTheOthers) {
    settings_.projects = {"GONE", "SUP", "ALSO"};
    create({.title = "still seen"});
    std::string cursor;
    const Changes changes = poll(cursor);
    EXPECT_THAT(keys(changes.snapshots), ElementsAre("SUP-1"));
    ASSERT_THAT(changes.problems, SizeIs(2));
    EXPECT_EQ(changes.problems[0].kind, ErrorKind::fix_configuration);
    EXPECT_THAT(to_string(changes.problems[0]), HasSubstr("GONE"));
}

TEST_F(JiraFakeTest, OnlyUnknownProjectsAreAnError) {
    settings_.projects = {"GONE", "ALSO"};
    for (int round = 0; round < 2; ++round) {
        const auto result = run(jira().changes_since("", now_), fake_, now_);
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().kind, ErrorKind::fix_configuration);
        EXPECT_THAT(result.error().vendor_text, HasSubstr("GONE"));
    }
}

TEST_F(JiraFakeTest, ALaggingIndexDelaysWhatPollsSeeAndNeverLosesIt) {
    fake_.set_search_lag(std::chrono::minutes(2));
    std::string cursor;
    poll(cursor);
    const TicketView ticket = create({.title = "fresh"});
    EXPECT_THAT(poll(cursor).snapshots, IsEmpty());
    now_ += 3 * kMinute;
    EXPECT_THAT(poll(cursor).snapshots, SizeIs(1));
    ASSERT_TRUE(apply(ticket, assign_to(kAnn)).ok());
    EXPECT_TRUE(poll(cursor).snapshots.at(0).ticket.assignment.nobody())
        << "the index still shows the old value";
    EXPECT_EQ(read(ticket.id).assignment, Assignment::to(AccountId(kAnn))) << "reading by id does not lag";
    now_ += 3 * kMinute;
    EXPECT_EQ(poll(cursor).snapshots.at(0).ticket.assignment, Assignment::to(AccountId(kAnn)));
}

TEST_F(JiraFakeTest, AssignsAndUnassigns) {
    const TicketView ticket = create({.title = "x"});
    ASSERT_TRUE(apply(ticket, assign_to(kAnn)).ok());
    EXPECT_THAT(fake_.tickets()[0].assignees, ElementsAre(kAnn));
    ASSERT_TRUE(apply(ticket, assign_to(kAnn)).ok());
    ASSERT_TRUE(apply(ticket, assign_to("")).ok());
    EXPECT_THAT(fake_.tickets()[0].assignees, IsEmpty());
    const auto& ledger = fake_.ledger();
    ASSERT_THAT(ledger, SizeIs(4));
    EXPECT_EQ(ledger[1].actor, kBot);
    EXPECT_TRUE(ledger[1].effective);
    EXPECT_FALSE(ledger[2].effective) << "it was so already";
    EXPECT_EQ(ledger[3].value, "");
}

TEST_F(JiraFakeTest, AnAccountThatMayNotBeAssignedIsAFinalNoWithJirasWords) {
    const auto result = apply(create({.title = "x"}), assign_to("5b10ac8d82e05b22cc7d4d04"));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, ErrorKind::give_up);
    EXPECT_THAT(result.error().vendor_text, HasSubstr("cannot be assigned issues"));
    EXPECT_THAT(result.error().message, HasSubstr("SUP-1"));
}

TEST_F(JiraFakeTest, ADeletedIssueIsAFinalNo) {
    const auto result = apply({.id = "99999", .key = "SUP-99"}, assign_to(kAnn));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, ErrorKind::give_up);
}

TEST_F(JiraFakeTest, CommentsCarryAMarkerThatIsFoundAgain) {
    const TicketView ticket = create({.title = "x"});
    ASSERT_TRUE(apply(ticket, comment("hello"), "aaaa").ok());
    EXPECT_THAT(fake_.tickets()[0].comments, ElementsAre("hello"));
    EXPECT_EQ(fake_.ledger().back().marker, "aaaa");
    EXPECT_TRUE(has_marker(ticket, "aaaa", now_));
    EXPECT_FALSE(has_marker(ticket, "bbbb", now_));
}

TEST_F(JiraFakeTest, TheMarkerIsFoundBehindManyNewerComments) {
    const TicketView ticket = create({.title = "x"});
    ASSERT_TRUE(apply(ticket, comment("ours"), "aaaa").ok());
    const Instant written = now_;
    for (int i = 0; i < 230; ++i) {
        now_ += kSecond;
        act(HumanAct::Kind::comment, ticket.key, kAnn, "chatter");
    }
    EXPECT_TRUE(has_marker(ticket, "aaaa", written));
    const int before = fake_.calls();
    EXPECT_FALSE(has_marker(ticket, "aaaa", now_ + std::chrono::hours(1)));
    EXPECT_EQ(fake_.calls() - before, 1) << "stops at the first comment that is too old";
}

TEST_F(JiraFakeTest, ALostAnswerIsUnknownAndTheMarkerTells) {
    const TicketView ticket = create({.title = "x"});
    fake_.add_fault({.kind = Fault::Kind::drop_after, .method = "POST", .path_part = "/comment"});
    const auto lost = apply(ticket, comment("once"), "aaaa");
    ASSERT_FALSE(lost.ok());
    EXPECT_EQ(lost.error().kind, ErrorKind::outcome_unknown);
    EXPECT_TRUE(has_marker(ticket, "aaaa", now_));
    fake_.add_fault({.kind = Fault::Kind::drop_before, .method = "POST", .path_part = "/comment"});
    EXPECT_FALSE(apply(ticket, comment("never"), "bbbb").ok());
    EXPECT_FALSE(has_marker(ticket, "bbbb", now_));
}

TEST_F(JiraFakeTest, RateLimitsSayHowLongToWait) {
    fake_.add_fault({.kind = Fault::Kind::rate_limited, .retry_after_seconds = 7});
    const auto limited = apply(create({.title = "x"}), assign_to(kAnn));
    ASSERT_FALSE(limited.ok());
    EXPECT_EQ(limited.error().kind, ErrorKind::retry_after);
    EXPECT_EQ(limited.error().after, std::chrono::seconds(7));
}

TEST_F(JiraFakeTest, ReopensAndTakesTheResolutionOff) {
    const TicketView ticket = create({.title = "x"});
    act(HumanAct::Kind::close, ticket.key, kAnn);
    EXPECT_EQ(read(ticket.id).resolved_at, now_);
    EXPECT_EQ(read(ticket.id).resolution, Resolution::done);
    now_ += kMinute;
    ASSERT_TRUE(apply(ticket, SetState{TicketState::resolved, TicketState::open}).ok());
    const Ticket reopened = read(ticket.id);
    EXPECT_EQ(reopened.state, TicketState::open);
    EXPECT_EQ(reopened.resolution, Resolution::none);
    EXPECT_EQ(fake_.ledger().back().value, "open");
}

TEST_F(JiraFakeTest, SendsWorkInProgressBackToOpen) {
    const TicketView ticket = create({.title = "x"});
    act(HumanAct::Kind::start, ticket.key, kAnn);
    ASSERT_TRUE(apply(ticket, SetState{TicketState::in_progress, TicketState::open}).ok());
    EXPECT_EQ(read(ticket.id).state, TicketState::open);
}

TEST_F(JiraFakeTest, ATransitionThatAsksForAFieldNamesIt) {
    const TicketView ticket = create({.title = "x"});
    act(HumanAct::Kind::start, ticket.key, kAnn);
    fake_.require_field("11", "Root cause");
    const auto result = apply(ticket, SetState{TicketState::in_progress, TicketState::open});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, ErrorKind::give_up);
    EXPECT_THAT(result.error().message, HasSubstr("Root cause"));
}

TEST_F(JiraFakeTest, ResolutionsKeepTheirMeaning) {
    struct Row {
        const char* act;
        Resolution want;
    };
    for (const Row& row : {Row{"", Resolution::done}, Row{"wont_fix", Resolution::wont_fix},
                           Row{"duplicate", Resolution::duplicate}}) {
        const TicketView ticket = create({.title = "x"});
        act(HumanAct::Kind::close, ticket.key, kAnn, row.act);
        EXPECT_EQ(read(ticket.id).resolution, row.want) << row.act;
    }
}

TEST_F(JiraFakeTest, WebhooksAreUnderstoodAndAgreeWithPolling) {
    fake_.set_webhook("http://127.0.0.1:8437/webhooks/acme-jira", "hush");
    std::string cursor;
    const TicketView ticket = create({.title = "x", .labels = {"ops"}});
    poll(cursor);
    act(HumanAct::Kind::assign, ticket.key, kBob, kAnn);
    act(HumanAct::Kind::comment, ticket.key, kAnn, "on it");
    const auto deliveries = fake_.take_webhooks();
    ASSERT_THAT(deliveries, SizeIs(3));
    std::vector<WebhookEvent> events;
    for (const http::Request& delivery : deliveries) {
        EXPECT_EQ(delivery.url, "http://127.0.0.1:8437/webhooks/acme-jira");
        events.push_back(std::get<WebhookEvent>(jira().parse_webhook(delivery, now_)));
    }
    EXPECT_NE(events[0].delivery, events[1].delivery);
    ASSERT_THAT(events[0].snapshots, SizeIs(1));
    EXPECT_EQ(events[0].snapshots[0].source, Source::feed);
    EXPECT_TRUE(events[0].snapshots[0].ticket.has_label("ops"));
    ASSERT_THAT(events[1].activities, SizeIs(1));
    EXPECT_EQ(events[1].activities[0].actor, AccountId(kBob));
    EXPECT_THAT(events[2].snapshots, IsEmpty()) << "six fields are no ticket";
    EXPECT_THAT(events[2].look_at, ElementsAre(TicketHandle{TicketId(ticket.id), "SUP-1"}));
    ASSERT_THAT(events[2].activities, SizeIs(1));
    EXPECT_EQ(events[2].activities[0].text, "on it");

    const Changes polled = poll(cursor);
    EXPECT_EQ(polled.activities, events[1].activities) << "the same act has the same id";
    EXPECT_EQ(events[1].snapshots[0].ticket.assignment, polled.snapshots[0].ticket.assignment);

    http::Request forged = deliveries[0];
    forged.body += " ";
    EXPECT_EQ(std::get<WebhookRefusal>(jira().parse_webhook(forged, now_)), WebhookRefusal::bad_signature);
}

class JiraFakeHttp : public JiraFakeTest {
protected:
    http::Response call(std::string method, std::string path, std::string body = {}) {
        http::Request request{std::move(method), std::move(path), {}, std::move(body)};
        request.headers.add("Authorization", "Basic Ym90QGFjbWUuZXhhbXBsZTpzYW5kYm94LXRva2Vu");
        return fake_.call(request, now_).response;
    }
};

TEST_F(JiraFakeHttp, RefusesWhatJiraRefuses) {
    const TicketView ticket = create({.title = "x"});
    struct Row {
        const char* name;
        std::string method, path, body;
        int status;
        const char* says;
    };
    const std::string issue = "/rest/api/3/issue/" + ticket.id;
    const Row rows[] = {
        {"no query", "POST", "/rest/api/3/search/jql", "{}", 400, "Unbounded"},
        {"only an order", "POST", "/rest/api/3/search/jql", R"({"jql":"ORDER BY updated ASC"})", 400,
         "Unbounded"},
        {"unknown field", "POST", "/rest/api/3/search/jql", R"({"jql":"colour = red"})", 400, "colour"},
        {"quoted time", "POST", "/rest/api/3/search/jql", R"({"jql":"updated >= \"2026-11-23 10:00\""})", 400,
         "Date"},
        {"old paging", "POST", "/rest/api/3/search/jql", R"({"jql":"project = SUP","startAt":0})", 400,
         "payload"},
        {"old search", "GET", "/rest/api/3/search?jql=project=SUP", "", 404, "Not found"},
        {"another query's token", "POST", "/rest/api/3/search/jql",
         R"({"jql":"project = SUP","nextPageToken":"MSwyLDM"})", 400, "nextPageToken"},
        {"too many ids", "POST", "/rest/api/3/issue/bulkfetch", R"({"issueIdsOrKeys":[]})", 400,
         "issueIdsOrKeys"},
        {"wiki text", "POST", issue + "/comment", R"({"body":"hello"})", 400, "not valid"},
        {"an empty text node", "POST", issue + "/comment",
         R"({"body":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}})",
         400, "INVALID_INPUT"},
        {"nothing said", "POST", issue + "/comment", R"({"body":{"type":"doc","version":1,"content":[]}})",
         400, "empty"},
        {"its own state", "POST", issue + "/transitions", R"({"transition":{"id":"11"}})", 400, "not valid"},
        {"no issue", "PUT", "/rest/api/3/issue/SUP-77/assignee", R"({"accountId":null})", 404,
         "does not exist"},
        {"no JSON", "PUT", issue + "/assignee", "", 400, "payload"},
    };
    for (const Row& row : rows) {
        const auto response = call(row.method, row.path, row.body);
        EXPECT_EQ(response.status, row.status) << row.name << ": " << response.body;
        EXPECT_THAT(response.body, HasSubstr(row.says)) << row.name;
    }
    EXPECT_THAT(fake_.ledger(), SizeIs(1)) << "only the creation";
}

TEST_F(JiraFakeHttp, SearchGivesIdsOnlyUnlessAsked) {
    create({.title = "x"});
    EXPECT_EQ(call("POST", "/rest/api/3/search/jql", R"({"jql":"project = SUP"})").body,
              R"({"issues":[{"id":"10001"}],"isLast":true})");
}

TEST_F(JiraFakeHttp, KeysWorkLikeIds) {
    create({.title = "x"});
    EXPECT_EQ(call("PUT", "/rest/api/3/issue/SUP-1/assignee", R"({"accountId":")" + kAnn + "\"}").status,
              204);
    EXPECT_THAT(fake_.tickets()[0].assignees, ElementsAre(kAnn));
}

}  // namespace
}  // namespace oncalld::sandbox
