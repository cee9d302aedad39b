#include "daemon/store/store.h"

#include "daemon/store/codec.h"
#include "daemon/store/schema.h"

namespace oncalld::store {

namespace {

constexpr std::string_view kStepColumns =
    "id, tracker, ticket, key, effect, cause, reason, why, decided_at, premise, valid_until, state, "
    "attempts, "
    "not_before, first_sent_at, finished_at, error";

StepState step_state(std::string_view word) {
    for (const StepState state : {StepState::planned, StepState::sending, StepState::done, StepState::failed,
                                  StepState::unknown, StepState::superseded})
        if (to_string(state) == word) return state;
    throw StoreError("a step in an unknown state: " + std::string(word), 0);
}

std::optional<Instant> instant(std::optional<std::int64_t> millis) {
    return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}
std::optional<std::int64_t> millis(const std::optional<Instant>& t) {
    return t ? std::optional(to_millis(*t)) : std::nullopt;
}

JournalRow journal_row(const Query& query) {
    JournalRow row;
    row.step.id = StepId(query.text(0));
    row.step.ticket = {TrackerId(query.text(1)), TicketId(query.text(2))};
    row.step.key = query.text(3);
    row.step.effect = decode_effect(query.text(4));
    row.step.cause = query.text(5);
    row.step.why = {reason_from(query.text(6)), query.text(7)};
    row.step.decided_at = from_millis(query.integer(8));
    row.step.premise = from_millis(query.integer(9));
    row.step.valid_until = from_millis(query.integer(10));
    row.state = step_state(query.text(11));
    row.attempts = static_cast<int>(query.integer(12));
    row.not_before = from_millis(query.integer(13));
    row.first_sent_at = instant(query.maybe_integer(14));
    row.finished_at = instant(query.maybe_integer(15));
    row.error = query.text(16);
    return row;
}

std::vector<JournalRow> journal_rows(Query& query) {
    std::vector<JournalRow> rows;
    while (query.next())
        rows.push_back(journal_row(query));
    return rows;
}

Activity activity(const Query& query, const TicketRef& ref) {
    return {ActivityId(query.text(0)),
            ref,
            static_cast<Activity::Kind>(query.integer(1)),
            AccountId(query.text(2)),
            from_millis(query.integer(3)),
            query.text(4)};
}

std::vector<Activity> activity_rows(Query& query, const TicketRef& ref) {
    query.bind(1, ref.tracker.str()).bind(2, ref.id.str());
    std::vector<Activity> rows;
    while (query.next())
        rows.push_back(activity(query, ref));
    return rows;
}

std::map<RotationId, Handoff> handoffs(Query& query) {
    std::map<RotationId, Handoff> all;
    while (query.next()) {
        const RotationId rotation(query.text(0));
        const auto kind = query.integer(4) ? Handoff::Kind::baseline : Handoff::Kind::shift_change;
        all[rotation] = {rotation, from_millis(query.integer(1)), PersonId(query.text(2)),
                         PersonId(query.text(3)), kind};
    }
    return all;
}

}  // namespace

std::string_view to_string(StepState state) {
    switch (state) {
        case StepState::planned:
            return "planned";
        case StepState::sending:
            return "sending";
        case StepState::done:
            return "done";
        case StepState::failed:
            return "failed";
        case StepState::unknown:
            return "unknown";
        case StepState::superseded:
            return "superseded";
    }
    return "planned";
}

Store::Store(Database& database) : db_(database) {
    migrate(db_);
}

Instant Store::first_start(Instant now) {
    db_.query("INSERT INTO facts (name, value) VALUES ('first_start', $1) ON CONFLICT DO NOTHING")
        .bind(1, std::to_string(to_millis(now)))
        .run();
    Query query = db_.query("SELECT value FROM facts WHERE name = 'first_start'");
    query.next();
    return from_millis(std::stoll(query.text(0)));
}

// ---- observe ------------------------------------------------------------------------------------------

News Store::observe(const Snapshot& snapshot) {
    const Ticket& ticket = snapshot.ticket;
    const std::string json = encode(ticket);
    struct Known {
        std::int64_t updated, observed_at;
        std::string ticket, listed;
    };
    std::optional<Known> known;
    {
        Query query = db_.query(
            "SELECT updated, observed_at, ticket, listed FROM tickets WHERE tracker = $1 AND id = $2");
        query.bind(1, ticket.ref.tracker.str()).bind(2, ticket.ref.id.str());
        if (query.next()) known = {query.integer(0), query.integer(1), query.text(2), query.text(3)};
    }
    const std::int64_t updated = to_millis(ticket.updated), observed_at = to_millis(snapshot.observed_at);
    if (snapshot.source != Source::read && known) {
        // Polls overlap, and the same listing comes again and again; webhooks come late and in any order.
        if (known->listed == json || updated < known->updated) return News::none;
    }
    // Two views of one moment (vendors round to whole seconds): which came later cannot be told.
    if (snapshot.source != Source::read && known && updated == known->updated && json != known->ticket) {
        db_.query("UPDATE tickets SET listed = $3 WHERE tracker = $1 AND id = $2")
            .bind(1, ticket.ref.tracker.str())
            .bind(2, ticket.ref.id.str())
            .bind(3, json)
            .run();
        want_read(ticket.ref.tracker, {ticket.ref.id, ticket.key});
        return News::changed;
    }
    // A read by id says what is now, whatever its time stamp: vendors round to whole seconds. But "now" is
    // when it was asked, and a webhook may have overtaken its answer; taken for the present, such an answer
    // would hide what a person just did. The ticket is decided on the news instead.
    if (snapshot.source == Source::read && known && known->observed_at > observed_at &&
        updated <= known->updated && json != known->ticket) {
        set_dirty(ticket.ref);
        return News::none;
    }
    db_.query(
           "INSERT INTO tickets (tracker, id, key, ticket, source, observed_at, updated, listed, dirty) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) "
           "ON CONFLICT (tracker, id) DO UPDATE SET key = $3, ticket = $4, source = $5, observed_at = $6, "
           "updated = $7, listed = CASE WHEN $8 = '' THEN listed ELSE $8 END, dirty = 1")
        .bind(1, ticket.ref.tracker.str())
        .bind(2, ticket.ref.id.str())
        .bind(3, ticket.key)
        .bind(4, json)
        .bind(5, static_cast<std::int64_t>(snapshot.source))
        .bind(6, observed_at)
        .bind(7, updated)
        .bind(8, snapshot.source == Source::read ? std::string() : json)
        .run();
    return News::changed;
}

News Store::add(const Activity& activity) {
    db_.query(
           "INSERT INTO activities (tracker, id, ticket, kind, actor, at, text) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
        .bind(1, activity.ticket.tracker.str())
        .bind(2, activity.id.str())
        .bind(3, activity.ticket.id.str())
        .bind(4, static_cast<std::int64_t>(activity.kind))
        .bind(5, activity.actor.str())
        .bind(6, to_millis(activity.at))
        .bind(7, activity.text)
        .run();
    return db_.changes() > 0 ? News::changed : News::none;
}

News Store::add_delivery(const TrackerId& tracker, const std::string& delivery, Instant now) {
    db_.query("INSERT INTO deliveries (tracker, id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(1, tracker.str())
        .bind(2, delivery)
        .bind(3, to_millis(now))
        .run();
    return db_.changes() > 0 ? News::changed : News::none;
}

void Store::keep_unreadable(const TrackerId& tracker, const std::string& body, Instant now) {
    db_.query("INSERT INTO unreadable (tracker, received_at, body) VALUES ($1, $2, $3)")
        .bind(1, tracker.str())
        .bind(2, to_millis(now))
        .bind(3, body)
        .run();
}

void Store::forget_deliveries_before(Instant t) {
    db_.query("DELETE FROM deliveries WHERE received_at < $1").bind(1, to_millis(t)).run();
    db_.query("DELETE FROM unreadable WHERE received_at < $1").bind(1, to_millis(t)).run();
}

std::string Store::cursor(const TrackerId& tracker) {
    Query query = db_.query("SELECT cursor FROM cursors WHERE tracker = $1");
    query.bind(1, tracker.str());
    return query.next() ? query.text(0) : std::string();
}

void Store::set_cursor(const TrackerId& tracker, const std::string& cursor) {
    db_.query(
           "INSERT INTO cursors (tracker, cursor) VALUES ($1, $2) "
           "ON CONFLICT (tracker) DO UPDATE SET cursor = $2")
        .bind(1, tracker.str())
        .bind(2, cursor)
        .run();
}

// ---- reads that are wanted ----------------------------------------------------------------------------

void Store::want_read(const TrackerId& tracker, const TicketHandle& ticket) {
    db_.query("INSERT INTO reads (tracker, id, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(1, tracker.str())
        .bind(2, ticket.id.str())
        .bind(3, ticket.key)
        .run();
}

std::vector<TicketHandle> Store::wanted_reads(const TrackerId& tracker, int limit) {
    Query query = db_.query("SELECT id, key FROM reads WHERE tracker = $1 ORDER BY tries, id LIMIT $2");
    query.bind(1, tracker.str()).bind(2, std::int64_t{limit});
    std::vector<TicketHandle> tickets;
    while (query.next())
        tickets.push_back({TicketId(query.text(0)), query.text(1)});
    return tickets;
}

void Store::read_failed(const TrackerId& tracker, const TicketHandle& ticket) {
    db_.query("UPDATE reads SET tries = tries + 1 WHERE tracker = $1 AND id = $2")
        .bind(1, tracker.str())
        .bind(2, ticket.id.str())
        .run();
}

void Store::read_done(const TrackerId& tracker, const TicketHandle& ticket) {
    db_.query("DELETE FROM reads WHERE tracker = $1 AND id = $2")
        .bind(1, tracker.str())
        .bind(2, ticket.id.str())
        .run();
}

// ---- decide -------------------------------------------------------------------------------------------

std::vector<TicketRef> Store::dirty_tickets(const TrackerId& tracker, int limit) {
    Query query =
        db_.query("SELECT id FROM tickets WHERE tracker = $1 AND dirty = 1 ORDER BY updated, id LIMIT $2");
    query.bind(1, tracker.str()).bind(2, std::int64_t{limit});
    std::vector<TicketRef> refs;
    while (query.next())
        refs.push_back({tracker, TicketId(query.text(0))});
    return refs;
}

std::optional<TicketRow> Store::find(const TicketRef& ref) {
    Query query = db_.query(
        "SELECT ticket, source, observed_at, memory, reason, why, decided_at FROM tickets "
        "WHERE tracker = $1 AND id = $2");
    query.bind(1, ref.tracker.str()).bind(2, ref.id.str());
    if (!query.next()) return std::nullopt;
    TicketRow row;
    row.seen.ticket = decode_ticket(query.text(0), ref);
    row.seen.source = static_cast<Source>(query.integer(1));
    row.seen.observed_at = from_millis(query.integer(2));
    row.memory = decode_memory(query.text(3));
    row.why = {reason_from(query.text(4)), query.text(5)};
    row.decided_at = instant(query.maybe_integer(6));
    return row;
}

std::vector<TicketRef> Store::find_by_key(const std::string& key) {
    Query query = db_.query("SELECT tracker, id FROM tickets WHERE key = $1 OR id = $1 ORDER BY tracker, id");
    query.bind(1, key);
    std::vector<TicketRef> refs;
    while (query.next())
        refs.push_back({TrackerId(query.text(0)), TicketId(query.text(1))});
    return refs;
}

std::vector<Activity> Store::unhandled_activities(const TicketRef& ref) {
    Query query = db_.query(
        "SELECT id, kind, actor, at, text FROM activities "
        "WHERE tracker = $1 AND ticket = $2 AND handled = 0 ORDER BY at, id");
    return activity_rows(query, ref);
}

std::vector<Activity> Store::activities(const TicketRef& ref) {
    Query query = db_.query(
        "SELECT id, kind, actor, at, text FROM activities "
        "WHERE tracker = $1 AND ticket = $2 ORDER BY at, id");
    return activity_rows(query, ref);
}

void Store::set_decided(const TicketRef& ref, const TicketMemory& memory, const Explanation& why,
                        std::optional<Instant> again_at, Instant now) {
    // Open tickets with a rotation, and closed ones that are marked, are what a shift change looks at.
    const bool concerned = !memory.rotation.empty() && (!memory.closed_at || memory.reopen_marked_at);
    db_.query(
           "UPDATE tickets SET memory = $3, rotation = $4, concerned = $5, reason = $6, why = $7, "
           "again_at = $8, decided_at = $9, dirty = 0 WHERE tracker = $1 AND id = $2")
        .bind(1, ref.tracker.str())
        .bind(2, ref.id.str())
        .bind(3, encode(memory))
        .bind(4, memory.rotation.str())
        .bind(5, std::int64_t{concerned})
        .bind(6, to_string(why.reason))
        .bind(7, why.text)
        .bind(8, millis(again_at))
        .bind(9, to_millis(now))
        .run();
    db_.query("UPDATE activities SET handled = 1 WHERE tracker = $1 AND ticket = $2 AND handled = 0")
        .bind(1, ref.tracker.str())
        .bind(2, ref.id.str())
        .run();
}

void Store::set_clean(const TicketRef& ref) {
    db_.query("UPDATE tickets SET dirty = 0 WHERE tracker = $1 AND id = $2")
        .bind(1, ref.tracker.str())
        .bind(2, ref.id.str())
        .run();
}

void Store::set_dirty(const TicketRef& ref) {
    db_.query("UPDATE tickets SET dirty = 1 WHERE tracker = $1 AND id = $2")
        .bind(1, ref.tracker.str())
        .bind(2, ref.id.str())
        .run();
}

void Store::set_all_dirty() {
    db_.query("UPDATE tickets SET dirty = 1").run();
}

void Store::wake(Instant now) {
    db_.query("UPDATE tickets SET dirty = 1, again_at = NULL WHERE again_at <= $1")
        .bind(1, to_millis(now))
        .run();
}

std::optional<Instant> Store::next_wake() {
    Query query = db_.query("SELECT min(again_at) FROM tickets WHERE again_at IS NOT NULL");
    return query.next() ? instant(query.maybe_integer(0)) : std::nullopt;
}

void Store::replace(const Snapshot& snapshot, const TicketMemory& memory) {
    const TicketRef& ref = snapshot.ticket.ref;
    db_.query("UPDATE tickets SET ticket = $3, memory = $4, dirty = 1 WHERE tracker = $1 AND id = $2")
        .bind(1, ref.tracker.str())
        .bind(2, ref.id.str())
        .bind(3, encode(snapshot.ticket))
        .bind(4, encode(memory))
        .run();
}

// ---- journal ------------------------------------------------------------------------------------------

std::optional<JournalRow> Store::find_step(const StepId& id) {
    Query query = db_.query("SELECT " + std::string(kStepColumns) + " FROM steps WHERE id = $1");
    query.bind(1, id.str());
    return query.next() ? std::optional(journal_row(query)) : std::nullopt;
}

std::vector<JournalRow> Store::open_steps(const TicketRef& ref) {
    Query query = db_.query("SELECT " + std::string(kStepColumns) +
                            " FROM steps WHERE tracker = $1 AND ticket = $2 AND state IN "
                            "('planned', 'sending', 'unknown') ORDER BY decided_at, id");
    query.bind(1, ref.tracker.str()).bind(2, ref.id.str());
    return journal_rows(query);
}

std::vector<JournalRow> Store::steps(const TicketRef& ref) {
    Query query = db_.query("SELECT " + std::string(kStepColumns) +
                            " FROM steps WHERE tracker = $1 AND ticket = $2 ORDER BY decided_at, id");
    query.bind(1, ref.tracker.str()).bind(2, ref.id.str());
    return journal_rows(query);
}

std::vector<JournalRow> Store::planned_steps(const TrackerId& tracker, Instant due_by, int limit) {
    // A ticket with news, or with a read to come, is decided anew before anything more is done to it.
    Query query = db_.query("SELECT " + std::string(kStepColumns) +
                            " FROM steps WHERE tracker = $1 AND state = 'planned' AND not_before <= $2 "
                            "AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.tracker = steps.tracker "
                            "AND t.id = steps.ticket AND t.dirty = 1) "
                            "AND NOT EXISTS (SELECT 1 FROM reads r WHERE r.tracker = steps.tracker "
                            "AND r.id = steps.ticket) ORDER BY decided_at, id LIMIT $3");
    query.bind(1, tracker.str()).bind(2, to_millis(due_by)).bind(3, std::int64_t{limit});
    return journal_rows(query);
}

std::vector<JournalRow> Store::unknown_steps(const TrackerId& tracker, Instant due_by, int limit) {
    Query query = db_.query("SELECT " + std::string(kStepColumns) +
                            " FROM steps WHERE tracker = $1 AND state = 'unknown' AND not_before <= $2 "
                            "ORDER BY decided_at, id LIMIT $3");
    query.bind(1, tracker.str()).bind(2, to_millis(due_by)).bind(3, std::int64_t{limit});
    return journal_rows(query);
}

std::optional<Instant> Store::next_step_due(const TrackerId& tracker) {
    Query query = db_.query(
        "SELECT min(not_before) FROM steps WHERE tracker = $1 AND state IN "
        "('planned', 'unknown')");
    query.bind(1, tracker.str());
    return query.next() ? instant(query.maybe_integer(0)) : std::nullopt;
}

void Store::put(const JournalRow& row) {
    const Step& step = row.step;
    db_.query(
           "INSERT INTO steps (id, tracker, ticket, key, kind, effect, cause, reason, why, decided_at, "
           "premise, valid_until, state, attempts, not_before, first_sent_at, finished_at, error) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
           "ON CONFLICT (id) DO UPDATE SET key = $4, effect = $6, reason = $8, why = $9, decided_at = $10, "
           "premise = $11, valid_until = $12, state = $13, attempts = $14, not_before = $15, "
           "first_sent_at = $16, finished_at = $17, error = $18")
        .bind(1, step.id.str())
        .bind(2, step.ticket.tracker.str())
        .bind(3, step.ticket.id.str())
        .bind(4, step.key)
        .bind(5, kind_name(step.effect))
        .bind(6, encode(step.effect))
        .bind(7, step.cause)
        .bind(8, to_string(step.why.reason))
        .bind(9, step.why.text)
        .bind(10, to_millis(step.decided_at))
        .bind(11, to_millis(step.premise))
        .bind(12, to_millis(step.valid_until))
        .bind(13, to_string(row.state))
        .bind(14, std::int64_t{row.attempts})
        .bind(15, to_millis(row.not_before))
        .bind(16, millis(row.first_sent_at))
        .bind(17, millis(row.finished_at))
        .bind(18, row.error)
        .run();
}

int Store::recover(Instant now) {
    db_.query(
           "UPDATE steps SET state = 'unknown', not_before = $1, error = 'the daemon stopped before the "
           "answer came' WHERE state = 'sending'")
        .bind(1, to_millis(now))
        .run();
    const int unknown = db_.changes();
    db_.query(
           "INSERT INTO reads (tracker, id, key) SELECT tracker, id, key FROM tickets t WHERE dirty = 1 "
           "OR EXISTS (SELECT 1 FROM steps WHERE tracker = t.tracker AND ticket = t.id "
           "AND state = 'planned') ON CONFLICT DO NOTHING")
        .run();
    return unknown;
}

// ---- handoffs -----------------------------------------------------------------------------------------

std::map<RotationId, Handoff> Store::last_handoffs() {
    Query query = db_.query(
        "SELECT rotation, boundary, outgoing, incoming, baseline FROM handoffs h WHERE boundary = "
        "(SELECT max(boundary) FROM handoffs WHERE rotation = h.rotation)");
    return handoffs(query);
}

std::map<RotationId, Handoff> Store::last_shift_changes() {
    Query query = db_.query(
        "SELECT rotation, boundary, outgoing, incoming, baseline FROM handoffs h WHERE baseline = 0 AND "
        "boundary = (SELECT max(boundary) FROM handoffs WHERE rotation = h.rotation AND baseline = 0)");
    return handoffs(query);
}

void Store::add(const Handoff& handoff, Instant now) {
    db_.query(
           "INSERT INTO handoffs (rotation, boundary, outgoing, incoming, processed_at, baseline) "
           "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
        .bind(1, handoff.rotation.str())
        .bind(2, to_millis(handoff.boundary))
        .bind(3, handoff.outgoing.str())
        .bind(4, handoff.incoming.str())
        .bind(5, to_millis(now))
        .bind(6, std::int64_t{handoff.kind == Handoff::Kind::baseline})
        .run();
}

void Store::wake_concerned(const RotationId& rotation) {
    db_.query("UPDATE tickets SET dirty = 1 WHERE rotation = $1 AND concerned = 1")
        .bind(1, rotation.str())
        .run();
}

}  // namespace oncalld::store
