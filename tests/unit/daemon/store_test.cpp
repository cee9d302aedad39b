#include "daemon/store/store.h"

#include "daemon/store/codec.h"
#include "daemon/store/schema.h"

#include <gtest/gtest.h>

namespace oncalld::store {
namespace {

using namespace std::chrono_literals;

const Instant kNow = *parse_rfc3339("2026-11-30T08:00:00.250Z");
const TrackerId kJira("jira");

Ticket full_ticket() {
    Ticket ticket;
    ticket.ref = {kJira, TicketId("10001")};
    ticket.key = "SUP-1";
    ticket.url = "https://acme.example/browse/SUP-1";
    ticket.container = "SUP";
    ticket.title = "Printer \"on fire\" \xE2\x9C\x93\n<b>";
    ticket.state = TicketState::in_progress;
    ticket.resolution = Resolution::duplicate;
    ticket.assignment = {{AccountId("a"), AccountId("b")}, PolicyId("P1")};
    ticket.assigned_at = kNow - 1h;
    ticket.labels = {"ops", "support"};
    ticket.components = {"etl"};
    ticket.issue_type = "Bug";
    ticket.priority = "High";
    ticket.urgency = "low";
    ticket.reporter = AccountId("r");
    ticket.created = kNow - 3h;
    ticket.updated = kNow - 2h;
    ticket.resolved_at = kNow - 1min;
    return ticket;
}

TicketMemory full_memory() {
    TicketMemory memory;
    memory.first_seen = kNow;
    memory.adopted = true;
    memory.route = RouteId("support");
    memory.rotation = RotationId("data");
    memory.assignee_owner = Owner::us;
    memory.owned_since = kNow - 1min;
    memory.written = Assignment::to(AccountId("a"));
    memory.person = PersonId("ann");
    memory.decided_at = kNow - 2min;
    memory.confirmed_at = kNow - 1min;
    memory.premise = kNow - 3min;
    memory.cause = "shift 2026-11-23T08:00:00Z";
    memory.said = "on call";
    memory.explained = false;
    memory.attempted = Assignment::to(AccountId("b"));
    memory.disregard = Assignment{};
    memory.automatic_since = "reopened 2026-11-29T08:00:00Z";
    memory.closed_at = kNow - 4min;
    memory.reopened_by_us = true;
    memory.reopen_marked_at = kNow - 5min;
    memory.reopen_mark_used = true;
    memory.restart_due = kNow - 6min;
    memory.times_carried = 3;
    return memory;
}

Step step(std::string_view cause = "shift 1") {
    Step step;
    step.ticket = {kJira, TicketId("10001")};
    step.key = "SUP-1";
    step.effect = AssignTicket{Assignment::to(AccountId("a")), {AccountId("b")}, PersonId("ann"), kNow};
    step.cause = cause;
    step.id = derive_step_id(step.ticket, "assign", cause);
    step.why = {Reason::carry_over, "shift change"};
    step.decided_at = kNow;
    step.premise = kNow - 1h;
    return step;
}

class StoreTest : public testing::Test {
protected:
    Database db_ = Database::in_memory();
    Store store_{db_};

    void see(Source source = Source::feed, Instant updated = kNow) {
        Ticket ticket = full_ticket();
        ticket.updated = updated;
        store_.observe({ticket, source, kNow});
    }
    const TicketRef ref_{kJira, TicketId("10001")};
};

TEST(Codec, ATicketComesBackAsItWas) {
    const Ticket ticket = full_ticket();
    EXPECT_EQ(decode_ticket(encode(ticket), ticket.ref), ticket);
    EXPECT_EQ(decode_ticket(encode(Ticket{}), {}), Ticket{});
}

TEST(Codec, MemoryComesBackAsItWas) {
    EXPECT_EQ(decode_memory(encode(full_memory())), full_memory());
    EXPECT_EQ(decode_memory(encode(TicketMemory{})), TicketMemory{});
    EXPECT_EQ(decode_memory(""), TicketMemory{}) << "a ticket that was never decided";
}

TEST(Codec, EveryEffectComesBackAsItWas) {
    const Document document{{Paragraph{{Mention{AccountId("a"), "Ann"}, Text{": hello "}, Strong{"now"}}},
                             BulletList{{{Link{"page", "https://x.example"}}, {Text{"two"}}}}}};
    const std::vector<Effect> effects{
        step().effect, AssignTicket{Assignment::to(PolicyId("P")), {}, {}, std::nullopt},
        AddComment{document}, SetState{TicketState::in_progress, TicketState::open}};
    for (const Effect& effect : effects)
        EXPECT_EQ(decode_effect(encode(effect)), effect) << encode(effect);
}

TEST(Codec, WhatIsNotJsonIsAnError) {
    EXPECT_THROW(decode_memory("{"), StoreError);
}

TEST_F(StoreTest, TheSameListingAgainIsNoNews) {
    const Snapshot snapshot{full_ticket(), Source::feed, kNow};
    EXPECT_EQ(store_.observe(snapshot), News::changed);
    store_.set_decided(ref_, {}, {}, std::nullopt, kNow);
    EXPECT_EQ(store_.observe({full_ticket(), Source::search, kNow + 1min}), News::none);
    EXPECT_TRUE(store_.dirty_tickets(kJira, 10).empty());
}

TEST_F(StoreTest, AnOlderSnapshotNeverReplacesANewerOne) {
    see(Source::feed, kNow);
    Ticket older = full_ticket();
    older.updated = kNow - 1s;
    older.title = "old";
    EXPECT_EQ(store_.observe({older, Source::feed, kNow + 1min}), News::none);
    EXPECT_EQ(store_.find(ref_)->seen.ticket.title, full_ticket().title);
}

TEST_F(StoreTest, OfTwoWebhooksOfOneSecondNobodyKnowsWhichIsTheLater) {
    see(Source::feed, kNow);
    store_.set_decided(ref_, {}, {}, std::nullopt, kNow);
    Ticket other = full_ticket();
    other.updated = kNow;
    other.assignment = {};
    store_.observe({other, Source::feed, kNow + 1s});
    EXPECT_EQ(store_.find(ref_)->seen.ticket.assignment, full_ticket().assignment);
    EXPECT_EQ(store_.wanted_reads(kJira, 10).size(), 1u);
    store_.read_done(kJira, {ref_.id, "SUP-1"});
    EXPECT_EQ(store_.observe({other, Source::feed, kNow + 60s}), News::none) << "asked about once";
    EXPECT_TRUE(store_.wanted_reads(kJira, 10).empty());
}

TEST_F(StoreTest, AReadByIdIsTakenWhateverItsTimeStamp) {
    see(Source::feed, kNow);
    Ticket read = full_ticket();
    read.updated = kNow;
    read.title = "changed within the same second";
    EXPECT_EQ(store_.observe({read, Source::read, kNow}), News::changed);
    EXPECT_EQ(store_.find(ref_)->seen.source, Source::read);
}

// Asked, then a webhook tells what a person did, and only then comes the answer, from before.
TEST_F(StoreTest, AReadThatNewsOvertookHidesNothing) {
    Ticket before = full_ticket();
    before.title = "as it was when the read was asked for";
    before.updated -= 1s;
    store_.observe({full_ticket(), Source::feed, kNow});
    store_.set_clean(ref_);
    EXPECT_EQ(store_.observe({before, Source::read, kNow - 1s}), News::none);
    EXPECT_EQ(store_.find(ref_)->seen.ticket, full_ticket());
    EXPECT_EQ(store_.dirty_tickets(kJira, 10).size(), 1u)
        << "whoever waited for the read decides on the news";

    EXPECT_EQ(store_.observe({before, Source::read, kNow + 1s}), News::changed) << "asked after the news";
}

TEST_F(StoreTest, AnActivityCountsOnce) {
    const Activity activity{ActivityId("7"), ref_, Activity::Kind::assigned,
                            AccountId("x"),  kNow, "assigned"};
    EXPECT_EQ(store_.add(activity), News::changed);
    EXPECT_EQ(store_.add(activity), News::none);
    ASSERT_EQ(store_.unhandled_activities(ref_).size(), 1u);
    EXPECT_EQ(store_.unhandled_activities(ref_)[0], activity);
    see();
    store_.set_decided(ref_, {}, {}, std::nullopt, kNow);
    EXPECT_TRUE(store_.unhandled_activities(ref_).empty());
    EXPECT_EQ(store_.activities(ref_).size(), 1u);
}

TEST_F(StoreTest, ADeliveryCountsOnceUntilItIsForgotten) {
    EXPECT_EQ(store_.add_delivery(kJira, "d1", kNow), News::changed);
    EXPECT_EQ(store_.add_delivery(kJira, "d1", kNow), News::none);
    EXPECT_EQ(store_.add_delivery(TrackerId("github"), "d1", kNow), News::changed);
    store_.forget_deliveries_before(kNow + 1s);
    EXPECT_EQ(store_.add_delivery(kJira, "d1", kNow), News::changed);
}

TEST_F(StoreTest, ATicketIsWokenWhenItsTimeHasCome) {
    see();
    store_.set_decided(ref_, {}, {}, kNow + 1h, kNow);
    EXPECT_EQ(store_.next_wake(), kNow + 1h);
    store_.wake(kNow + 59min);
    EXPECT_TRUE(store_.dirty_tickets(kJira, 10).empty());
    store_.wake(kNow + 1h);
    EXPECT_EQ(store_.dirty_tickets(kJira, 10).size(), 1u);
    EXPECT_EQ(store_.next_wake(), std::nullopt);
}

TEST_F(StoreTest, AShiftChangeConcernsOpenAndMarkedTicketsOfItsRotation) {
    see();
    struct Row {
        const char* name;
        TicketMemory memory;
        std::size_t woken;
    };
    TicketMemory open = full_memory();
    open.closed_at.reset();
    open.reopen_marked_at.reset();
    TicketMemory closed = open;
    closed.closed_at = kNow;
    TicketMemory marked = closed;
    marked.reopen_marked_at = kNow;
    TicketMemory other = open;
    other.rotation = RotationId("other");
    for (const Row& row : {Row{"open", open, 1}, Row{"closed", closed, 0},
                           Row{"closed and marked", marked, 1}, Row{"of another rotation", other, 0}}) {
        store_.set_decided(ref_, row.memory, {}, std::nullopt, kNow);
        store_.wake_concerned(RotationId("data"));
        EXPECT_EQ(store_.dirty_tickets(kJira, 10).size(), row.woken) << row.name;
    }
}

TEST_F(StoreTest, AStepComesBackAsItWasPut) {
    JournalRow row;
    row.step = step();
    row.state = StepState::unknown;
    row.attempts = 2;
    row.not_before = kNow + 1min;
    row.first_sent_at = kNow;
    row.error = "reset";
    store_.put(row);
    const auto found = store_.find_step(row.step.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->step, row.step);
    EXPECT_EQ(found->state, StepState::unknown);
    EXPECT_EQ(found->attempts, 2);
    EXPECT_EQ(found->first_sent_at, kNow);
    EXPECT_EQ(found->error, "reset");
    EXPECT_EQ(store_.next_step_due(kJira), kNow + 1min);
}

TEST_F(StoreTest, WhatWasOnTheWayIsUnknownAfterARestart) {
    JournalRow row;
    row.step = step();
    row.state = StepState::sending;
    store_.put(row);
    EXPECT_EQ(store_.recover(kNow), 1);
    EXPECT_EQ(store_.find_step(row.step.id)->state, StepState::unknown);
    EXPECT_EQ(store_.recover(kNow), 0);
}

TEST_F(StoreTest, WhatIsStillToBeWrittenIsReadAgainAfterARestart) {
    see();
    store_.set_decided(ref_, {}, {}, std::nullopt, kNow);
    store_.recover(kNow);
    EXPECT_TRUE(store_.wanted_reads(kJira, 10).empty()) << "nothing is to be written";
    JournalRow row;
    row.step = step();
    store_.put(row);
    store_.recover(kNow);
    EXPECT_EQ(store_.wanted_reads(kJira, 10).size(), 1u);
}

TEST_F(StoreTest, StepsOfTicketsWithNewsOrAReadToComeWait) {
    see();
    JournalRow row;
    row.step = step();
    row.not_before = kNow;
    store_.put(row);
    EXPECT_TRUE(store_.planned_steps(kJira, kNow, 10).empty()) << "dirty";
    store_.set_decided(ref_, {}, {}, std::nullopt, kNow);
    EXPECT_EQ(store_.planned_steps(kJira, kNow, 10).size(), 1u);
    EXPECT_TRUE(store_.planned_steps(kJira, kNow - 1ms, 10).empty()) << "not due";
    store_.want_read(kJira, {TicketId("10001"), "SUP-1"});
    EXPECT_TRUE(store_.planned_steps(kJira, kNow, 10).empty()) << "to be read first";
}

TEST_F(StoreTest, AReadThatFailsWaitsBehindTheOthers) {
    const TicketHandle bad{TicketId("1"), "SUP-1"}, good{TicketId("2"), "SUP-2"};
    store_.want_read(kJira, bad);
    store_.want_read(kJira, good);
    store_.read_failed(kJira, bad);
    EXPECT_EQ(store_.wanted_reads(kJira, 1), std::vector{good});
    store_.read_done(kJira, good);
    EXPECT_EQ(store_.wanted_reads(kJira, 1), std::vector{bad}) << "and is not forgotten";
}

TEST_F(StoreTest, TheLastHandoffOfEachRotationIsRemembered) {
    const RotationId data("data");
    store_.add(Handoff{data, kNow - 7 * 24h, PersonId("a"), PersonId("b")}, kNow);
    store_.add(Handoff{data, kNow, PersonId("b"), PersonId("c")}, kNow);
    store_.add(Handoff{RotationId("ops"), kNow - 1h, PersonId("x"), PersonId("y")}, kNow);
    const auto last = store_.last_handoffs();
    ASSERT_EQ(last.size(), 2u);
    EXPECT_EQ(last.at(data), (Handoff{data, kNow, PersonId("b"), PersonId("c")}));

    store_.add(Handoff{data, kNow + 1h, PersonId("d"), PersonId("d"), Handoff::Kind::baseline}, kNow);
    EXPECT_EQ(store_.last_handoffs().at(data).boundary, kNow + 1h);
    EXPECT_EQ(store_.last_shift_changes().at(data).boundary, kNow) << "a baseline moves nothing";
}

TEST_F(StoreTest, TheFirstStartIsTheFirstOne) {
    EXPECT_EQ(store_.first_start(kNow), kNow);
    EXPECT_EQ(store_.first_start(kNow + 24h), kNow);
}

TEST(Schema, ANewerDatabaseIsRefused) {
    Database db = Database::in_memory();
    migrate(db);
    db.execute("PRAGMA user_version=999");
    EXPECT_THROW(migrate(db), StoreError);
}

TEST(Schema, MigratingTwiceChangesNothing) {
    Database db = Database::in_memory();
    migrate(db);
    EXPECT_NO_THROW(migrate(db));
}

TEST(DatabaseTest, ErrorsNeverHoldBoundValues) {
    Database db = Database::in_memory();
    db.execute("CREATE TABLE t (v TEXT UNIQUE)");
    db.query("INSERT INTO t VALUES ($1)").bind(1, "s3cr3t").run();
    try {
        db.query("INSERT INTO t VALUES ($1)").bind(1, "s3cr3t").run();
        FAIL() << "the second one is not unique";
    } catch (const StoreError& error) {
        EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos) << error.what();
    }
}

TEST(DatabaseTest, WhatIsNotCommittedIsTakenBack) {
    Database db = Database::in_memory();
    db.execute("CREATE TABLE t (v INTEGER)");
    {
        const Transaction transaction(db);
        db.execute("INSERT INTO t VALUES (1)");
    }
    Transaction transaction(db);
    db.execute("INSERT INTO t VALUES (2)");
    {
        const Savepoint part(db);
        db.execute("INSERT INTO t VALUES (3)");
    }
    transaction.commit();
    Query query = db.query("SELECT v FROM t");
    ASSERT_TRUE(query.next());
    EXPECT_EQ(query.integer(0), 2);
    EXPECT_FALSE(query.next());
}

}  // namespace
}  // namespace oncalld::store
