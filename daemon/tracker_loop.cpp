#include "daemon/tracker_loop.h"

#include <algorithm>

namespace oncalld {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using store::JournalRow;
using store::Store;

namespace {

constexpr int kDecideAtOnce = 200;  // tickets in one transaction
constexpr int kReadAtOnce = 100;
constexpr int kReadBackAtOnce = 20;
constexpr milliseconds kIdle = 24h;  // a sleep that only news ends
constexpr milliseconds kRetryIdentify = 30s;

std::string effect_text(const Effect& effect) {
    if (const auto* assign = std::get_if<AssignTicket>(&effect)) {
        if (assign->to.policy) return "assign to policy " + assign->to.policy->str();
        return "assign to " + assign->person.str();
    }
    if (const auto* set = std::get_if<SetState>(&effect))
        return set->from == TicketState::resolved ? "reopen" : "back to open";
    return "comment";
}

// Reads are tried again by the next poll; how much later depends on the error.
milliseconds pause_after(const Error& error, milliseconds poll_every, int failures) {
    if (error.after) return std::max<milliseconds>(*error.after, 100ms);
    if (error.kind == ErrorKind::fix_configuration) return std::max<milliseconds>(poll_every, 60s);
    return std::min<milliseconds>(poll_every * (1ll << std::min(failures, 5)), 10min);
}

}  // namespace

TrackerLoop::TrackerLoop(Shell& shell, std::unique_ptr<Tracker> tracker, Pacing pacing)
    : shell_(shell),
      tracker_(std::move(tracker)),
      pacing_(pacing),
      pace_(shell.io, pacing.between_writes),
      poll_(shell.io),
      work_(shell.io),
      reads_at_once_(kReadAtOnce) {}

void TrackerLoop::stop() {
    poll_.wake();
    work_.wake();
}

void TrackerLoop::leave_alone(milliseconds pause) {
    quiet_until_ = std::max(quiet_until_, std::chrono::steady_clock::now() + pause);
}

milliseconds TrackerLoop::quiet_for() const {
    const auto rest = std::chrono::ceil<milliseconds>(quiet_until_ - std::chrono::steady_clock::now());
    return std::max(rest, milliseconds(0));
}

// ---- observe ------------------------------------------------------------------------------------------

boost::asio::awaitable<void> TrackerLoop::poll() {
    while (!shell_.stopping && !co_await identify())
        co_await poll_.sleep(kRetryIdentify);
    while (!shell_.stopping) {
        const std::optional<Error> failed = co_await observe_changes();
        if (shell_.stopping) break;
        milliseconds pause = pacing_.poll_every;
        if (failed) {
            ++failed_polls_;
            pause = pause_after(*failed, pacing_.poll_every, failed_polls_);
            if (failed->after) leave_alone(pause);
            shell_.log.warning(
                "cannot read what changed: " + to_string(*failed),
                {{"tracker", tracker_->id().str()}, {"kind", std::string(to_string(failed->kind))}});
        } else {
            failed_polls_ = 0;
        }
        co_await poll_.sleep(std::max(pause, quiet_for()));
    }
}

boost::asio::awaitable<bool> TrackerLoop::identify() {
    const OperationPtr<AccountId> operation = tracker_->identify();
    Result<AccountId> account = co_await http::drive(shell_.transport, pace_, *operation);
    if (!account) {
        shell_.log.error("cannot tell which account the credentials belong to: " + to_string(account.error()),
                         {{"tracker", tracker_->id().str()}});
        co_return false;
    }
    for (const auto& [id, person] : shell_.config->people) {
        const AccountId* theirs = person.account(tracker_->id());
        if (!theirs || *theirs != *account) continue;
        shell_.log.error(
            "the token belongs to " + person.name +
                ": a person's own changes could not be told from ours; use an account of its own",
            {{"tracker", tracker_->id().str()}});
        co_return false;
    }
    account_ = *account;  // from here on tickets are decided and written to
    shell_.own_accounts[tracker_->id()].insert(account_);
    shell_.log.info("works as " + account_.str(), {{"tracker", tracker_->id().str()}});
    news();
    co_return true;
}

boost::asio::awaitable<std::optional<Error>> TrackerLoop::observe_changes() {
    const TrackerId& id = tracker_->id();
    auto get_cursor = [&id](Store& store) { return store.cursor(id); };
    std::string cursor = co_await shell_.store.run(get_cursor);
    for (bool more = true; more && !shell_.stopping;) {
        const Instant asked_at = shell_.clock.now();
        const OperationPtr<Changes> operation = tracker_->changes_since(cursor, asked_at);
        Result<Changes> changes = co_await http::drive(shell_.transport, pace_, *operation);
        if (!changes) co_return changes.error();
        for (const Error& problem : changes->problems)
            shell_.log.warning(to_string(problem), {{"tracker", id.str()}});
        auto observe = [&](Store& store) {
            pass::observe(store, id, *changes, asked_at);
            return Done{};
        };
        co_await shell_.store.run(observe);
        cursor = changes->cursor;
        more = changes->more;
        news();
    }
    co_return std::nullopt;
}

// ---- decide, act, confirm -----------------------------------------------------------------------------

boost::asio::awaitable<void> TrackerLoop::work() {
    while (!shell_.stopping) {
        co_await decide();
        Progress progress = Progress::idle;
        if (!account_.empty() && quiet_for() == 0ms) {
            if (co_await read_wanted() == Progress::some)
                progress = Progress::some;
            else if (co_await read_back() == Progress::some)
                progress = Progress::some;
            else if (co_await send_due() == Progress::some)
                progress = Progress::some;
        }
        if (progress == Progress::some || shell_.stopping) continue;
        const milliseconds pause = co_await until_due();
        co_await work_.sleep(pause);
    }
}

boost::asio::awaitable<void> TrackerLoop::decide() {
    for (bool more = true; more && !shell_.stopping;) {
        // The store's thread works on copies: a reload or another tracker may change the shell meanwhile.
        const std::shared_ptr<const Configuration> config = shell_.config;
        const std::map<TrackerId, std::set<AccountId>> own_accounts = shell_.own_accounts;
        auto decide_some = [&](Store& store) {
            const pass::World world{*config, own_accounts, shell_.first_start};
            return pass::decide_some(store, world, tracker_->id(), kDecideAtOnce, shell_.clock.now());
        };
        const std::vector<pass::Decided> decided = co_await shell_.store.run(decide_some);
        for (const pass::Decided& one : decided)
            report(one);
        more = !decided.empty();
    }
}

boost::asio::awaitable<TrackerLoop::Progress> TrackerLoop::read_wanted() {
    auto wanted = [this](Store& store) { return store.wanted_reads(tracker_->id(), reads_at_once_); };
    const std::vector<TicketHandle> tickets = co_await shell_.store.run(wanted);
    if (tickets.empty()) co_return Progress::idle;
    const Instant asked_at = shell_.clock.now();
    const OperationPtr<std::vector<Snapshot>> operation = tracker_->read(tickets);
    const Result<std::vector<Snapshot>> snapshots = co_await http::drive(shell_.transport, pace_, *operation);
    if (!snapshots) {
        ++failed_reads_;
        reads_at_once_ = 1;
        leave_alone(pause_after(snapshots.error(), 1s, failed_reads_));
        auto put_back = [&](Store& store) {
            for (const TicketHandle& ticket : tickets)
                store.read_failed(tracker_->id(), ticket);
            return Done{};
        };
        co_await shell_.store.run(put_back);
        shell_.log.warning("cannot read tickets: " + to_string(snapshots.error()),
                           {{"tracker", tracker_->id().str()}});
        co_return Progress::idle;
    }
    failed_reads_ = 0;
    reads_at_once_ = std::min(2 * reads_at_once_, kReadAtOnce);
    auto observe = [&](Store& store) {
        pass::observe_read(store, tracker_->id(), tickets, *snapshots, asked_at);
        return Done{};
    };
    co_await shell_.store.run(observe);
    co_return Progress::some;
}

boost::asio::awaitable<TrackerLoop::Progress> TrackerLoop::read_back() {
    auto unknown = [this](Store& store) {
        return store.unknown_steps(tracker_->id(), shell_.clock.now(), kReadBackAtOnce);
    };
    const std::vector<JournalRow> unclear = co_await shell_.store.run(unknown);
    for (const JournalRow& row : unclear) {
        const Result<pass::ReadBack> found = co_await look_for(row);
        auto record = [&](Store& store) {
            if (found) return std::optional(pass::settle(store, row, *found, shell_.clock.moment()));
            pass::postpone(store, row, found.error(), shell_.clock.moment());
            return std::optional<pass::Finished>();
        };
        const std::optional<pass::Finished> finished = co_await shell_.store.run(record);
        if (finished) report(*finished);
        if (shell_.stopping) break;
    }
    co_return unclear.empty() ? Progress::idle : Progress::some;
}

boost::asio::awaitable<Result<pass::ReadBack>> TrackerLoop::look_for(const JournalRow& unclear) {
    const Step& step = unclear.step;
    const TicketHandle ticket{step.ticket.id, step.key};
    if (std::holds_alternative<AddComment>(step.effect)) {
        const Instant since = unclear.first_sent_at.value_or(step.decided_at);
        const OperationPtr<bool> operation = tracker_->find_marker(ticket, step.id, since, account_);
        const Result<bool> found = co_await http::drive(shell_.transport, pace_, *operation);
        if (!found) co_return found.error();
        co_return *found ? pass::ReadBack::applied : pass::ReadBack::not_applied;
    }
    std::vector<TicketHandle> tickets;
    tickets.push_back(ticket);
    const OperationPtr<std::vector<Snapshot>> operation = tracker_->read(std::move(tickets));
    const Result<std::vector<Snapshot>> snapshots = co_await http::drive(shell_.transport, pace_, *operation);
    if (!snapshots) co_return snapshots.error();
    co_return pass::shown_by(*snapshots, step.effect);
}

boost::asio::awaitable<TrackerLoop::Progress> TrackerLoop::send_due() {
    auto take = [this](Store& store) { return pass::take(store, *tracker_, shell_.clock.now()); };
    const std::vector<Step> steps = co_await shell_.store.run(take);
    if (steps.empty()) co_return Progress::idle;
    const OperationPtr<std::vector<Outcome>> operation = tracker_->apply(steps);
    const Result<std::vector<Outcome>> outcomes = co_await http::drive(shell_.transport, pace_, *operation);
    const std::vector<Outcome> none;
    const Error otherwise =
        outcomes ? Error{ErrorKind::bug, "the connector gave no outcome"} : outcomes.error();
    auto record = [&](Store& store) {
        return pass::finish(store, steps, outcomes ? *outcomes : none, otherwise, shell_.clock.moment());
    };
    const pass::Answers answers = co_await shell_.store.run(record);
    for (const pass::Finished& finished : answers.finished)
        report(finished);
    if (answers.pause) leave_alone(*answers.pause);
    co_return Progress::some;
}

boost::asio::awaitable<milliseconds> TrackerLoop::until_due() {
    if (account_.empty()) co_return kIdle;
    const Instant now = shell_.clock.now();
    auto due = [&](Store& store) {
        return store.wanted_reads(tracker_->id(), 1).empty() ? store.next_step_due(tracker_->id())
                                                             : std::optional(now);
    };
    const std::optional<Instant> next = co_await shell_.store.run(due);
    co_return std::max(next ? shell_.clock.real_delay_until(*next) : kIdle, quiet_for());
}

// ---- saying what was done -----------------------------------------------------------------------------

void TrackerLoop::report(const pass::Decided& decided) const {
    if (!decided.changed && decided.planned.empty()) return;
    std::string text = decided.key + ": " + decided.why.text;
    for (const Step& step : decided.planned)
        text += "; will " + effect_text(step.effect);
    shell_.log.info(text, {{"tracker", decided.ticket.tracker.str()},
                           {"ticket", decided.key},
                           {"reason", std::string(to_string(decided.why.reason))}});
}

void TrackerLoop::report(const pass::Finished& finished) const {
    const Step& step = finished.step;
    const Log::Fields fields{{"tracker", step.ticket.tracker.str()},
                             {"ticket", step.key},
                             {"step", step.id.str()},
                             {"state", std::string(store::to_string(finished.state))}};
    const std::string what = step.key + ": " + effect_text(step.effect);
    switch (finished.state) {
        case store::StepState::done:
            shell_.log.info(what + ": done", fields);
            break;
        case store::StepState::failed:
            shell_.log.error(what + " was refused and is given up: " + finished.error, fields);
            break;
        case store::StepState::planned:
        case store::StepState::unknown:
            shell_.log.warning(what + " is tried again later: " + finished.error, fields);
            break;
        case store::StepState::sending:
        case store::StepState::superseded:
            break;
    }
}

}  // namespace oncalld
