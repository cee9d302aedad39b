// What every connector promises to the pass (connectors/tracker.h), said once and asked of each of them,
// driven straight into its sandbox. A new connector joins by one line in `lines()`.
#include "connectors/github/github.h"
#include "connectors/jira/jira.h"
#include "connectors/pagerduty/pagerduty.h"
#include "tests/sandbox/github_fake.h"
#include "tests/sandbox/jira_fake.h"
#include "tests/sandbox/pagerduty_fake.h"
#include "tests/unit/sandbox/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <set>

namespace oncalld::sandbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSecret = "hook secret";
const Instant kStart = *parse_rfc3339("2026-11-30T07:00:00Z");

struct Line {
    const char* name;
    const char* container;
    AccountId bot, ann, bob;
    std::function<std::unique_ptr<Fake>(const Setting&)> fake;
    std::function<std::unique_ptr<Tracker>(const Setting&, std::string token)> tracker;
};

void PrintTo(const Line& line, std::ostream* out) {
    *out << line.name;
}

std::vector<Line> lines() {
    const Setting setting = demo_setting({}, 1);
    const Member &bot = setting.bot, &ann = setting.members[0], &bob = setting.members[1];
    return {
        {"jira", "SUP", AccountId(bot.jira), AccountId(ann.jira), AccountId(bob.jira),
         [](const Setting& s) { return std::make_unique<JiraFake>(s); },
         [](const Setting& s, std::string token) {
             return std::make_unique<oncalld::jira::Jira>(oncalld::jira::Settings{
                 TrackerId("jira"), s.base_url, s.bot.email, token, s.jira_projects, kSecret});
         }},
        {"github", "acme/data", AccountId(bot.github), AccountId(ann.github), AccountId(bob.github),
         [](const Setting& s) { return std::make_unique<GitHubFake>(s); },
         [](const Setting& s, std::string token) {
             return std::make_unique<oncalld::github::GitHub>(
                 oncalld::github::Settings{TrackerId("github"), s.base_url, token, s.github_repos, kSecret});
         }},
        {"pagerduty", "PIJ90N7", AccountId(bot.pagerduty), AccountId(ann.pagerduty), AccountId(bob.pagerduty),
         [](const Setting& s) { return std::make_unique<PagerDutyFake>(s); },
         [](const Setting& s, std::string token) {
             return std::make_unique<oncalld::pagerduty::PagerDuty>(oncalld::pagerduty::Settings{
                 TrackerId("pagerduty"), s.base_url, token, s.bot.email, {s.services[0].id}, kSecret});
         }},
    };
}

class Contract : public testing::TestWithParam<Line> {
protected:
    Contract() {
        Setting setting = demo_setting({{kStart - 24h, "PANN001"}}, 1);
        setting.base_url = "http://127.0.0.1:9000";
        fake_ = GetParam().fake(setting);
        fake_->set_webhook("http://127.0.0.1:8437/webhooks/x", kSecret);
        tracker_ = GetParam().tracker(setting, setting.token);
        stranger_ = GetParam().tracker(setting, "wrong-token");
    }

    TicketView create(const std::string& title = "Disk full") {
        TicketSpec spec;
        spec.container = GetParam().container;
        spec.title = title;
        spec.labels = {"support"};
        now_ += 2s;
        return fake_->create(spec, now_).value();
    }
    static TicketHandle handle(const TicketView& view) { return {TicketId(view.id), view.key}; }
    TicketView view(const TicketView& ticket) const {
        for (TicketView& other : fake_->tickets())
            if (other.id == ticket.id) return other;
        return {};
    }
    // Polls until there is no more.
    std::vector<Ticket> poll() {
        std::vector<Ticket> all;
        for (bool more = true; more;) {
            now_ += 10ms;
            const Changes changes = run(tracker_->changes_since(cursor_, now_), *fake_, now_).value();
            for (const Snapshot& snapshot : changes.snapshots)
                all.push_back(snapshot.ticket);
            cursor_ = changes.cursor;
            more = changes.more;
        }
        return all;
    }
    Step step(const TicketView& ticket, Effect effect, std::string cause = "shift 1") const {
        Step step;
        step.ticket = {tracker_->id(), TicketId(ticket.id)};
        step.key = ticket.key;
        step.id = derive_step_id(step.ticket, kind_name(effect), cause);
        step.effect = std::move(effect);
        step.cause = std::move(cause);
        step.decided_at = now_;
        return step;
    }
    Effect assign_to(const AccountId& account, std::vector<AccountId> instead_of = {}) const {
        return AssignTicket{Assignment::to(account), std::move(instead_of), PersonId("x"), {}};
    }
    static Effect comment(std::string text) {
        return AddComment{Document{{Paragraph{{Text{std::move(text)}}}}}};
    }

    Result<Done> apply(const Step& step) {
        now_ += 1s;
        const auto outcomes = run(tracker_->apply({step}), *fake_, now_);
        if (!outcomes) return outcomes.error();
        EXPECT_THAT(*outcomes, SizeIs(1));
        EXPECT_EQ(outcomes->front().step, step.id);
        return outcomes->front().result;
    }
    Snapshot read(const TicketView& ticket) {
        now_ += 1s;
        return run(tracker_->read({handle(ticket)}), *fake_, now_).value().at(0);
    }
    bool marked(const TicketView& ticket, const Step& step, const AccountId& author) {
        now_ += 1s;
        return run(tracker_->find_marker(handle(ticket), step.id, kStart, author), *fake_, now_).value();
    }

    std::unique_ptr<Fake> fake_;
    std::unique_ptr<Tracker> tracker_, stranger_;
    std::string cursor_;
    Instant now_ = kStart;
};

INSTANTIATE_TEST_SUITE_P(Tracker, Contract, testing::ValuesIn(lines()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(Contract, TellsWhoItsCredentialsBelongTo) {
    EXPECT_EQ(run(tracker_->identify(), *fake_, now_), Result<AccountId>(GetParam().bot));
}

TEST_P(Contract, WrongCredentialsAreForAPersonToFix) {
    const auto account = run(stranger_->identify(), *fake_, now_);
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::fix_configuration) << to_string(account.error());
    EXPECT_EQ(to_string(account.error()).find("wrong-token"), std::string::npos);
    const TicketView ticket = create();
    EXPECT_FALSE(run(stranger_->changes_since({}, now_), *fake_, now_)) << "never read as `nothing to do`";
    const auto outcomes = run(stranger_->apply({step(ticket, assign_to(GetParam().ann))}), *fake_, now_);
    const Error refused = outcomes ? outcomes->front().result.error() : outcomes.error();
    EXPECT_EQ(refused.kind, ErrorKind::fix_configuration) << "not the ticket's fault";
}

TEST_P(Contract, APollFindsWhatIsNewAndThenNothing) {
    poll();
    const TicketView ticket = create("Backup failed");
    const std::vector<Ticket> found = poll();
    const auto is_it = [&](const Ticket& t) { return t.ref.id.str() == ticket.id; };
    const auto it = std::find_if(found.begin(), found.end(), is_it);
    ASSERT_NE(it, found.end());
    EXPECT_EQ(it->title, "Backup failed");
    EXPECT_EQ(it->key, ticket.key);
    EXPECT_EQ(it->container, GetParam().container);
    EXPECT_EQ(it->state, TicketState::open);
    EXPECT_EQ(it->ref.tracker, tracker_->id());
    EXPECT_GT(it->updated, kStart - 1s);
}

TEST_P(Contract, APollReadsEveryPage) {
    constexpr std::size_t kMany = 230;
    for (std::size_t i = 0; i < kMany; ++i)
        create("Ticket " + std::to_string(i));
    std::set<std::string> ids;
    for (const Ticket& ticket : poll())
        ids.insert(ticket.ref.id.str());
    for (const TicketView& ticket : fake_->tickets())
        if (ticket.labels == std::vector<std::string>{"support"} ||
            GetParam().name == std::string("pagerduty"))
            EXPECT_TRUE(ids.contains(ticket.id)) << ticket.key;
    EXPECT_GE(ids.size(), kMany);
}

TEST_P(Contract, AFailedPollLosesNothing) {
    poll();
    const TicketView ticket = create();
    fake_->add_fault({Fault::Kind::server_error, "", "", 3, 0ms, 1});
    const auto failed = run(tracker_->changes_since(cursor_, now_), *fake_, now_);
    if (!failed) EXPECT_EQ(failed.error().kind, ErrorKind::retry_after) << to_string(failed.error());
    for (int i = 0; i < 3; ++i)
        (void)run(tracker_->identify(), *fake_, now_);  // the faults are used up
    std::set<std::string> ids;
    for (const Ticket& found : poll())
        ids.insert(found.ref.id.str());
    EXPECT_TRUE(ids.contains(ticket.id));
}

TEST_P(Contract, AReadShowsWhatIsAndLeavesOutWhatIsNot) {
    const TicketView ticket = create();
    ASSERT_TRUE(apply(step(ticket, assign_to(GetParam().ann))));
    TicketHandle gone = handle(ticket);
    gone.id = TicketId(GetParam().name == std::string("jira") ? "99999" : "nothing");
    gone.key = GetParam().name == std::string("github") ? "acme/data#9999" : "9999";
    const auto snapshots = run(tracker_->read({gone, handle(ticket)}), *fake_, now_);
    ASSERT_TRUE(snapshots) << to_string(snapshots.error());
    ASSERT_THAT(*snapshots, SizeIs(1));
    EXPECT_EQ(snapshots->front().source, Source::read);
    EXPECT_EQ(snapshots->front().ticket.ref.id.str(), ticket.id);
    EXPECT_THAT(snapshots->front().ticket.assignment.accounts, ElementsAre(GetParam().ann));
}

TEST_P(Contract, AnAssignmentIsAppliedOnceAndShows) {
    const TicketView ticket = create();
    const Step first = step(ticket, assign_to(GetParam().ann));
    ASSERT_TRUE(apply(first));
    EXPECT_TRUE(shows_effect(read(ticket).ticket, first.effect));
    const Step carry = step(ticket, assign_to(GetParam().bob, {GetParam().ann}), "handoff 1");
    ASSERT_TRUE(apply(carry));
    EXPECT_THAT(view(ticket).assignees, ElementsAre(GetParam().bob.str()));
    EXPECT_TRUE(shows_effect(read(ticket).ticket, carry.effect));
    EXPECT_FALSE(shows_effect(read(ticket).ticket, first.effect));
}

TEST_P(Contract, OneBadTicketNeverStopsTheOthers) {
    const TicketView good = create(), other = create();
    TicketView bad = create();
    ASSERT_TRUE(fake_->act({HumanAct::Kind::close, bad.id, GetParam().ann.str(), ""}, now_));
    if (GetParam().name == std::string("jira")) bad.id = "99999";
    if (GetParam().name == std::string("github")) bad.key = "acme/data#9999";
    std::vector<Step> steps;
    for (const TicketView& ticket : {good, bad, other})
        steps.push_back(step(ticket, assign_to(GetParam().ann)));
    const auto outcomes = run(tracker_->apply(steps), *fake_, now_);
    ASSERT_TRUE(outcomes) << to_string(outcomes.error());
    ASSERT_THAT(*outcomes, SizeIs(3));
    for (const Outcome& outcome : *outcomes) {
        const bool is_bad = outcome.step == steps[1].id;
        EXPECT_EQ(outcome.result.ok(), !is_bad);
        if (!outcome.result) EXPECT_EQ(outcome.result.error().kind, ErrorKind::give_up);
    }
    EXPECT_THAT(view(good).assignees, ElementsAre(GetParam().ann.str()));
    EXPECT_THAT(view(other).assignees, ElementsAre(GetParam().ann.str()));
}

TEST_P(Contract, ACommentCarriesItsMarkerAndOnlyOursCounts) {
    const TicketView ticket = create();
    const Step said = step(ticket, comment("on call"));
    EXPECT_FALSE(marked(ticket, said, GetParam().bot));
    ASSERT_TRUE(apply(said));
    EXPECT_THAT(view(ticket).comments, SizeIs(1));
    EXPECT_TRUE(marked(ticket, said, GetParam().bot));
    EXPECT_FALSE(marked(ticket, said, GetParam().ann)) << "somebody else's marker is a forgery";
    EXPECT_FALSE(marked(ticket, step(ticket, comment("on call"), "another cause"), GetParam().bot));
}

TEST_P(Contract, AMarkerIsFoundBehindManyComments) {
    const TicketView ticket = create();
    const Step said = step(ticket, comment("on call"));
    ASSERT_TRUE(apply(said));
    for (int i = 0; i < 150; ++i)
        ASSERT_TRUE(fake_->act({HumanAct::Kind::comment, ticket.id, GetParam().ann.str(), "me too"}, now_));
    EXPECT_TRUE(marked(ticket, said, GetParam().bot));
}

TEST_P(Contract, TroubleHasOneMeaning) {
    struct Row {
        const char* name;
        Fault::Kind fault;
        ErrorKind kind;
        bool applied;
    };
    for (const Row& row :
         {Row{"a rate limit", Fault::Kind::rate_limited, ErrorKind::retry_after, false},
          Row{"a server error", Fault::Kind::server_error, ErrorKind::outcome_unknown, false},
          Row{"no answer", Fault::Kind::drop_before, ErrorKind::outcome_unknown, false},
          Row{"no answer, but applied", Fault::Kind::drop_after, ErrorKind::outcome_unknown, true},
          Row{"a bad gateway, but applied", Fault::Kind::error_after, ErrorKind::outcome_unknown, true}}) {
        const TicketView ticket = create();
        const Step said = step(ticket, comment("on call"), row.name);
        fake_->add_fault({row.fault, "POST", "", 1, 0ms, 1});
        const Result<Done> result = apply(said);
        ASSERT_FALSE(result) << row.name;
        EXPECT_EQ(to_string(result.error().kind), to_string(row.kind)) << row.name;
        EXPECT_EQ(marked(ticket, said, GetParam().bot), row.applied) << row.name;
        if (row.fault == Fault::Kind::rate_limited) EXPECT_EQ(result.error().after, std::chrono::seconds(1));
    }
}

TEST_P(Contract, WebhooksAreUnderstoodDeduplicatableAndSigned) {
    fake_->take_webhooks();
    const TicketView ticket = create();
    ASSERT_TRUE(
        fake_->act({HumanAct::Kind::assign, ticket.id, GetParam().bob.str(), GetParam().bob.str()}, now_));
    const auto requests = fake_->take_webhooks();
    ASSERT_THAT(requests, testing::Not(IsEmpty()));
    std::set<std::string> deliveries;
    bool told = false, acted = false;
    for (http::Request request : requests) {
        const auto parsed = tracker_->parse_webhook(request, now_);
        const auto* event = std::get_if<WebhookEvent>(&parsed);
        ASSERT_TRUE(event);
        EXPECT_TRUE(deliveries.insert(event->delivery).second) << "each delivery has an id of its own";
        for (const Snapshot& snapshot : event->snapshots)
            told |= snapshot.ticket.ref.id.str() == ticket.id;
        for (const TicketHandle& look_at : event->look_at)
            told |= look_at.id.str() == ticket.id;
        for (const Activity& activity : event->activities)
            acted |= activity.kind == Activity::Kind::assigned && activity.actor == GetParam().bob;
        request.body += " ";
        EXPECT_TRUE(std::holds_alternative<WebhookRefusal>(tracker_->parse_webhook(request, now_)))
            << "one byte more and the signature is wrong";
    }
    EXPECT_TRUE(told) << "which ticket it is about";
    EXPECT_TRUE(acted) << "who assigned it";
}

}  // namespace
}  // namespace oncalld::sandbox
