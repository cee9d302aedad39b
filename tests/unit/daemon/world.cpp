#include "tests/unit/daemon/world.h"

#include "connectors/github/github.h"
#include "connectors/jira/jira.h"
#include "connectors/pagerduty/pagerduty.h"
#include "tests/sandbox/github_fake.h"
#include "tests/sandbox/jira_fake.h"
#include "tests/sandbox/pagerduty_fake.h"
#include "tests/unit/sandbox/run.h"

#include <absl/time/time.h>

#include <algorithm>
#include <stdexcept>

namespace oncalld::sandbox {

using store::Store;

namespace {

constexpr const char* kSecret = "hook secret";
const Instant kStart = *parse_rfc3339("2026-11-30T07:00:00Z");
const Instant kBoundary = *parse_rfc3339("2026-11-30T08:00:00Z");  // Mon 09:00 in Oslo

Zone oslo() {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/Oslo", &zone)) throw std::runtime_error("no tzdata");
    return {"Europe/Oslo", zone};
}

// ann, then bob, then cy; support and ops tickets in Jira and GitHub; pages go to PESC001.
Configuration configuration(const Setting& setting) {
    Configuration config;
    for (const Member& member : setting.members) {
        Person person;
        person.id = PersonId(member.person);
        person.name = member.name;
        person.zone = oslo();
        person.accounts = {{TrackerId("jira"), AccountId(member.jira)},
                           {TrackerId("github"), oncalld::github::account(member.github)},
                           {TrackerId("pagerduty"), AccountId(member.pagerduty)}};
        config.people[person.id] = person;
    }
    Version version;
    version.shift.every = {{1, ShiftLength::Unit::weeks}};
    version.shift.start = LocalTime(2026, 11, 23, 9, 0, 0);
    version.participants = {{PersonId("ann")}, {PersonId("bob")}, {PersonId("cy")}};
    Layer layer;
    layer.zone = oslo();
    layer.versions = {version};
    Rotation rotation;
    rotation.id = RotationId("data-support");
    rotation.zone = oslo();
    rotation.layers = {layer};
    config.rotations[rotation.id] = rotation;
    const auto route = [&](const char* name, const char* tracker) {
        Route made;
        made.id = RouteId(name);
        made.match.tracker = TrackerId(tracker);
        made.assign = Assign{rotation.id, {}, Assign::Via::user, {}};
        return made;
    };
    Route jira = route("jira-support", "jira");
    jira.match.labels_any = {"support", "ops"};
    Route github = route("github-support", "github");
    github.match.labels_any = {"support", "ops"};
    Route pages = route("pages", "pagerduty");
    pages.assign->via = Assign::Via::policy;
    pages.assign->policy = PolicyId("PESC001");
    config.routes = {jira, github, pages};
    return config;
}

Setting setting(unsigned seed) {
    Setting made = demo_setting({{kStart - std::chrono::hours(24), "PANN001"}, {kBoundary, "PBOB002"}}, seed);
    made.base_url = "http://127.0.0.1:9000";
    return made;
}

}  // namespace

struct World::Line {
    std::unique_ptr<Fake> fake;
    std::unique_ptr<Tracker> tracker;
    AccountId account;
};

World::World(unsigned seed) : now(kStart), db_(store::Database::in_memory()) {
    const Setting made = setting(seed);
    config = configuration(made);
    const auto add = [&](const char* name, std::unique_ptr<Fake> fake, std::unique_ptr<Tracker> tracker) {
        fake->set_webhook(std::string("http://127.0.0.1:8437/webhooks/") + name, kSecret);
        lines_[name] = std::make_unique<Line>(Line{std::move(fake), std::move(tracker), AccountId()});
    };
    const std::string url = made.base_url, token = made.token;
    add("jira", std::make_unique<JiraFake>(made),
        std::make_unique<oncalld::jira::Jira>(oncalld::jira::Settings{TrackerId("jira"), url, made.bot.email,
                                                                      token, made.jira_projects, kSecret}));
    add("github", std::make_unique<GitHubFake>(made),
        std::make_unique<oncalld::github::GitHub>(
            oncalld::github::Settings{TrackerId("github"), url, token, made.github_repos, kSecret}));
    add("pagerduty", std::make_unique<PagerDutyFake>(made),
        std::make_unique<oncalld::pagerduty::PagerDuty>(oncalld::pagerduty::Settings{
            TrackerId("pagerduty"), url, token, made.bot.email, {made.services[0].id}, kSecret}));
    restart();
}

World::~World() = default;

Fake& World::fake(std::string_view tracker) {
    return *lines_.find(tracker)->second->fake;
}
store::Store& World::store() {
    return *store_;
}

TicketView World::create(std::string_view tracker, TicketSpec spec) {
    if (spec.container.empty())
        spec.container = tracker == "jira" ? "SUP" : tracker == "github" ? "acme/data" : "PIJ90N7";
    if (spec.title.empty()) spec.title = "Disk full";
    if (spec.reporter.empty() && tracker == "github") spec.reporter = "lea-vik";
    now += std::chrono::seconds(2);
    return fake(tracker).create(spec, now).value();
}

void World::act(std::string_view tracker, HumanAct act) {
    now += std::chrono::seconds(2);
    const Result<Done> done = fake(tracker).act(act, now);
    if (!done) throw std::runtime_error(to_string(done.error()));
}

TicketView World::view(std::string_view tracker, const std::string& id) {
    for (TicketView& ticket : fake(tracker).tickets())
        if (ticket.id == id) return ticket;
    throw std::runtime_error("no ticket " + id);
}

template <class T>
Result<T> World::drive(Line& line, OperationPtr<T> operation) {
    Next<T> next = operation->start();
    while (const Send* request = std::get_if<Send>(&next)) {
        Result<http::Response> answer = send(*request, *line.fake, now);
        if (request->access == Send::Access::write)
            transcript_.push_back("  > " + request->request.method + " " + origin_form(request->request.url) +
                                  " " + request->request.body + " -> " +
                                  (answer ? std::to_string(answer->status) : answer.error().message));
        next = operation->resume(std::move(answer));
    }
    return std::get<Result<T>>(std::move(next));
}

void World::point() {
    ++points_;
    if (crash_at_ >= 0 && crash_at_-- == 0) throw Crash{};
}

void World::restart() {
    crash_at_ = -1;
    store_ = std::make_unique<Store>(db_);
    store_->recover(now);
    first_start_ = store_->first_start(now);
    own_.clear();
    for (auto& [name, line] : lines_) {
        line->account = run(line->tracker->identify(), *line->fake, now).value();
        own_[TrackerId(name)].insert(line->account);
    }
}

void World::reload(Configuration next) {
    store::Transaction transaction(db_);
    pass::process_handoffs(*store_, config, now);
    pass::rebase_handoffs(*store_, next, now);
    config = std::move(next);
    store_->set_all_dirty();
    transaction.commit();
}

void World::settle(News news) {
    for (int turn = 0; turn < 200; ++turn) {
        now += std::chrono::seconds(1);
        {
            store::Transaction transaction(db_);
            pass::process_handoffs(*store_, config, now);
            store_->wake(now);
            point();
            transaction.commit();
        }
        bool busy = false;
        for (auto& [name, line] : lines_) {
            if (news != News::poll) deliver(*line);
            if (news != News::webhooks && turn % 4 == 0) poll(*line);
            while (work(*line))
                busy = true;
        }
        // Quiet, and nothing that waits for its time.
        const bool waiting = std::any_of(lines_.begin(), lines_.end(), [&](const auto& line) {
            return store_->next_step_due(TrackerId(line.first)).has_value();
        });
        if (!busy && !waiting && turn % 4 == 3) return;
    }
    throw std::runtime_error("the world does not settle");
}

void World::deliver(Line& line) {
    for (const http::Request& request : line.fake->take_webhooks()) {
        const auto parsed = line.tracker->parse_webhook(request, now);
        const auto* event = std::get_if<WebhookEvent>(&parsed);
        if (!event) throw std::runtime_error("a webhook was refused: " + request.body);
        store::Transaction transaction(db_);
        pass::observe(*store_, line.tracker->id(), *event, now);
        transaction.commit();
    }
}

void World::poll(Line& line) {
    for (bool more = true; more;) {
        const std::string cursor = store_->cursor(line.tracker->id());
        const Result<Changes> changes = run(line.tracker->changes_since(cursor, now), *line.fake, now);
        if (!changes) return;
        point();
        store::Transaction transaction(db_);
        pass::observe(*store_, line.tracker->id(), *changes, now);
        transaction.commit();
        more = changes->more;
    }
}

bool World::work(Line& line) {
    for (bool more = true; more;) {
        store::Transaction transaction(db_);
        const auto decided =
            pass::decide_some(*store_, {config, own_, first_start_}, line.tracker->id(), 100, now);
        for (const pass::Decided& one : decided)
            if (one.changed)
                transcript_.push_back(one.key + ": " + one.why.text + " [" +
                                      std::string(to_string(one.why.reason)) + "]");
        more = !decided.empty();
        point();
        transaction.commit();
    }
    return read_wanted(line) || read_back(line) || send_due(line);
}

bool World::read_wanted(Line& line) {
    const auto tickets = store_->wanted_reads(line.tracker->id(), 100);
    if (tickets.empty()) return false;
    now += std::chrono::milliseconds(10);
    const Result<std::vector<Snapshot>> snapshots = run(line.tracker->read(tickets), *line.fake, now);
    if (!snapshots) return false;
    point();
    store::Transaction transaction(db_);
    pass::observe_read(*store_, line.tracker->id(), tickets, *snapshots, now);
    transaction.commit();
    return true;
}

bool World::read_back(Line& line) {
    const auto unclear = store_->unknown_steps(line.tracker->id(), now, 20);
    for (const store::JournalRow& row : unclear) {
        const TicketHandle ticket{row.step.ticket.id, row.step.key};
        Result<pass::ReadBack> found = pass::ReadBack::not_applied;
        if (std::holds_alternative<AddComment>(row.step.effect)) {
            const Result<bool> marker =
                run(line.tracker->find_marker(ticket, row.step.id, *row.first_sent_at, line.account),
                    *line.fake, now);
            if (!marker)
                found = marker.error();
            else if (*marker)
                found = pass::ReadBack::applied;
        } else {
            const auto snapshots = run(line.tracker->read({ticket}), *line.fake, now);
            if (!snapshots)
                found = snapshots.error();
            else
                found = pass::shown_by(*snapshots, row.step.effect);
        }
        point();
        store::Transaction transaction(db_);
        if (found)
            pass::settle(*store_, row, *found, {now, 1});
        else
            pass::postpone(*store_, row, found.error(), {now, 1});
        transaction.commit();
    }
    return !unclear.empty();
}

bool World::send_due(Line& line) {
    std::vector<Step> steps;
    {
        store::Transaction transaction(db_);
        steps = pass::take(*store_, *line.tracker, now);
        point();
        transaction.commit();
    }
    if (steps.empty()) return false;
    point();  // committed as sending, not sent
    now += std::chrono::milliseconds(20);
    const Result<std::vector<Outcome>> outcomes = drive(line, line.tracker->apply(steps));
    point();  // applied, not recorded
    now += std::chrono::milliseconds(20);
    store::Transaction transaction(db_);
    const Error otherwise = outcomes ? Error{ErrorKind::bug, "no outcome"} : outcomes.error();
    pass::finish(*store_, steps, outcomes ? *outcomes : std::vector<Outcome>{}, otherwise, {now, 1});
    transaction.commit();
    return true;
}

std::vector<std::string> World::writes() const {
    std::vector<std::string> all;
    for (const auto& [name, line] : lines_) {
        for (const LedgerEntry& entry : line->fake->ledger()) {
            if (!entry.effective || AccountId(entry.actor) != line->account) continue;
            const bool comment = entry.kind == "comment";
            all.push_back(name + " " + entry.key + " " + entry.kind + " " +
                          (comment ? entry.marker : entry.value));
        }
    }
    return all;
}

int World::calls() const {
    int all = 0;
    for (const auto& [name, line] : lines_)
        all += line->fake->calls();
    return all;
}

}  // namespace oncalld::sandbox
