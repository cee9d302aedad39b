// The connector and the fake, face to face: what one says, the other understands.
#include "tests/sandbox/pagerduty_fake.h"

#include "connectors/pagerduty/pagerduty.h"
#include "tests/unit/sandbox/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::sandbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kMonday = parse_rfc3339("2026-11-23T08:00:00Z").value();
const Instant kNextMonday = kMonday + std::chrono::days(7);

class PagerDutyFakeTest : public testing::Test {
protected:
    static Setting setting() {
        Setting demo = demo_setting({{kMonday, "PANN001"}, {kNextMonday, "PBOB002"}}, 1);
        demo.base_url = "https://pager.example";
        return demo;
    }
    static pagerduty::Settings settings() {
        return {TrackerId("pager"), "https://pager.example", "sandbox-token", "bot@acme.example", {"PIJ90N7"},
                "hook-secret"};
    }

    TicketView create(Instant now, TicketSpec spec = {}) { return fake_.create(spec, now).value(); }
    void act(HumanAct::Kind kind, const std::string& ticket, const std::string& actor,
             const std::string& value, Instant now) {
        const auto done = fake_.act({kind, ticket, actor, value}, now);
        ASSERT_TRUE(done.ok()) << to_string(done.error());
    }

    // Polls until a round is complete.
    Changes poll(std::string& cursor, Instant now) {
        Changes all;
        bool more = true;
        while (more) {
            auto page = run(tracker_.changes_since(cursor, now), fake_, now);
            EXPECT_TRUE(page.ok()) << to_string(page.error());
            if (!page.ok()) return all;
            cursor = page->cursor;
            more = page->more;
            std::ranges::move(page->snapshots, std::back_inserter(all.snapshots));
            std::ranges::move(page->activities, std::back_inserter(all.activities));
            std::ranges::move(page->look_at, std::back_inserter(all.look_at));
        }
        return all;
    }

    Ticket read(const std::string& id, Instant now) {
        const auto found = run(tracker_.read({{TicketId(id), ""}}), fake_, now);
        EXPECT_TRUE(found.ok() && found->size() == 1);
        return found.ok() && found->size() == 1 ? found->front().ticket : Ticket{};
    }

    std::vector<Outcome> apply(std::vector<Step> steps, Instant now) {
        auto outcomes = run(tracker_.apply(std::move(steps)), fake_, now);
        EXPECT_TRUE(outcomes.ok());
        return outcomes.ok() ? *std::move(outcomes) : std::vector<Outcome>{};
    }

    static Step step(const std::string& ticket, Effect effect) {
        Step step;
        step.ticket = {TrackerId("pager"), TicketId(ticket)};
        step.key = ticket;
        step.id = derive_step_id(step.ticket, kind_name(effect), "test");
        step.effect = std::move(effect);
        return step;
    }
    static Step to_policy(const std::string& ticket) {
        return step(ticket, AssignTicket{Assignment::to(PolicyId("PESC001")), {}, {}, {}});
    }
    static Step to_user(const std::string& ticket, const std::string& user) {
        return step(ticket, AssignTicket{Assignment::to(AccountId(user)), {}, {}, {}});
    }
    static Step comment(const std::string& ticket, const std::string& text) {
        return step(ticket, AddComment{{{Paragraph{{Text{text}}}}}});
    }
    TicketView view(const std::string& id) {
        for (TicketView& ticket : fake_.tickets())
            if (ticket.id == id) return ticket;
        return {};
    }

    PagerDutyFake fake_{setting()};
    pagerduty::PagerDuty tracker_{settings()};
};

TEST_F(PagerDutyFakeTest, KnowsWhoWeAre) {
    const auto account = run(tracker_.identify(), fake_, kMonday);
    ASSERT_TRUE(account.ok()) << to_string(account.error());
    EXPECT_EQ(*account, AccountId("PBOT005"));
}

TEST_F(PagerDutyFakeTest, RefusesAWrongKeyAndAnUnknownUser) {
    auto wrong = settings();
    wrong.token = "guess";
    const auto refused = run(pagerduty::PagerDuty(wrong).identify(), fake_, kMonday);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::fix_configuration);

    const std::string id = create(kMonday).id;
    auto nobody = settings();
    nobody.from = "nobody@acme.example";
    EXPECT_FALSE(run(pagerduty::PagerDuty(nobody).identify(), fake_, kMonday).ok());
    const auto outcomes = run(pagerduty::PagerDuty(nobody).apply({to_policy(id)}), fake_, kMonday);
    ASSERT_EQ(outcomes->size(), 1u);
    ASSERT_FALSE(outcomes->front().result.ok());
    EXPECT_EQ(outcomes->front().result.error().kind, ErrorKind::fix_configuration);
}

TEST_F(PagerDutyFakeTest, AnIncidentStartsOnItsServicesPolicy) {
    const TicketView made = create(kMonday, {.title = "Disk full", .urgency = "low"});
    const Ticket seen = read(made.id, kMonday);
    EXPECT_EQ(seen.key, "1");
    EXPECT_EQ(seen.title, "Disk full");
    EXPECT_EQ(seen.urgency, "low");
    EXPECT_EQ(seen.container, "PIJ90N7");
    EXPECT_EQ(seen.state, TicketState::open);
    EXPECT_EQ(seen.assignment, (Assignment{{AccountId("PLEA004")}, PolicyId("PTRIAGE")}));
    EXPECT_EQ(seen.assigned_at, kMonday);
    EXPECT_EQ(seen.created, kMonday);
}

TEST_F(PagerDutyFakeTest, APolicyAssignsWhoIsOnCallThenAndMovesNothingLater) {
    const std::string id = create(kMonday).id;
    const auto outcomes = apply({to_policy(id)}, kMonday + seconds(30));
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_TRUE(outcomes.front().result.ok());
    EXPECT_EQ(read(id, kMonday).assignment, (Assignment{{AccountId("PANN001")}, PolicyId("PESC001")}));

    EXPECT_EQ(read(id, kNextMonday).assignment.accounts, std::vector{AccountId("PANN001")});
    apply({to_policy(id)}, kNextMonday);
    const Ticket handed_over = read(id, kNextMonday);
    EXPECT_EQ(handed_over.assignment, (Assignment{{AccountId("PBOB002")}, PolicyId("PESC001")}));
    EXPECT_EQ(handed_over.assigned_at, kNextMonday);
}

TEST_F(PagerDutyFakeTest, SendingAnIncidentToItsPolicyAgainPagesAgain) {
    const std::string id = create(kMonday).id;
    apply({to_policy(id)}, kMonday);
    apply({to_policy(id)}, kMonday + seconds(1));
    ASSERT_EQ(fake_.ledger().size(), 3u);
    for (std::size_t i : {1u, 2u}) {
        EXPECT_EQ(fake_.ledger()[i].kind, "assign");
        EXPECT_EQ(fake_.ledger()[i].actor, "PBOT005");
        EXPECT_EQ(fake_.ledger()[i].value, "policy:PESC001");
        EXPECT_TRUE(fake_.ledger()[i].effective);
    }
}

TEST_F(PagerDutyFakeTest, AssigningAUserEndsEscalation) {
    const std::string id = create(kMonday).id;
    EXPECT_TRUE(apply({to_user(id, "PCYD003")}, kMonday).front().result.ok());
    EXPECT_EQ(read(id, kMonday).assignment, Assignment::to(AccountId("PCYD003")));
    EXPECT_EQ(view(id).policy, "");
    EXPECT_EQ(fake_.ledger().back().value, "PCYD003");
}

TEST_F(PagerDutyFakeTest, ReassigningDropsTheAcknowledgement) {
    const std::string id = create(kMonday).id;
    act(HumanAct::Kind::start, id, "PLEA004", "", kMonday);
    EXPECT_EQ(read(id, kMonday).state, TicketState::in_progress);
    EXPECT_EQ(read(id, kMonday).assignment.policy, PolicyId("PTRIAGE"));
    apply({to_policy(id)}, kMonday);
    EXPECT_EQ(read(id, kMonday).state, TicketState::open);
}

TEST_F(PagerDutyFakeTest, OneResolvedIncidentDoesNotStopTheOthers) {
    std::vector<Step> steps;
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i) {
        ids.push_back(create(kMonday).id);
        steps.push_back(to_policy(ids.back()));
    }
    act(HumanAct::Kind::close, ids[3], "PLEA004", "", kMonday);
    const auto outcomes = apply(steps, kMonday);
    ASSERT_EQ(outcomes.size(), 10u);
    for (const Outcome& outcome : outcomes) {
        if (outcome.step == steps[3].id) {
            ASSERT_FALSE(outcome.result.ok());
            EXPECT_EQ(outcome.result.error().kind, ErrorKind::give_up);
            EXPECT_THAT(to_string(outcome.result.error()), HasSubstr("Already Resolved"));
        } else {
            EXPECT_TRUE(outcome.result.ok()) << to_string(outcome.result.error());
        }
    }
    EXPECT_EQ(view(ids[3]).state, "resolved");
    EXPECT_EQ(view(ids[9]).policy, "PESC001");
    // Nobody was paged twice on the way.
    EXPECT_EQ(std::ranges::count(fake_.ledger(), "assign", &LedgerEntry::kind), 9);
}

TEST_F(PagerDutyFakeTest, AThousandAreHandedOverInFewCalls) {
    std::vector<Step> steps;
    for (int i = 0; i < 1000; ++i)
        steps.push_back(to_policy(create(kMonday).id));
    const int before = fake_.calls();
    for (const Outcome& outcome : apply(steps, kNextMonday))
        EXPECT_TRUE(outcome.result.ok());
    EXPECT_EQ(fake_.calls() - before, 4);
}

TEST_F(PagerDutyFakeTest, PollingSeesOpenOnesHoweverOldAndTellsWhatLeft) {
    const Instant spring = kMonday - std::chrono::days(200);
    const std::string old = create(spring).id;
    const std::string young = create(kMonday).id;
    std::string cursor;
    const Changes first = poll(cursor, kMonday + seconds(1));
    std::set<std::string> seen;
    for (const Snapshot& snapshot : first.snapshots)
        seen.insert(snapshot.ticket.ref.id.str());
    EXPECT_EQ(seen, (std::set<std::string>{old, young}));

    // Resolved while we were away for an hour: the log tells. Resolved just outside the log: it is missing.
    act(HumanAct::Kind::close, young, "PLEA004", "", kMonday + std::chrono::minutes(30));
    const Changes second = poll(cursor, kMonday + std::chrono::hours(1));
    EXPECT_THAT(second.look_at, IsEmpty());
    ASSERT_FALSE(second.snapshots.empty());
    EXPECT_TRUE(second.snapshots.front().ticket.closed());
    act(HumanAct::Kind::close, old, "PLEA004", "", kMonday + std::chrono::minutes(31));  // entered late
    const Changes third = poll(cursor, kMonday + std::chrono::hours(2));
    EXPECT_THAT(third.look_at, ElementsAre(TicketHandle{TicketId(old), ""}));
}

TEST_F(PagerDutyFakeTest, PollingPagesThroughManyAndTellsWhoDidWhat) {
    std::string cursor;
    poll(cursor, kMonday);
    std::vector<std::string> ids;
    for (int i = 0; i < 250; ++i)
        ids.push_back(create(kMonday + seconds(1)).id);
    act(HumanAct::Kind::assign, ids[0], "PLEA004", "PCYD003", kMonday + seconds(2));
    act(HumanAct::Kind::comment, ids[1], "PANN001", "looking", kMonday + seconds(3));
    const Changes changes = poll(cursor, kMonday + seconds(60));
    std::set<std::string> seen;
    for (const Snapshot& snapshot : changes.snapshots)
        seen.insert(snapshot.ticket.ref.id.str());
    EXPECT_EQ(seen.size(), 250u);

    std::vector<Activity> by_people;
    for (const Activity& activity : changes.activities)
        if (!activity.actor.empty()) by_people.push_back(activity);
    ASSERT_EQ(by_people.size(), 2u);  // newest first
    EXPECT_EQ(by_people[0].kind, Activity::Kind::commented);
    EXPECT_EQ(by_people[0].actor, AccountId("PANN001"));
    EXPECT_EQ(by_people[1].kind, Activity::Kind::assigned);
    EXPECT_EQ(by_people[1].actor, AccountId("PLEA004"));
    EXPECT_EQ(by_people[1].ticket.id, TicketId(ids[0]));
}

TEST_F(PagerDutyFakeTest, AListWithoutDateRangeHidesWhatIsOlderThanAMonth) {
    create(kMonday - std::chrono::days(40));
    http::Request list{.method = "GET", .url = "/incidents", .headers = {}, .body = {}};
    list.headers.add("Authorization", "Token token=sandbox-token");
    EXPECT_THAT(fake_.call(list, kMonday).response.body, HasSubstr(R"("incidents":[])"));
    list.url = "/incidents?date_range=all&total=true";
    EXPECT_THAT(fake_.call(list, kMonday).response.body, HasSubstr(R"("total":1)"));
}

TEST_F(PagerDutyFakeTest, OurNotesAreFoundAgain) {
    const std::string id = create(kMonday).id;
    const Step said = comment(id, "on call for data-support");
    EXPECT_TRUE(apply({said}, kMonday).front().result.ok());
    EXPECT_THAT(view(id).comments, ElementsAre("on call for data-support\n[oncalld " + said.id.str() + "]"));
    EXPECT_EQ(fake_.ledger().back().marker, said.id.str());

    const auto find = [&](const StepId& step, const char* author) {
        return run(tracker_.find_marker({TicketId(id), "1"}, step, kMonday, AccountId(author)), fake_,
                   kMonday);
    };
    EXPECT_EQ(find(said.id, "PBOT005"), Result<bool>(true));
    EXPECT_EQ(find(said.id, "PANN001"), Result<bool>(false));
    EXPECT_EQ(find(StepId("00"), "PBOT005"), Result<bool>(false));
}

TEST_F(PagerDutyFakeTest, ALostAnswerToANoteIsUnclearAndTheNoteIsThere) {
    const std::string id = create(kMonday).id;
    fake_.add_fault({.kind = Fault::Kind::drop_after, .method = "POST", .path_part = "/notes"});
    const Step said = comment(id, "on call");
    const auto outcomes = apply({said}, kMonday);
    EXPECT_EQ(outcomes.front().result.error().kind, ErrorKind::outcome_unknown);
    EXPECT_EQ(run(tracker_.find_marker({TicketId(id), "1"}, said.id, kMonday, AccountId("PBOT005")), fake_,
                  kMonday),
              Result<bool>(true));
}

TEST_F(PagerDutyFakeTest, ARateLimitTellsHowLongToWaitAndAppliesNothing) {
    const std::string id = create(kMonday).id;
    fake_.add_fault({.kind = Fault::Kind::rate_limited, .retry_after_seconds = 7});
    const auto outcomes = apply({to_policy(id)}, kMonday);
    EXPECT_EQ(outcomes.front().result.error().kind, ErrorKind::retry_after);
    EXPECT_EQ(outcomes.front().result.error().after, seconds(7));
    EXPECT_EQ(view(id).policy, "PTRIAGE");
}

TEST_F(PagerDutyFakeTest, WebhooksAreSignedAndUnderstood) {
    fake_.set_webhook("http://127.0.0.1:8437/webhooks/pager", "hook-secret");
    const std::string id = create(kMonday).id;
    act(HumanAct::Kind::assign, id, "PLEA004", "PCYD003", kMonday + milliseconds(1500));
    act(HumanAct::Kind::comment, id, "PCYD003", "looking", kMonday + seconds(2));
    act(HumanAct::Kind::start, id, "PCYD003", "", kMonday + seconds(3));
    apply({to_policy(id)}, kMonday + seconds(4));
    act(HumanAct::Kind::close, id, "PANN001", "", kMonday + seconds(5));
    act(HumanAct::Kind::reopen, id, "PANN001", "", kMonday + seconds(6));

    struct Row {
        const char* type;
        Activity::Kind kind;
        const char* actor;
    };
    const Row rows[] = {
        {"incident.triggered", Activity::Kind::other, ""},
        {"incident.reassigned", Activity::Kind::assigned, "PLEA004"},
        {"incident.annotated", Activity::Kind::commented, "PCYD003"},
        {"incident.acknowledged", Activity::Kind::state_changed, "PCYD003"},
        {"incident.delegated", Activity::Kind::assigned, "PBOT005"},
        {"incident.resolved", Activity::Kind::state_changed, "PANN001"},
        {"incident.reopened", Activity::Kind::state_changed, "PANN001"},
    };
    const auto sent = fake_.take_webhooks();
    ASSERT_EQ(sent.size(), std::size(rows));
    std::set<std::string> deliveries;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        SCOPED_TRACE(rows[i].type);
        const auto read = tracker_.parse_webhook(sent[i], kMonday);
        ASSERT_TRUE(std::holds_alternative<WebhookEvent>(read));
        const WebhookEvent& event = std::get<WebhookEvent>(read);
        deliveries.insert(event.delivery);
        ASSERT_EQ(event.activities.size(), 1u);
        EXPECT_EQ(event.activities.front().text, rows[i].type);
        EXPECT_EQ(event.activities.front().kind, rows[i].kind);
        EXPECT_EQ(event.activities.front().actor, AccountId(rows[i].actor));
        ASSERT_EQ(event.look_at.size(), 1u);
        EXPECT_EQ(event.look_at.front().id, TicketId(id));
    }
    EXPECT_EQ(deliveries.size(), sent.size());
}

TEST_F(PagerDutyFakeTest, ClosingAndReopeningByHand) {
    const std::string id = create(kMonday).id;
    act(HumanAct::Kind::close, "1", "PLEA004", "duplicate", kMonday + seconds(1));
    EXPECT_EQ(read(id, kMonday).resolution, Resolution::duplicate);
    EXPECT_EQ(read(id, kMonday).resolved_at, kMonday + seconds(1));
    EXPECT_THAT(read(id, kMonday).assignment.accounts, IsEmpty());
    act(HumanAct::Kind::reopen, id, "PLEA004", "", kMonday + seconds(2));
    EXPECT_EQ(read(id, kMonday).state, TicketState::open);
    EXPECT_EQ(read(id, kMonday).resolution, Resolution::none);
    EXPECT_FALSE(read(id, kMonday).resolved_at);
}

TEST_F(PagerDutyFakeTest, WhatPagerDutyCannotDoIsRefused) {
    const std::string id = create(kMonday).id;
    struct Row {
        const char* name;
        HumanAct act;
    };
    const Row rows[] = {
        {"unassign", {HumanAct::Kind::unassign, id, "PANN001", ""}},
        {"label", {HumanAct::Kind::add_label, id, "PANN001", "ops"}},
        {"reopen what is open", {HumanAct::Kind::reopen, id, "PANN001", ""}},
        {"unknown incident", {HumanAct::Kind::close, "Q0", "PANN001", ""}},
        {"unknown assignee", {HumanAct::Kind::assign, id, "PANN001", "PNOBODY"}},
        {"unknown actor", {HumanAct::Kind::close, id, "PNOBODY", ""}},
    };
    for (const Row& row : rows)
        EXPECT_FALSE(fake_.act(row.act, kMonday).ok()) << row.name;
}

TEST_F(PagerDutyFakeTest, NobodyOnCallOpensNoIncidentAndTakesNone) {
    Setting setting = PagerDutyFakeTest::setting();
    setting.policies[1].shifts = {{kNextMonday, "PBOB002"}};
    PagerDutyFake fake(setting);
    const std::string id = fake.create({}, kMonday).value().id;
    const auto outcomes = run(tracker_.apply({to_policy(id)}), fake, kMonday);
    EXPECT_EQ(outcomes->front().result.error().kind, ErrorKind::fix_configuration);
    setting.services[0].policy = "PESC001";
    EXPECT_FALSE(PagerDutyFake(setting).create({}, kMonday).ok());
}

}  // namespace
}  // namespace oncalld::sandbox
