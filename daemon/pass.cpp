#include "daemon/pass.h"

#include "engine/decide.h"

#include <algorithm>

namespace oncalld::pass {

using store::JournalRow;
using store::News;
using store::StepState;
using store::Store;
using store::TicketRow;

namespace {

using namespace std::chrono_literals;

// A person has to change something first; trying more often only fills the log.
constexpr milliseconds kFixPause = 5min;

// The vendor may still be working on a call whose answer we gave up on: look only after that.
constexpr milliseconds kReadBackDelay = 2s;

bool foreign(const World& world, const Activity& activity) {
    const auto own = world.own_accounts.find(activity.ticket.tracker);
    return own == world.own_accounts.end() || !own->second.contains(activity.actor);
}

void observe_all(Store& store, const TrackerId& tracker, const std::vector<Snapshot>& snapshots,
                 const std::vector<Activity>& activities, const std::vector<TicketHandle>& look_at,
                 Instant asked_at) {
    for (Snapshot snapshot : snapshots) {
        snapshot.observed_at = asked_at;
        store.observe(snapshot);
    }
    for (const Activity& activity : activities)
        if (store.add(activity) == News::changed) store.set_dirty(activity.ticket);
    for (const TicketHandle& ticket : look_at)
        store.want_read(tracker, ticket);
}

bool in_flight(const JournalRow& row) {
    return row.state == StepState::sending || row.state == StepState::unknown;
}

// Puts the wanted steps into the journal. Ids are derived, so what was done or finally refused before is
// known and not repeated. Returns the new ones.
std::vector<Step> journal(Store& store, const std::vector<Step>& wanted, Instant now) {
    std::vector<Step> planned;
    for (const Step& step : wanted) {
        std::optional<JournalRow> row = store.find_step(step.id);
        if (!row) {
            JournalRow fresh;
            fresh.step = step;
            fresh.not_before = now;
            store.put(fresh);
            planned.push_back(step);
        } else if (row->state == StepState::planned || row->state == StepState::superseded) {
            const bool revived = row->state == StepState::superseded;
            row->step = step;
            row->state = StepState::planned;
            if (revived) row->not_before = now;
            row->finished_at.reset();
            store.put(*row);
            if (revived) planned.push_back(step);
        }
    }
    return planned;
}

void supersede(Store& store, JournalRow row, std::string why, Instant now) {
    row.state = StepState::superseded;
    row.error = std::move(why);
    row.finished_at = now;
    store.put(row);
}

void supersede_unwanted(Store& store, const std::vector<JournalRow>& open, const std::vector<Step>& wanted,
                        const Explanation& why, Instant now) {
    for (const JournalRow& row : open) {
        const bool still_wanted = std::any_of(wanted.begin(), wanted.end(),
                                              [&](const Step& step) { return step.id == row.step.id; });
        if (row.state == StepState::planned && !still_wanted) supersede(store, row, why.text, now);
    }
}

std::optional<Decided> decide_one(Store& store, const World& world, const TicketRef& ref,
                                  const std::map<RotationId, Handoff>& handoffs, Instant now) {
    const std::optional<TicketRow> row = store.find(ref);
    if (!row) return std::nullopt;
    const std::vector<JournalRow> open = store.open_steps(ref);
    if (std::any_of(open.begin(), open.end(), in_flight)) {
        store.set_clean(ref);  // its outcome makes the ticket dirty again
        return std::nullopt;
    }
    std::vector<Activity> activities = store.unhandled_activities(ref);
    std::erase_if(activities, [&](const Activity& activity) { return !foreign(world, activity); });
    const Decision decision = decide(Situation{world.config, row->seen, row->memory, activities, handoffs,
                                               world.own_accounts.at(ref.tracker), world.first_start, now});
    supersede_unwanted(store, open, decision.steps, decision.why, now);
    Decided decided{ref, row->seen.ticket.key, decision.why, journal(store, decision.steps, now),
                    decision.why != row->why};
    if (decision.read_again) {
        // The activities stay unhandled: the decision that follows the read looks at them.
        store.want_read(ref.tracker, {ref.id, row->seen.ticket.key});
        store.set_clean(ref);
        return decided;
    }
    store.set_decided(ref, decision.memory, decision.why, decision.again_at, now);
    return decided;
}

// A confirmed step: the journal, what we remember and what we think the ticket looks like change together.
void apply_confirmed(Store& store, const Step& step, Instant now) {
    std::optional<TicketRow> row = store.find(step.ticket);
    if (!row) return;
    row->seen.ticket = with_effect(std::move(row->seen.ticket), step.effect);
    store.replace(row->seen, confirm(std::move(row->memory), step, now));
}

void remember_attempt(Store& store, const Step& step) {
    std::optional<TicketRow> row = store.find(step.ticket);
    if (row) store.replace(row->seen, attempt(std::move(row->memory), step));
}

// Once more at once, then ever more slowly.
Instant next_try(const JournalRow& row, Moment moment) {
    return row.attempts <= 1 ? moment.now : moment.after(backoff(row.attempts, row.step.id));
}

// What becomes of a step whose call did not succeed. Returns how long to leave the tracker alone, if at all.
std::optional<milliseconds> fail(JournalRow& row, const Error& error, Moment moment) {
    row.error = to_string(error);
    switch (error.kind) {
        case ErrorKind::retry_now:
            row.state = StepState::planned;
            row.not_before = next_try(row, moment);
            return std::nullopt;
        case ErrorKind::retry_after: {
            const milliseconds wait =
                error.after ? milliseconds(*error.after) : backoff(row.attempts, row.step.id);
            row.state = StepState::planned;
            row.not_before = moment.after(wait);
            return wait;
        }
        case ErrorKind::outcome_unknown:
            row.state = StepState::unknown;
            row.not_before = moment.after(kReadBackDelay);
            return std::nullopt;
        case ErrorKind::fix_configuration:
            row.state = StepState::planned;
            row.not_before = moment.after(kFixPause);
            return std::nullopt;
        case ErrorKind::give_up:
        case ErrorKind::bug:
            row.state = StepState::failed;
            row.finished_at = moment.now;
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

void observe(Store& store, const TrackerId& tracker, const Changes& changes, Instant asked_at) {
    observe_all(store, tracker, changes.snapshots, changes.activities, changes.look_at, asked_at);
    store.set_cursor(tracker, changes.cursor);
}

bool observe(Store& store, const TrackerId& tracker, const WebhookEvent& event, Instant received_at) {
    if (store.add_delivery(tracker, event.delivery, received_at) == News::none) return false;
    observe_all(store, tracker, event.snapshots, event.activities, event.look_at, received_at);
    return true;
}

void observe_read(Store& store, const TrackerId& tracker, const std::vector<TicketHandle>& asked,
                  const std::vector<Snapshot>& snapshots, Instant asked_at) {
    observe_all(store, tracker, snapshots, {}, {}, asked_at);
    for (const TicketHandle& ticket : asked)
        store.read_done(tracker, ticket);
}

std::vector<Decided> decide_some(Store& store, const World& world, const TrackerId& tracker, int limit,
                                 Instant now) {
    std::vector<Decided> all;
    if (!world.own_accounts.contains(tracker)) return all;
    const std::map<RotationId, Handoff> handoffs = store.last_shift_changes();
    for (const TicketRef& ref : store.dirty_tickets(tracker, limit)) {
        std::optional<Decided> decided = decide_one(store, world, ref, handoffs, now);
        all.push_back(decided ? std::move(*decided) : Decided{ref, {}, {}, {}, false});
    }
    return all;
}

std::vector<Handoff> process_handoffs(Store& store, const Configuration& config, Instant now) {
    const std::map<RotationId, Handoff> last = store.last_handoffs();
    std::vector<Handoff> processed;
    for (const auto& [id, rotation] : config.rotations) {
        const auto found = last.find(id);
        const auto due = due_handoff(rotation, config.people,
                                     found == last.end() ? std::nullopt : std::optional(found->second), now);
        if (!due) continue;
        store.add(*due, now);
        if (due->kind == Handoff::Kind::baseline) continue;
        store.wake_concerned(id);
        processed.push_back(*due);
    }
    return processed;
}

void rebase_handoffs(Store& store, const Configuration& config, Instant now) {
    const std::map<RotationId, Handoff> last = store.last_handoffs();
    for (const auto& [id, rotation] : config.rotations) {
        const auto found = last.find(id);
        const auto present = due_handoff(rotation, config.people, std::nullopt, now);
        if (present && (found == last.end() || present->boundary > found->second.boundary))
            store.add(*present, now);
    }
}

std::vector<Step> take(Store& store, const Tracker& tracker, Instant now) {
    constexpr int kLookAhead = 250;  // the largest bulk call of any vendor
    std::vector<Step> taken;
    for (JournalRow& row : store.planned_steps(tracker.id(), now, kLookAhead)) {
        if (row.step.valid_until <= now) {
            supersede(store, row, "its premises ended before its turn came", now);
            store.set_dirty(row.step.ticket);
            continue;
        }
        if (!taken.empty() && row.step.effect.index() != taken.front().effect.index()) continue;
        if (taken.size() >= tracker.bulk_limit(row.step.effect)) break;
        row.state = StepState::sending;
        ++row.attempts;
        if (!row.first_sent_at) row.first_sent_at = now;
        row.error.clear();
        store.put(row);
        taken.push_back(row.step);
    }
    return taken;
}

Answers finish(Store& store, const std::vector<Step>& sent, const std::vector<Outcome>& outcomes,
               const Error& otherwise, Moment moment) {
    Answers answers;
    for (const Step& step : sent) {
        std::optional<JournalRow> row = store.find_step(step.id);
        if (!row) continue;
        const auto outcome = std::find_if(outcomes.begin(), outcomes.end(),
                                          [&](const Outcome& o) { return o.step == step.id; });
        const Result<Done> result = outcome == outcomes.end() ? Result<Done>(otherwise) : outcome->result;
        if (result) {
            answers.finished.push_back(settle(store, *row, ReadBack::applied, moment));
            continue;
        }
        const std::optional<milliseconds> pause = fail(*row, result.error(), moment);
        if (pause) answers.pause = std::max(answers.pause.value_or(*pause), *pause);
        store.put(*row);
        remember_attempt(store, step);
        answers.finished.push_back({step, row->state, row->error});
    }
    return answers;
}

ReadBack shown_by(const std::vector<Snapshot>& snapshots, const Effect& effect) {
    const bool applied = std::any_of(snapshots.begin(), snapshots.end(), [&](const Snapshot& snapshot) {
        return shows_effect(snapshot.ticket, effect);
    });
    return applied ? ReadBack::applied : ReadBack::not_applied;
}

Finished settle(Store& store, const JournalRow& unclear, ReadBack found, Moment moment) {
    JournalRow row = unclear;
    switch (found) {
        case ReadBack::applied:
            row.state = StepState::done;
            row.finished_at = moment.now;
            row.error.clear();
            apply_confirmed(store, row.step, moment.now);
            break;
        case ReadBack::not_applied:
            row.state = StepState::planned;
            row.not_before = next_try(row, moment);
            remember_attempt(store, row.step);
            // The ticket may be somebody else's by now: look before the next try.
            store.want_read(row.step.ticket.tracker, {row.step.ticket.id, row.step.key});
            break;
    }
    store.put(row);
    store.set_dirty(row.step.ticket);
    return {row.step, row.state, row.error};
}

void postpone(Store& store, const JournalRow& unclear, const Error& error, Moment moment) {
    JournalRow row = unclear;
    ++row.attempts;
    row.not_before =
        moment.after(error.after ? milliseconds(*error.after) : backoff(row.attempts, row.step.id));
    row.error = "not known whether it was applied, and reading back failed: " + to_string(error);
    store.put(row);
}

milliseconds backoff(int attempt, const StepId& id) {
    const int doublings = std::clamp(attempt - 1, 0, 8);
    const std::int64_t base = std::min<std::int64_t>(2000ll << doublings, 300'000);
    const auto spread =
        static_cast<std::int64_t>((std::hash<StepId>{}(id) + static_cast<std::size_t>(attempt)) % 601);
    return milliseconds(base * (700 + spread) / 1000);
}

}  // namespace oncalld::pass
