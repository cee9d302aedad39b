// The state of the daemon: tickets with what we remember of them, activities, the journal of steps, cursors
// and processed handoffs. Plain questions and changes; what they mean together is said in daemon/pass.h.
//
// Every call runs inside the caller's transaction and may throw StoreError. One thread at a time.
#pragma once

#include "connectors/tracker.h"
#include "daemon/store/database.h"
#include "engine/handoff.h"
#include "engine/memory.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace oncalld::store {

struct TicketRow {
    Snapshot seen;
    TicketMemory memory;
    Explanation why;  // of the last decision
    std::optional<Instant> decided_at;
};

enum class StepState { planned, sending, done, failed, unknown, superseded };
std::string_view to_string(StepState state);

struct JournalRow {
    Step step;
    StepState state = StepState::planned;
    int attempts = 0;
    Instant not_before{};
    std::optional<Instant> first_sent_at;
    std::optional<Instant> finished_at;
    std::string error;
};

// Whether something was new to us.
enum class News { none, changed };

class Store {
public:
    // Migrates if needed. The database must outlive the store.
    explicit Store(Database& database);

    // When this state directory was first used; `now` the first time.
    Instant first_start(Instant now);

    // ---- observe ----
    // Takes the snapshot over unless it is known already or older than what is known. A change makes it
    // dirty.
    News observe(const Snapshot& snapshot);
    News add(const Activity& activity);  // none: its id is known
    News add_delivery(const TrackerId& tracker, const std::string& delivery, Instant now);
    void keep_unreadable(const TrackerId& tracker, const std::string& body, Instant now);
    // Drops deliveries and unreadable bodies that came before `t`.
    void forget_deliveries_before(Instant t);
    std::string cursor(const TrackerId& tracker);
    void set_cursor(const TrackerId& tracker, const std::string& cursor);

    // ---- reads that are wanted ----
    void want_read(const TrackerId& tracker, const TicketHandle& ticket);
    std::vector<TicketHandle> wanted_reads(const TrackerId& tracker, int limit);
    void read_failed(const TrackerId& tracker, const TicketHandle& ticket);  // to the end of the line
    void read_done(const TrackerId& tracker, const TicketHandle& ticket);

    // ---- decide ----
    std::vector<TicketRef> dirty_tickets(const TrackerId& tracker, int limit);
    std::optional<TicketRow> find(const TicketRef& ref);
    std::vector<TicketRef> find_by_key(const std::string& key);
    std::vector<Activity> unhandled_activities(const TicketRef& ref);
    std::vector<Activity> activities(const TicketRef& ref);
    void set_decided(const TicketRef& ref, const TicketMemory& memory, const Explanation& why,
                     std::optional<Instant> again_at, Instant now);
    void set_clean(const TicketRef& ref);  // not dirty: something in flight will make it so again
    void set_dirty(const TicketRef& ref);
    void set_all_dirty();    // the rules have changed
    void wake(Instant now);  // tickets whose `again_at` has come become dirty
    std::optional<Instant> next_wake();
    void replace(const Snapshot& snapshot, const TicketMemory& memory);  // after our own confirmed write

    // ---- journal ----
    std::optional<JournalRow> find_step(const StepId& id);
    std::vector<JournalRow> open_steps(const TicketRef& ref);  // planned, sending, unknown
    std::vector<JournalRow> steps(const TicketRef& ref);       // all, oldest first
    std::vector<JournalRow> planned_steps(const TrackerId& tracker, Instant due_by, int limit);
    std::vector<JournalRow> unknown_steps(const TrackerId& tracker, Instant due_by, int limit);
    std::optional<Instant> next_step_due(const TrackerId& tracker);  // planned or unknown
    void put(const JournalRow& row);                                 // inserts or replaces
    // After a start. Calls that were on the way when the process died: their outcome is unknown. Returns how
    // many. Tickets with something to decide or to write are read again first: what is known of them is as
    // old as our absence is long.
    int recover(Instant now);

    // ---- handoffs ----
    std::map<RotationId, Handoff> last_handoffs();       // baselines included
    std::map<RotationId, Handoff> last_shift_changes();  // without baselines
    void add(const Handoff& handoff, Instant now);
    void wake_concerned(const RotationId& rotation);  // its tickets become dirty

private:
    Database& db_;
};

}  // namespace oncalld::store
