// One way for the data: observe -> decide -> journal -> act -> confirm. Each function here is one stage on
// the store, without sockets or coroutines, and runs inside the caller's transaction; loop.h strings them
// together around the trackers' operations, and the tests do the same with fakes under a clock of their own.
//
// Invariant: a step's row is committed as `sending` before its call is made, and its outcome after. What was
// on the way when we died is `unknown`, and is read back before anything else is tried.
#pragma once

#include "connectors/tracker.h"
#include "daemon/clock.h"
#include "daemon/store/store.h"
#include "engine/configuration.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace oncalld::pass {

// What the stages need to know of the world.
struct World {
    const Configuration& config;
    const std::map<TrackerId, std::set<AccountId>>&
        own_accounts;  // only trackers that are identified are decided
    Instant first_start;
};

// ---- observe ----
void observe(store::Store& store, const TrackerId& tracker, const Changes& changes, Instant asked_at);
// False if the delivery was taken before: it has no effect then.
bool observe(store::Store& store, const TrackerId& tracker, const WebhookEvent& event, Instant received_at);
// The answer to read(asked). What is missing in it is gone or hidden from us.
void observe_read(store::Store& store, const TrackerId& tracker, const std::vector<TicketHandle>& asked,
                  const std::vector<Snapshot>& snapshots, Instant asked_at);

// ---- decide and journal ----
struct Decided {
    TicketRef ticket;
    std::string key;
    Explanation why;
    std::vector<Step> planned;  // new in the journal
    bool changed = false;       // the reason is another one than last time
};
// Decides at most `limit` dirty tickets of one tracker. An empty answer means that none is left.
std::vector<Decided> decide_some(store::Store& store, const World& world, const TrackerId& tracker, int limit,
                                 Instant now);

// Records the shift changes that are due; their tickets become dirty. Returns those that move tickets.
std::vector<Handoff> process_handoffs(store::Store& store, const Configuration& config, Instant now);
// After a reload: the present state of the new configuration becomes the baseline, so that nothing moves.
void rebase_handoffs(store::Store& store, const Configuration& config, Instant now);

// ---- act ----
// Takes due steps of one kind, as many as the tracker's bulk call takes, and marks them as sending. Steps
// whose premises have ended are superseded on the way.
std::vector<Step> take(store::Store& store, const Tracker& tracker, Instant now);

// ---- confirm ----
struct Finished {
    Step step;
    store::StepState state = store::StepState::done;
    std::string error;
};
struct Answers {
    std::vector<Finished> finished;
    std::optional<milliseconds> pause;  // leave the tracker alone for this long (real time)
};
// Records what became of the steps. A step without an outcome is treated as `otherwise` says.
Answers finish(store::Store& store, const std::vector<Step>& sent, const std::vector<Outcome>& outcomes,
               const Error& otherwise, Moment moment);

// An unclear step that has been read back: there, or surely not there.
enum class ReadBack { applied, not_applied };
// What a read of the step's ticket by id shows; a comment is looked for by its marker instead.
ReadBack shown_by(const std::vector<Snapshot>& snapshots, const Effect& effect);
Finished settle(store::Store& store, const store::JournalRow& unclear, ReadBack found, Moment moment);
// The reading back failed as well: wait, never guess.
void postpone(store::Store& store, const store::JournalRow& unclear, const Error& error, Moment moment);

// How long to wait before try number `attempt` + 1: doubles from 2 s to 5 min, with a jitter of 0.7-1.3 that
// is derived from the step, so that a herd of steps spreads out.
milliseconds backoff(int attempt, const StepId& id);

}  // namespace oncalld::pass
