#include "tests/sandbox/github_fake.h"

#include "connectors/github/github.h"
#include "connectors/json.h"
#include "tests/unit/sandbox/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace oncalld::sandbox {
namespace {

namespace gh = oncalld::github;  // not the fake's own

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

Instant at(std::string_view text) {
    return parse_rfc3339(text).value();
}

constexpr const char* kSecret = "hook secret";
const AccountId kAnn("ann-berg"), kBob("bob-lie"), kBot("oncalld-bot");

// The connector and the fake, wired together, and a clock that the test moves.
class GitHubWorld : public testing::Test {
protected:
    static Setting setting() {
        Setting setting = demo_setting({}, 7);
        setting.base_url = "http://127.0.0.1:9002";
        setting.members.push_back({"eve", "Eve", "eve@acme.example", "", "eve-guest", "", false});
        return setting;
    }
    static gh::Settings settings() {
        return {.id = TrackerId("github"),
                .url = "http://127.0.0.1:9002",
                .token = "sandbox-token",
                .repos = {"acme/data", "acme/etl"},
                .webhook_secret = kSecret};
    }

    TicketView create(TicketSpec spec = {}) {
        if (spec.title.empty()) spec.title = "Disk full";
        return fake_.create(spec, now_).value();
    }
    void act(HumanAct::Kind kind, const TicketView& ticket, std::string value,
             std::string actor = "cy-dahl") {
        const auto done = fake_.act({kind, ticket.key, std::move(actor), std::move(value)}, now_);
        ASSERT_TRUE(done.ok()) << done.error().message;
    }
    TicketView view(const TicketView& ticket) {
        for (TicketView& other : fake_.tickets())
            if (other.id == ticket.id) return other;
        return {};
    }
    void wait(seconds time) { now_ += time; }

    // Until there is no more.
    Changes poll() {
        Changes all;
        do {
            Changes page = run(tracker_.changes_since(cursor_, now_), fake_, now_).value();
            cursor_ = page.cursor;
            all.more = page.more;
            std::move(page.snapshots.begin(), page.snapshots.end(), std::back_inserter(all.snapshots));
            std::move(page.activities.begin(), page.activities.end(), std::back_inserter(all.activities));
            std::move(page.problems.begin(), page.problems.end(), std::back_inserter(all.problems));
        } while (all.more);
        return all;
    }
    static std::vector<std::string> keys(const Changes& changes) {
        std::vector<std::string> out;
        for (const Snapshot& snapshot : changes.snapshots)
            out.push_back(snapshot.ticket.key);
        return out;
    }

    static Step step(const TicketView& ticket, Effect effect) {
        Step step;
        step.ticket = {TrackerId("github"), TicketId(ticket.id)};
        step.key = ticket.key;
        step.id = derive_step_id(step.ticket, kind_name(effect), "test");
        step.effect = std::move(effect);
        return step;
    }
    Result<Done> apply(const TicketView& ticket, Effect effect) {
        return run(tracker_.apply({step(ticket, std::move(effect))}), fake_, now_).value().at(0).result;
    }
    static AssignTicket assign(AccountId to, std::vector<AccountId> replaces = {}) {
        AssignTicket effect;
        effect.to = Assignment::to(std::move(to));
        effect.replaces = std::move(replaces);
        return effect;
    }

    http::Response call(http::Request request) {
        if (!request.headers.find("User-Agent")) request.headers.add("User-Agent", "test");
        if (!request.headers.find("Authorization"))
            request.headers.add("Authorization", "Bearer sandbox-token");
        return fake_.call(request, now_).response;
    }

    Instant now_ = at("2026-11-24T09:00:00Z");
    GitHubFake fake_{setting()};
    gh::GitHub tracker_{settings()};
    std::string cursor_;
};

TEST_F(GitHubWorld, TheTokenIsTheBots) {
    EXPECT_EQ(run(tracker_.identify(), fake_, now_).value(), kBot);
    gh::Settings wrong = settings();
    wrong.token = "guessed";
    EXPECT_EQ(run(gh::GitHub(wrong).identify(), fake_, now_).error().kind, ErrorKind::fix_configuration);
}

TEST_F(GitHubWorld, EveryIssueIsSeenAndNoPullRequest) {
    const TicketView one = create({.container = "acme/data", .labels = {"ops"}, .reporter = "ann-berg"});
    const TicketView two = create({.container = "acme/etl"});
    const Changes changes = poll();
    ASSERT_THAT(changes.snapshots, SizeIs(testing::Ge(2u)));
    EXPECT_THAT(std::set<std::string>({one.key, two.key}), testing::ContainerEq([&] {
                    const auto all = keys(changes);
                    return std::set<std::string>(all.begin(), all.end());
                }()));
    EXPECT_EQ(changes.snapshots[0].ticket.reporter, kAnn);
    EXPECT_EQ(changes.snapshots[0].ticket.ref.id, TicketId(one.id));
    EXPECT_THAT(changes.snapshots[0].ticket.labels, ElementsAre("ops"));
    EXPECT_THAT(changes.problems, IsEmpty());
}

TEST_F(GitHubWorld, ThousandsOfIssuesAreReadOncePerChange) {
    for (int i = 0; i < 350; ++i) {
        create({.container = "acme/data"});
        if (i >= 230) wait(seconds(1));  // the first 230 share one second: links must lead on
    }
    const auto all = keys(poll());
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 350u);
}

TEST_F(GitHubWorld, QuietRoundsAreNotModified) {
    create();
    poll();
    poll();
    poll();
    const int before = fake_.calls();
    EXPECT_THAT(poll().snapshots, IsEmpty());
    EXPECT_EQ(fake_.calls() - before, 4) << "issues and comments of two repositories";
    wait(seconds(3600));
    EXPECT_THAT(poll().snapshots, IsEmpty());
}

TEST_F(GitHubWorld, ChangesAreFoundByPolling) {
    const TicketView ticket = create();
    poll();
    wait(seconds(5));
    act(HumanAct::Kind::close, ticket, "wont_fix");
    Changes changes = poll();
    ASSERT_THAT(changes.snapshots, SizeIs(testing::Ge(1u)));
    EXPECT_EQ(changes.snapshots.back().ticket.state, TicketState::resolved);
    EXPECT_EQ(changes.snapshots.back().ticket.resolution, Resolution::wont_fix);
    EXPECT_EQ(changes.snapshots.back().ticket.resolved_at, now_);

    wait(seconds(5));
    act(HumanAct::Kind::comment, ticket, "really?", "ann-berg");
    changes = poll();
    ASSERT_THAT(changes.activities, SizeIs(1));
    EXPECT_EQ(changes.activities[0].actor, kAnn);
    EXPECT_EQ(changes.activities[0].text, "really?");
    EXPECT_EQ(changes.activities[0].ticket.id, TicketId(ticket.id));
}

TEST_F(GitHubWorld, AChangeInTheSameSecondAsThePollIsNotMissed) {
    const TicketView ticket = create();
    poll();
    act(HumanAct::Kind::assign, ticket, "bob-lie");
    const Changes changes = poll();
    ASSERT_THAT(changes.snapshots, SizeIs(testing::Ge(1u)));
    EXPECT_TRUE(changes.snapshots.back().ticket.assignment.has(kBob));
}

TEST_F(GitHubWorld, AssignsAndHandsOver) {
    const TicketView ticket = create();
    EXPECT_TRUE(apply(ticket, assign(kAnn)).ok());
    EXPECT_THAT(view(ticket).assignees, ElementsAre("ann-berg"));
    EXPECT_TRUE(apply(ticket, assign(kBob, {kAnn})).ok());
    EXPECT_THAT(view(ticket).assignees, ElementsAre("bob-lie"));

    const auto read = run(tracker_.read({{TicketId(ticket.id), ticket.key}}), fake_, now_).value();
    ASSERT_THAT(read, SizeIs(1));
    EXPECT_EQ(read[0].source, Source::read);
    EXPECT_THAT(read[0].ticket.assignment.accounts, ElementsAre(kBob));
}

TEST_F(GitHubWorld, LeavesOtherAssigneesAlone) {
    const TicketView ticket = create({.assignee = "cy-dahl"});
    EXPECT_TRUE(apply(ticket, assign(kAnn)).ok());
    EXPECT_TRUE(apply(ticket, assign(kBob, {kAnn})).ok());
    EXPECT_THAT(view(ticket).assignees, ElementsAre("bob-lie", "cy-dahl"));
}

TEST_F(GitHubWorld, AnUnassignableLoginIsDroppedBy201AndNoticed) {
    const TicketView ticket = create();
    EXPECT_EQ(apply(ticket, assign(AccountId("eve-guest"))).error().kind, ErrorKind::give_up);
    EXPECT_EQ(apply(ticket, assign(AccountId("nobody-at-all"))).error().kind, ErrorKind::give_up);
    EXPECT_THAT(view(ticket).assignees, IsEmpty());

    const http::Response strict =
        call({"PATCH", "/repos/acme/data/issues/2", {}, R"({"assignees":["eve-guest"]})"});
    EXPECT_EQ(strict.status, 422) << "the same login in PATCH refuses the call";
}

TEST_F(GitHubWorld, TenAssigneesAreTheMost) {
    Setting crowd = setting();
    std::string body;
    for (int i = 0; i < 11; ++i) {
        Member member;
        member.github = "user-" + std::to_string(i);
        body += (body.empty() ? "\"" : ",\"") + member.github + "\"";
        crowd.members.push_back(member);
    }
    fake_ = GitHubFake(crowd);
    const TicketView ticket = create();
    EXPECT_EQ(
        call({"POST", "/repos/acme/data/issues/2/assignees", {}, "{\"assignees\":[" + body + "]}"}).status,
        201);
    EXPECT_THAT(view(ticket).assignees, SizeIs(10));
}

TEST_F(GitHubWorld, ReopensAndClosesAsGitHubDoes) {
    const TicketView ticket = create();
    act(HumanAct::Kind::close, ticket, "");
    EXPECT_TRUE(apply(ticket, SetState{TicketState::resolved, TicketState::open}).ok());
    EXPECT_EQ(view(ticket).state, "open");
    const auto issue = json::parse(call({"GET", "/repos/acme/data/issues/2", {}, ""}).body);
    EXPECT_EQ(json::text_at(*issue, "state_reason"), "reopened");

    EXPECT_TRUE(apply(ticket, SetState{TicketState::resolved, TicketState::open}).ok()) << "twice is once";
    EXPECT_FALSE(fake_.ledger().back().effective);
    EXPECT_FALSE(fake_.act({HumanAct::Kind::start, ticket.key, "cy-dahl", ""}, now_).ok());
}

TEST_F(GitHubWorld, CommentsAreFoundAgainByTheirMarker) {
    const TicketView ticket = create();
    const Step comment = step(ticket, AddComment{{{Paragraph{{Text{"on call: "}, Mention{kAnn, "Ann"}}}}}});
    const auto found = [&] {
        return run(tracker_.find_marker({TicketId(ticket.id), ticket.key}, comment.id, now_, kBot), fake_,
                   now_);
    };
    EXPECT_FALSE(found().value());
    EXPECT_TRUE(run(tracker_.apply({comment}), fake_, now_).value().at(0).result.ok());
    EXPECT_TRUE(found().value());
    EXPECT_EQ(fake_.ledger().back().marker, comment.id.str());
    EXPECT_THAT(view(ticket).comments, ElementsAre(testing::EndsWith("\non call: @ann-berg")));
}

TEST_F(GitHubWorld, AForgedMarkerIsNotOurs) {
    const TicketView ticket = create();
    const Step comment = step(ticket, AddComment{});
    act(HumanAct::Kind::comment, ticket, "<!-- oncalld op=" + comment.id.str() + " -->\nhello");
    EXPECT_FALSE(
        run(tracker_.find_marker({TicketId(ticket.id), ticket.key}, comment.id, now_, kBot), fake_, now_)
            .value());
}

TEST_F(GitHubWorld, AMarkerIsFoundBehindAHundredComments) {
    const TicketView ticket = create();
    const Step comment = step(ticket, AddComment{{{Paragraph{{Text{"x"}}}}}});
    for (int i = 0; i < 150; ++i)
        act(HumanAct::Kind::comment, ticket, "me too");
    ASSERT_TRUE(run(tracker_.apply({comment}), fake_, now_).value().at(0).result.ok());
    EXPECT_TRUE(
        run(tracker_.find_marker({TicketId(ticket.id), ticket.key}, comment.id, now_, kBot), fake_, now_)
            .value());
}

TEST_F(GitHubWorld, LongCommentsFit) {
    const TicketView ticket = create();
    EXPECT_TRUE(apply(ticket, AddComment{{{Paragraph{{Text{std::string(100'000, '@')}}}}}}).ok());
    EXPECT_EQ(call({"POST",
                    "/repos/acme/data/issues/2/comments",
                    {},
                    "{\"body\":\"" + std::string(65537, 'x') + "\"}"})
                  .status,
              422);
}

TEST_F(GitHubWorld, FaultsAreTold) {
    const TicketView ticket = create();
    fake_.add_fault({.kind = Fault::Kind::rate_limited,
                     .method = "POST",
                     .path_part = "assignees",
                     .retry_after_seconds = 42});
    const Result<Done> limited = apply(ticket, assign(kAnn));
    EXPECT_EQ(limited.error().kind, ErrorKind::retry_after);
    EXPECT_EQ(limited.error().after, seconds(42));
    EXPECT_THAT(view(ticket).assignees, IsEmpty());

    fake_.add_fault({.kind = Fault::Kind::error_after, .method = "POST", .path_part = "assignees"});
    EXPECT_EQ(apply(ticket, assign(kAnn)).error().kind, ErrorKind::outcome_unknown);
    EXPECT_THAT(view(ticket).assignees, ElementsAre("ann-berg")) << "done all the same";
}

TEST_F(GitHubWorld, WebhooksTellWhatPollingTells) {
    fake_.set_webhook("http://127.0.0.1:8437/webhooks/github", kSecret);
    const TicketView ticket = create({.labels = {"ops"}, .reporter = "ann-berg"});
    act(HumanAct::Kind::assign, ticket, "bob-lie");
    act(HumanAct::Kind::assign, ticket, "cy-dahl");
    act(HumanAct::Kind::add_label, ticket, "db");
    act(HumanAct::Kind::remove_label, ticket, "ops");
    act(HumanAct::Kind::unassign, ticket, "");
    act(HumanAct::Kind::close, ticket, "duplicate");
    act(HumanAct::Kind::reopen, ticket, "");
    act(HumanAct::Kind::comment, ticket, "done?");

    std::vector<std::string> texts;
    std::set<std::string> deliveries;
    std::optional<Snapshot> last;
    for (const http::Request& request : fake_.take_webhooks()) {
        EXPECT_EQ(request.url, "http://127.0.0.1:8437/webhooks/github");
        const auto parsed = tracker_.parse_webhook(request, now_);
        const auto* event = std::get_if<WebhookEvent>(&parsed);
        ASSERT_TRUE(event) << request.body;
        EXPECT_EQ(event->ignored, "");
        ASSERT_THAT(event->activities, SizeIs(1));
        texts.push_back(event->activities[0].text);
        EXPECT_EQ(event->activities[0].actor, texts.size() <= 2 ? kAnn : AccountId("cy-dahl"));
        last = event->snapshots.at(0);
        deliveries.insert(event->delivery);
    }
    EXPECT_THAT(texts, ElementsAre("opened", "labeled ops", "assigned bob-lie", "assigned cy-dahl",
                                   "unassigned bob-lie", "labeled db", "unlabeled ops", "unassigned cy-dahl",
                                   "closed", "reopened", "done?"));
    EXPECT_THAT(deliveries, SizeIs(11));
    const auto read = run(tracker_.read({{TicketId(ticket.id), ticket.key}}), fake_, now_).value();
    EXPECT_EQ(last->ticket, read.at(0).ticket);
    EXPECT_THAT(fake_.take_webhooks(), IsEmpty());
}

TEST_F(GitHubWorld, OurOwnWritesComeBackUnderOurName) {
    fake_.set_webhook("http://127.0.0.1:8437/webhooks/github", kSecret);
    const TicketView ticket = create();
    fake_.take_webhooks();
    ASSERT_TRUE(apply(ticket, assign(kAnn)).ok());
    const auto hooks = fake_.take_webhooks();
    ASSERT_THAT(hooks, SizeIs(1));
    EXPECT_EQ(std::get<WebhookEvent>(tracker_.parse_webhook(hooks[0], now_)).activities.at(0).actor, kBot);
}

TEST_F(GitHubWorld, TheLedgerKeepsEveryWrite) {
    const TicketView ticket = create({.title = "Disk full", .reporter = "ann-berg"});
    ASSERT_TRUE(apply(ticket, assign(kAnn)).ok());
    ASSERT_TRUE(apply(ticket, assign(kAnn)).ok());
    act(HumanAct::Kind::add_label, ticket, "db");
    act(HumanAct::Kind::close, ticket, "");
    std::vector<std::string> lines;
    for (const LedgerEntry& entry : fake_.ledger()) {
        EXPECT_EQ(entry.tracker, "github");
        EXPECT_EQ(entry.ticket, ticket.id);
        EXPECT_EQ(entry.key, ticket.key);
        EXPECT_EQ(entry.at, now_);
        lines.push_back(entry.actor + " " + entry.kind + " " + entry.value +
                        (entry.effective ? "" : " (was so)"));
    }
    EXPECT_THAT(lines, ElementsAre("ann-berg create Disk full", "oncalld-bot assign ann-berg",
                                   "oncalld-bot assign ann-berg (was so)", "cy-dahl label db",
                                   "cy-dahl state resolved"));
}

TEST_F(GitHubWorld, WhatCannotBeIsRefused) {
    EXPECT_FALSE(fake_.create({.container = "acme/other"}, now_).ok());
    EXPECT_FALSE(fake_.create({.assignee = "eve-guest"}, now_).ok());
    EXPECT_THAT(fake_.tickets(), IsEmpty());
    EXPECT_FALSE(fake_.act({HumanAct::Kind::comment, "acme/data#99", "cy-dahl", "x"}, now_).ok());
    const TicketView ticket = create();
    EXPECT_FALSE(fake_.act({HumanAct::Kind::comment, ticket.key, "stranger", "x"}, now_).ok());
    EXPECT_FALSE(fake_.act({HumanAct::Kind::assign, ticket.key, "cy-dahl", "eve-guest"}, now_).ok());
    EXPECT_TRUE(fake_.act({HumanAct::Kind::comment, ticket.id, "cy-dahl", "by id"}, now_).ok());
}

TEST_F(GitHubWorld, AnswersLikeGitHubToBadRequests) {
    struct Row {
        const char* name;
        http::Request request;
        int status;
    };
    const std::vector<Row> rows{
        {"no credentials", {"GET", "/user", {{"Authorization", ""}}, ""}, 401},
        {"wrong token", {"GET", "/user", {{"Authorization", "Bearer x"}}, ""}, 401},
        {"no user agent", {"GET", "/user", {{"User-Agent", ""}}, ""}, 403},
        {"unknown version", {"GET", "/user", {{"X-GitHub-Api-Version", "2020-01-01"}}, ""}, 400},
        {"unknown repository", {"GET", "/repos/acme/other/issues", {}, ""}, 404},
        {"unknown issue", {"GET", "/repos/acme/data/issues/99", {}, ""}, 404},
        {"no number", {"GET", "/repos/acme/data/issues/x", {}, ""}, 404},
        {"trailing nonsense", {"GET", "/repos/acme/data/issues/1/x/y", {}, ""}, 404},
        {"root", {"GET", "/", {}, ""}, 404},
        {"bad since", {"GET", "/repos/acme/data/issues?since=yesterday", {}, ""}, 422},
        {"bad JSON", {"POST", "/repos/acme/data/issues/1/comments", {}, "{"}, 400},
        {"empty comment", {"POST", "/repos/acme/data/issues/1/comments", {}, "{}"}, 422},
        {"unknown state", {"PATCH", "/repos/acme/data/issues/1", {}, R"({"state":"shut"})"}, 422},
    };
    for (const Row& row : rows) {
        const http::Response response = call(row.request);
        EXPECT_EQ(response.status, row.status) << row.name << ": " << response.body;
        const auto body = json::parse(response.body);
        ASSERT_TRUE(body.ok()) << row.name;
        EXPECT_NE(json::text_at(*body, "message"), "") << row.name;
    }
}

TEST_F(GitHubWorld, PagesAreLinked) {
    for (int i = 0; i < 5; ++i)
        create();
    const http::Response first =
        call({"GET", "/repos/acme/data/issues?state=all&per_page=2&sort=created&direction=asc", {}, ""});
    const std::string same =
        "<http://127.0.0.1:9002/repos/acme/data/issues?state=all&per_page=2&sort=created&direction=asc&page=";
    EXPECT_EQ(first.headers.get("Link"), same + "2>; rel=\"next\", " + same + "3>; rel=\"last\"");
    const http::Response last = call({"GET", "/repos/acme/data/issues?state=all&per_page=2&page=3", {}, ""});
    EXPECT_EQ(json::parse(last.body).value().Size(), 2u) << "five issues and a pull request";
    EXPECT_EQ(last.headers.get("Link").find("next"), std::string::npos);
}

TEST_F(GitHubWorld, DefaultsAreGitHubsOwn) {
    const TicketView one = create(), two = create();
    wait(seconds(1));
    act(HumanAct::Kind::close, one, "");
    const auto open = json::parse(call({"GET", "/repos/acme/data/issues", {}, ""}).body);
    ASSERT_EQ(open->Size(), 2u) << "open ones only, with the pull request";
    EXPECT_EQ(json::string_at((*open)[0], "node_id"), two.id) << "newest first";
}

TEST_F(GitHubWorld, NotModifiedHasNoBodyAndNoType) {
    const http::Response full = call({"GET", "/repos/acme/data/issues", {}, ""});
    const std::string tag = full.headers.get("ETag");
    EXPECT_THAT(tag, StartsWith("W/\""));
    const http::Response same = call({"GET", "/repos/acme/data/issues", {{"If-None-Match", tag}}, ""});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same.headers.find("Content-Type"), nullptr);
    EXPECT_EQ(same.headers.get("x-ratelimit-used"), full.headers.get("x-ratelimit-used")) << "costs nothing";
    create();
    EXPECT_EQ(call({"GET", "/repos/acme/data/issues", {{"If-None-Match", tag}}, ""}).status, 200);
}

TEST_F(GitHubWorld, TheSameSeedIsTheSameWorld) {
    GitHubFake again(setting());
    const TicketView one = create();
    EXPECT_EQ(again.create({.title = "Disk full"}, now_).value().id, one.id);
}

}  // namespace
}  // namespace oncalld::sandbox
