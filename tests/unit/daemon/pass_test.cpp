// The stages of the pass one by one: what the journal says after each.
#include "daemon/pass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace oncalld::pass {
namespace {

using namespace std::chrono_literals;
using store::JournalRow;
using store::StepState;
using testing::SizeIs;

const Instant kNow = *parse_rfc3339("2026-11-30T08:00:00Z");
const TrackerId kJira("jira");

// A tracker that only says how much it takes at once: nothing here sends anything.
class Limits final : public Tracker {
public:
    explicit Limits(std::size_t assignments) : assignments_(assignments) {}
    const TrackerId& id() const override { return kJira; }
    std::size_t bulk_limit(const Effect& effect) const override {
        return std::holds_alternative<AssignTicket>(effect) ? assignments_ : 1;
    }
    OperationPtr<AccountId> identify() const override { throw std::logic_error("not here"); }
    OperationPtr<Changes> changes_since(const std::string&, Instant) const override {
        throw std::logic_error("no");
    }
    OperationPtr<std::vector<Snapshot>> read(std::vector<TicketHandle>) const override {
        throw std::logic_error("no");
    }
    OperationPtr<std::vector<Outcome>> apply(std::vector<Step>) const override {
        throw std::logic_error("no");
    }
    OperationPtr<bool> find_marker(TicketHandle, StepId, Instant, AccountId) const override {
        throw std::logic_error("no");
    }
    std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const http::Request&, Instant) const override {
        throw std::logic_error("no");
    }

private:
    std::size_t assignments_;
};

class PassTest : public testing::Test {
protected:
    // A ticket of its own for each step, decided and clean.
    Step plan(const std::string& id, Effect effect, Instant valid_until = kForever) {
        Ticket ticket;
        ticket.ref = {kJira, TicketId(id)};
        ticket.key = "SUP-" + id;
        store_.observe({ticket, Source::read, kNow});
        store_.set_decided(ticket.ref, {}, {}, std::nullopt, kNow);
        JournalRow row;
        row.step.ticket = ticket.ref;
        row.step.key = ticket.key;
        row.step.id = derive_step_id(ticket.ref, kind_name(effect), "shift 1");
        row.step.effect = std::move(effect);
        row.step.cause = "shift 1";
        row.step.decided_at = kNow;
        row.step.valid_until = valid_until;
        row.not_before = kNow;
        store_.put(row);
        return row.step;
    }
    static Effect assign() { return AssignTicket{Assignment::to(AccountId("ann")), {}, PersonId("ann"), {}}; }
    JournalRow row(const Step& step) { return *store_.find_step(step.id); }
    Answers answer(const Step& step, Result<Done> result, Moment moment = {kNow, 1}) {
        return finish(store_, {step}, {{step.id, std::move(result)}}, {ErrorKind::bug, "?"}, moment);
    }

    store::Database db_ = store::Database::in_memory();
    store::Store store_{db_};
};

TEST_F(PassTest, TakesOneKindUpToWhatTheTrackerTakes) {
    for (const char* id : {"1", "2", "3"})
        plan(id, assign());
    plan("4", AddComment{});
    EXPECT_THAT(take(store_, Limits(2), kNow), SizeIs(2));
    EXPECT_THAT(take(store_, Limits(2), kNow), SizeIs(1)) << "what is on the way is not taken again";
    EXPECT_THAT(take(store_, Limits(2), kNow), SizeIs(1)) << "the comment";
    EXPECT_THAT(take(store_, Limits(2), kNow), SizeIs(0));
}

TEST_F(PassTest, WhatIsTakenIsOnTheWayBeforeTheCall) {
    const Step step = plan("1", assign());
    take(store_, Limits(1), kNow);
    EXPECT_EQ(row(step).state, StepState::sending);
    EXPECT_EQ(row(step).attempts, 1);
    EXPECT_EQ(row(step).first_sent_at, kNow);
}

TEST_F(PassTest, AStepWhosePremisesEndedIsSupersededAndItsTicketDecidedAnew) {
    const Step step = plan("1", assign(), kNow);
    EXPECT_THAT(take(store_, Limits(1), kNow), SizeIs(0));
    EXPECT_EQ(row(step).state, StepState::superseded);
    EXPECT_THAT(store_.dirty_tickets(kJira, 10), SizeIs(1));
}

TEST_F(PassTest, EveryKindOfErrorHasOneConsequence) {
    struct Row {
        const char* name;
        Error error;
        StepState state;
        milliseconds least, most;           // until it is looked at again
        std::optional<milliseconds> pause;  // for the whole tracker
    };
    const Row rows[] = {
        {"surely not applied", {ErrorKind::retry_now, "x"}, StepState::planned, 0ms, 0ms, {}},
        {"the vendor says when",
         {ErrorKind::retry_after, "x", {}, std::chrono::seconds(7)},
         StepState::planned,
         7s,
         7s,
         7s},
        {"perhaps applied", {ErrorKind::outcome_unknown, "x"}, StepState::unknown, 1s, 10s, {}},
        {"the vendor's no", {ErrorKind::give_up, "x"}, StepState::failed, 0ms, 0ms, {}},
        {"a person must change something",
         {ErrorKind::fix_configuration, "x"},
         StepState::planned,
         1min,
         10min,
         {}},
        {"not understood", {ErrorKind::bug, "x"}, StepState::failed, 0ms, 0ms, {}},
    };
    int id = 0;
    for (const Row& expected : rows) {
        const Step step = plan(std::to_string(++id), assign());
        take(store_, Limits(1), kNow);
        const Answers answers = answer(step, expected.error);
        const JournalRow got = row(step);
        EXPECT_EQ(to_string(got.state), to_string(expected.state)) << expected.name;
        EXPECT_GE(got.not_before, kNow + expected.least) << expected.name;
        EXPECT_LE(got.not_before, kNow + expected.most) << expected.name;
        EXPECT_EQ(answers.pause, expected.pause) << expected.name;
        EXPECT_EQ(got.error, "x") << expected.name;
        // What waits is out of the next row's way.
        JournalRow aside = got;
        aside.state = StepState::failed;
        store_.put(aside);
    }
}

TEST_F(PassTest, RealDelaysAreScaledToASimulatedClock) {
    const Step step = plan("1", assign());
    take(store_, Limits(1), kNow);
    answer(step, Error{ErrorKind::retry_after, "x", {}, std::chrono::seconds(2)}, {kNow, 60});
    EXPECT_EQ(row(step).not_before, kNow + 120s);
}

TEST_F(PassTest, AStepWithoutAnOutcomeIsTreatedAsToldForTheRest) {
    const Step step = plan("1", assign());
    take(store_, Limits(1), kNow);
    finish(store_, {step}, {}, {ErrorKind::retry_now, "nothing was sent"}, {kNow, 1});
    EXPECT_EQ(row(step).state, StepState::planned);
}

TEST_F(PassTest, AConfirmedStepChangesJournalMemoryAndSnapshotTogether) {
    const Step step = plan("1", assign());
    take(store_, Limits(1), kNow);
    answer(step, Done{});
    EXPECT_EQ(row(step).state, StepState::done);
    const auto ticket = store_.find(step.ticket);
    EXPECT_EQ(ticket->seen.ticket.assignment, Assignment::to(AccountId("ann")));
    EXPECT_EQ(ticket->memory.assignee_owner, Owner::us);
    EXPECT_THAT(store_.dirty_tickets(kJira, 10), SizeIs(1)) << "what is still missing is decided next";
}

TEST_F(PassTest, ReadBackSettlesWhatIsUnknown) {
    const Step there = plan("1", assign()), not_there = plan("2", assign());
    for (const Step& step : {there, not_there}) {
        take(store_, Limits(1), kNow);
        answer(step, Error{ErrorKind::outcome_unknown, "x"});
    }
    settle(store_, row(there), ReadBack::applied, {kNow, 1});
    settle(store_, row(not_there), ReadBack::not_applied, {kNow, 1});
    EXPECT_EQ(row(there).state, StepState::done);
    EXPECT_EQ(row(not_there).state, StepState::planned);
    EXPECT_EQ(store_.find(not_there.ticket)->memory.attempted, Assignment::to(AccountId("ann")))
        << "should it come true late, it is ours";
}

TEST_F(PassTest, ACallThatIsNeverAppliedIsRepeatedEverMoreSlowly) {
    const Step step = plan("1", assign());
    Instant now = kNow;
    milliseconds waited{};
    for (int attempt = 1; attempt <= 6; ++attempt) {
        ASSERT_THAT(take(store_, Limits(1), now), SizeIs(1)) << attempt;
        answer(step, Error{ErrorKind::outcome_unknown, "503"}, {now, 1});
        now = row(step).not_before;
        settle(store_, row(step), ReadBack::not_applied, {now, 1});
        store_.read_done(kJira, {step.ticket.id, step.key});
        store_.set_clean(step.ticket);
        waited = row(step).not_before - now;
        if (attempt == 1) {
            EXPECT_EQ(waited, 0ms) << "the first time at once";
        }
        now = row(step).not_before;
    }
    EXPECT_GT(waited, 20s);
}

TEST_F(PassTest, AFailedReadBackWaitsAndNeverGuesses) {
    const Step step = plan("1", assign());
    take(store_, Limits(1), kNow);
    answer(step, Error{ErrorKind::outcome_unknown, "x"});
    postpone(store_, row(step), {ErrorKind::retry_after, "503"}, {kNow, 1});
    EXPECT_EQ(row(step).state, StepState::unknown);
    EXPECT_GT(row(step).not_before, kNow);
}

TEST_F(PassTest, ADeliveryThatWasTakenBeforeHasNoEffect) {
    WebhookEvent event;
    event.delivery = "d1";
    event.look_at = {{TicketId("1"), "SUP-1"}};
    EXPECT_TRUE(observe(store_, kJira, event, kNow));
    store_.read_done(kJira, {TicketId("1"), "SUP-1"});
    EXPECT_FALSE(observe(store_, kJira, event, kNow));
    EXPECT_TRUE(store_.wanted_reads(kJira, 10).empty());
}

TEST(Backoff, GrowsSpreadsAndEnds) {
    const StepId one("a"), other("b");
    for (int attempt = 1; attempt < 30; ++attempt) {
        const milliseconds wait = backoff(attempt, one);
        EXPECT_GE(wait, 1400ms) << attempt;
        EXPECT_LE(wait, 390s) << attempt;
    }
    EXPECT_GT(backoff(6, one), 4 * backoff(1, one));
    EXPECT_NE(backoff(3, one), backoff(3, other)) << "a herd of steps spreads out";
}

}  // namespace
}  // namespace oncalld::pass
