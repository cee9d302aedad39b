// The rules of the product, one named case each: who gets a ticket, and when we keep our hands off.
#include "engine/decide.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

namespace oncalld {
namespace {

using namespace std::chrono_literals;

// Monday 30 November 2026, 09:00 in Oslo: ann hands over to bob.
const Instant kBoundary = *parse_rfc3339("2026-11-30T08:00:00Z");
const Instant kBefore = kBoundary - 5min;
const Instant kAfter = kBoundary + 1s;
const Instant kStart = kBoundary - 24h;
const AccountId kAnn("acc-ann"), kBob("acc-bob"), kCy("acc-cy"), kBot("acc-bot"), kDefault("acc-default");
const TrackerId kTracker("jira");
const RotationId kRotation("support");

Zone utc() {
    return Zone("UTC", absl::UTCTimeZone());
}

Configuration configuration() {
    Configuration config;
    for (const auto& [id, account] : {std::pair("ann", kAnn), {"bob", kBob}, {"cy", kCy}}) {
        Person person;
        person.id = PersonId(id);
        person.name = std::string(1, static_cast<char>(id[0] - 32)) + (id + 1);
        person.zone = utc();
        person.accounts[kTracker] = account;
        config.people[person.id] = person;
    }
    Version version;
    version.shift.every = {{1, ShiftLength::Unit::weeks}};
    version.shift.start = LocalTime(2026, 11, 23, 8, 0, 0);
    version.from = kEver;
    version.participants = {{PersonId("ann")}, {PersonId("bob")}};
    Layer layer;
    layer.zone = utc();
    layer.versions = {version};
    Rotation rotation;
    rotation.id = kRotation;
    rotation.zone = utc();
    rotation.layers = {layer};
    config.rotations[kRotation] = rotation;
    Route route;
    route.id = RouteId("support");
    route.match.labels_any = {"support"};
    route.assign = Assign{kRotation, {}, Assign::Via::user, {}};
    config.routes = {route};
    config.treat_as_unassigned[kTracker] = {kDefault};
    return config;
}

Ticket new_ticket() {
    Ticket ticket;
    ticket.ref = {kTracker, TicketId("10001")};
    ticket.key = "SUP-1";
    ticket.labels = {"support"};
    ticket.created = ticket.updated = kStart + 1h;
    return ticket;
}

// One case: a situation that can be changed at will, decided as often as wanted, with our writes applied.
struct Scene {
    Configuration config = configuration();
    Snapshot seen{new_ticket(), Source::read, kBefore};
    TicketMemory memory;
    std::vector<Activity> activities;
    std::map<RotationId, Handoff> handoffs;
    std::set<AccountId> own{kBot};
    Instant now = kBefore;

    Route& route() { return config.routes.front(); }
    Ticket& ticket() { return seen.ticket; }

    Decision look() {
        Decision decision = decide({config, seen, memory, activities, handoffs, own, kStart, now});
        memory = decision.memory;
        activities.clear();
        return decision;
    }
    void apply(const Step& step) {
        seen.ticket = with_effect(seen.ticket, step.effect);
        memory = confirm(memory, step, now);
        now += 1s;
    }
    // Decides and applies until nothing more is wanted; gives what was done, e.g. "assign acc-ann, comment".
    std::string settle() {
        std::string done;
        for (int turn = 0; turn < 10; ++turn) {
            const Decision decision = look();
            if (decision.steps.empty()) return done;
            const Step& step = decision.steps.front();
            done += (done.empty() ? "" : ", ") + std::string(kind_name(step.effect));
            if (const auto* assign = std::get_if<AssignTicket>(&step.effect)) {
                if (assign->to.policy) done += " policy " + assign->to.policy->str();
                for (const AccountId& account : assign->to.accounts)
                    done += " " + account.str();
                for (const AccountId& account : assign->replaces)
                    done += " for " + account.str();
            }
            apply(step);
        }
        return done + ", and so on for ever";
    }
    void shift_change() {
        handoffs[kRotation] = {kRotation, kBoundary, PersonId("ann"), PersonId("bob")};
        now = seen.observed_at = kAfter;
    }
    // Somebody else changed the ticket, and we read it by id.
    void somebody(const std::function<void(Ticket&)>& change) {
        change(seen.ticket);
        now += 1min;
        seen.ticket.updated = now;
        seen.source = Source::read;
        seen.observed_at = now;
    }
};

void assign(Ticket& ticket, const AccountId& account) {
    ticket.assignment = Assignment::to(account);
}
void close(Ticket& ticket, Instant at) {
    ticket.state = TicketState::resolved;
    ticket.resolution = Resolution::done;
    ticket.resolved_at = at;
}

TEST(Decide, AssignsAndSaysWhyOnce) {
    Scene scene;
    EXPECT_EQ(scene.settle(), "assign acc-ann, comment");
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.said, "on call for support until Mon 30 Nov 08:00 UTC");
}

TEST(Decide, SameSituationGivesTheSameSteps) {
    Scene scene;
    const Decision once = scene.look();
    scene.now += 1min;
    const Decision again = scene.look();
    ASSERT_EQ(once.steps.size(), 1u);
    ASSERT_EQ(again.steps.size(), 1u);
    EXPECT_EQ(once.steps[0].id, again.steps[0].id);
    EXPECT_EQ(once.steps[0].valid_until, kBoundary) << "an assignment is good until the shift ends";
}

TEST(Decide, CommentMentionsExactlyTheAssignee) {
    Scene scene;
    scene.apply(scene.look().steps.at(0));
    const Decision decision = scene.look();
    ASSERT_EQ(decision.steps.size(), 1u);
    const auto& comment = std::get<AddComment>(decision.steps[0].effect);
    const Document expected{
        {Paragraph{{Mention{kAnn, "Ann"}, Text{": on call for support until Mon 30 Nov 08:00 UTC"}}}}};
    EXPECT_EQ(comment.body, expected);
}

struct LeftAlone {
    std::string name;
    std::function<void(Scene&)> given;
    Reason why;
};

void PrintTo(const LeftAlone& row, std::ostream* out) {
    *out << row.name;
}

class DecideLeavesAlone : public testing::TestWithParam<LeftAlone> {};

TEST_P(DecideLeavesAlone, WithThisReason) {
    Scene scene;
    GetParam().given(scene);
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.steps.empty()) << GetParam().name;
    EXPECT_FALSE(decision.read_again) << GetParam().name;
    EXPECT_EQ(to_string(decision.why.reason), to_string(GetParam().why)) << decision.why.text;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DecideLeavesAlone,
    testing::Values(
        LeftAlone{"no_route", [](Scene& s) { s.ticket().labels = {"other"}; }, Reason::no_route},
        LeftAlone{"route_assigns_none", [](Scene& s) { s.route().assign.reset(); },
                  Reason::route_assigns_none},
        LeftAlone{"route_with_keys_not_acted_on", [](Scene& s) { s.route().not_acted_on = "max_open"; },
                  Reason::not_acted_on},
        LeftAlone{"label_no_rotation", [](Scene& s) { s.ticket().labels = {"no-rotation", "support"}; },
                  Reason::opted_out},
        LeftAlone{"older_than_the_first_start", [](Scene& s) { s.ticket().created = kStart - 1s; },
                  Reason::older_than_start},
        LeftAlone{"has_an_assignee", [](Scene& s) { assign(s.ticket(), kCy); }, Reason::human_owns},
        LeftAlone{"closed", [](Scene& s) { close(s.ticket(), kBefore); }, Reason::closed},
        LeftAlone{"nobody_has_an_account",
                  [](Scene& s) { s.config.people[PersonId("ann")].accounts.clear(); }, Reason::no_account},
        LeftAlone{"nobody_on_call",
                  [](Scene& s) { s.config.rotations[kRotation].layers[0].versions[0].participants = {{}}; },
                  Reason::nobody_on_call}),
    [](const auto& row) { return row.param.name; });

TEST(Decide, AdoptReachesBack) {
    Scene scene;
    scene.ticket().created = kStart - 1h;
    scene.config.adopt_newer_than = 2h;
    EXPECT_EQ(scene.settle(), "assign acc-ann, comment");
}

TEST(Decide, TheProjectsDefaultAssigneeIsNobodysChoice) {
    Scene scene;
    assign(scene.ticket(), kDefault);
    EXPECT_EQ(scene.settle(), "assign acc-ann, comment");
}

TEST(Decide, AnAccountThatIsNobodyMayStayBesideOurs) {  // GitHub has several assignees
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { t.assignment.accounts = {kAnn, kDefault}; });
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann");
}

TEST(Decide, FallsBackAlongThen) {
    Scene scene;
    scene.config.people[PersonId("ann")].accounts.clear();
    scene.route().assign->then = {PersonId("cy")};
    EXPECT_EQ(scene.settle(), "assign acc-cy, comment");
}

TEST(Decide, NobodyOnCallIsTriedAgainWhenAShiftStarts) {
    Scene scene;
    scene.config.rotations[kRotation].layers[0].versions[0].participants = {{}, {PersonId("bob")}};
    const Decision decision = scene.look();
    EXPECT_EQ(decision.why.reason, Reason::nobody_on_call);
    EXPECT_EQ(decision.again_at, kBoundary);
    scene.now = kBoundary;
    EXPECT_TRUE(scene.look().read_again) << "somebody may have taken it in the night";
    scene.seen.observed_at = kBoundary;
    EXPECT_EQ(scene.settle(), "assign acc-bob, comment");
}

TEST(Decide, RoutesByAgeAreLookedAtAgainWhenTheTicketIsOldEnough) {
    Scene scene;
    scene.route().match.older_than = 48h;
    const Decision decision = scene.look();
    EXPECT_EQ(decision.why.reason, Reason::no_route);
    EXPECT_EQ(decision.again_at, scene.ticket().created + 48h);
}

// ---- evidence -----------------------------------------------------------------------------------------

TEST(Decide, NeverWritesOnWhatASearchIndexSays) {
    Scene scene;
    scene.seen.source = Source::search;
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.steps.empty());
    EXPECT_TRUE(decision.read_again);
}

TEST(Decide, AWebhookThatWasLongOnItsWayIsReadAgainBeforeWriting) {
    Scene scene;
    scene.seen.source = Source::feed;
    scene.ticket().updated = scene.seen.observed_at - 10min;
    EXPECT_TRUE(scene.look().read_again);
    scene.ticket().updated = scene.seen.observed_at - 1s;
    EXPECT_EQ(scene.settle(), "assign acc-ann, comment");
}

TEST(Decide, AViewOlderThanOurWriteIsNotAHuman) {
    Scene scene;
    scene.settle();
    scene.ticket().assignment = {};  // the index has not seen our write yet
    scene.seen.source = Source::search;
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.read_again);
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
}

TEST(Decide, ADifferenceAloneIsNotAHuman) {
    Scene scene;
    scene.settle();
    assign(scene.ticket(), kCy);
    scene.ticket().updated = scene.now;
    scene.seen.source = Source::feed;
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.read_again) << "read it by id to be sure";
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
}

TEST(Decide, AReadOlderThanOurConfirmationIsNotAHuman) {
    Scene scene;
    scene.settle();
    scene.ticket().assignment = {};
    scene.seen.source = Source::read;
    scene.seen.observed_at = scene.memory.confirmed_at;
    EXPECT_TRUE(scene.look().read_again);
}

TEST(Decide, AReadByIdThatShowsSomebodyElseIsAHuman) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { assign(t, kCy); });
    EXPECT_EQ(scene.look().why.reason, Reason::human_owns);
    EXPECT_EQ(scene.memory.assignee_owner, Owner::human);
}

TEST(Decide, AForeignActivityAfterOurWriteIsAHumanWithoutAnotherRead) {
    Scene scene;
    scene.settle();
    assign(scene.ticket(), kCy);
    scene.ticket().updated = scene.now;
    scene.seen.source = Source::feed;
    scene.activities = {{ActivityId("1"), scene.ticket().ref, Activity::Kind::assigned, kCy,
                         scene.memory.confirmed_at + 1s, "assigned"}};
    const Decision decision = scene.look();
    EXPECT_FALSE(decision.read_again);
    EXPECT_EQ(decision.why.reason, Reason::human_owns);
}

TEST(Decide, OurOwnActivityIsNoHuman) {
    Scene scene;
    scene.settle();
    assign(scene.ticket(), kCy);
    scene.ticket().updated = scene.now;
    scene.seen.source = Source::feed;
    scene.activities = {{ActivityId("1"), scene.ticket().ref, Activity::Kind::assigned, kBot,
                         scene.memory.confirmed_at + 1s, "assigned"}};
    EXPECT_TRUE(scene.look().read_again);
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
}

TEST(Decide, AHumanWhoUnassignsIsObeyed) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { t.assignment = {}; });
    EXPECT_EQ(scene.settle(), "");
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "") << "not at the next shift either";
}

TEST(Decide, AHumansChoiceStaysThroughAShiftChange) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { assign(t, kCy); });
    scene.look();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.look().why.reason, Reason::human_owns);
}

TEST(Decide, OurOwnHalfAppliedWriteIsNoHuman) {
    Scene scene;
    scene.settle();
    scene.shift_change();
    const Decision decision = scene.look();
    ASSERT_EQ(decision.steps.size(), 1u);
    scene.memory = attempt(scene.memory, decision.steps[0]);  // the answer was lost
    scene.somebody([](Ticket& t) { t.assignment.accounts = {kAnn, kBob}; });
    const Decision again = scene.look();
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
    ASSERT_EQ(again.steps.size(), 1u);
    EXPECT_EQ(again.steps[0].id, decision.steps[0].id) << "the same step, until it is done";
}

TEST(Decide, AnAttemptThatComesTrueLateIsOurs) {
    Scene scene;
    scene.memory = attempt(scene.memory, scene.look().steps.at(0));
    scene.somebody([](Ticket& t) { assign(t, kAnn); });
    scene.look();
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
}

// ---- shift change -------------------------------------------------------------------------------------

TEST(Decide, CarriesOverOnceAndWithoutAComment) {
    Scene scene;
    scene.settle();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann");
    EXPECT_EQ(scene.memory.times_carried, 1);
    EXPECT_EQ(scene.settle(), "");
}

TEST(Decide, WhatIsAssignedAfterTheBoundaryIsNotCarried) {
    Scene scene;
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "assign acc-bob, comment");
    EXPECT_EQ(scene.memory.times_carried, 0);
}

TEST(Decide, AnUnsaidReasonIsNotSaidAfterTheHandoff) {
    Scene scene;
    scene.apply(scene.look().steps.at(0));  // assigned; the comment was still to come
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann");
}

TEST(Decide, KeepLeavesItWithTheOutgoingPerson) {
    Scene scene;
    scene.route().at_handoff = HandoffPolicy::keep;
    scene.settle();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.look().why.reason, Reason::kept);
}

TEST(Decide, NothingIsHandedOverOnAViewFromBeforeTheShiftChange) {
    Scene scene;
    scene.settle();
    scene.shift_change();
    scene.seen.observed_at = kBoundary - 1s;
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.read_again) << "somebody may have taken it since";
    EXPECT_TRUE(decision.steps.empty());
    scene.seen.observed_at = kAfter;
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann");
}

// As after a reload that gives the route to another rotation.
TEST(Decide, PastShiftChangesOfAnotherRotationMoveNothing) {
    Scene scene;
    scene.settle();
    const RotationId other("ops");
    scene.config.rotations[other] = scene.config.rotations[kRotation];
    scene.config.rotations[other].id = other;
    scene.route().assign->rotation = other;
    scene.handoffs[other] = {other, kBoundary, PersonId("ann"), PersonId("bob")};
    scene.now = scene.seen.observed_at = kAfter;
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
    const Instant next = kBoundary + 7 * 24h;
    scene.handoffs[other] = {other, next, PersonId("ann"), PersonId("bob")};
    scene.now = scene.seen.observed_at = next;
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann") << "it passes at the next one";
}

TEST(Decide, RestartPutsItBackToOpenForTheIncomingPerson) {
    Scene scene;
    scene.route().restart = true;
    scene.settle();
    scene.ticket().state = TicketState::in_progress;
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann, set_state");
    scene.somebody([](Ticket& t) { t.state = TicketState::in_progress; });
    EXPECT_EQ(scene.settle(), "") << "bob has begun: that is not undone";
}

TEST(Decide, AnIncomingPersonWithoutAnAccountLeavesItWhereItIs) {
    Scene scene;
    scene.settle();
    scene.config.people[PersonId("bob")].accounts.clear();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.look().why.reason, Reason::no_account);
}

// ---- closing and reopening ----------------------------------------------------------------------------

TEST(Decide, ReopensWhatIsMarkedForTheIncomingPersonOnce) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) {
        close(t, kBefore + 2min);
        t.labels = {"reopen-next-shift", "support"};
    });
    EXPECT_EQ(scene.settle(), "") << "not before the shift changes";
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "set_state, assign acc-bob for acc-ann, comment");
    EXPECT_EQ(scene.memory.said, "reopened for this shift, on call for support until Mon 7 Dec 08:00 UTC");

    scene.somebody([&](Ticket& t) { close(t, scene.now); });
    scene.look();
    scene.handoffs[kRotation] = {kRotation, kBoundary + 7 * 24h, PersonId("bob"), PersonId("ann")};
    scene.now = kBoundary + 7 * 24h + 1s;
    EXPECT_EQ(scene.settle(), "") << "the label has had its effect";
}

TEST(Decide, AFreshMarkCountsAgain) {
    Scene scene;
    scene.somebody([](Ticket& t) {
        close(t, kBefore);
        t.labels = {"reopen-next-shift", "support"};
    });
    scene.look();
    scene.shift_change();
    scene.settle();
    scene.somebody([&](Ticket& t) {
        close(t, scene.now);
        t.labels = {"support"};
    });
    scene.look();
    scene.somebody([](Ticket& t) { t.labels = {"reopen-next-shift", "support"}; });
    scene.look();
    scene.handoffs[kRotation] = {kRotation, kBoundary + 7 * 24h, PersonId("bob"), PersonId("ann")};
    scene.now = scene.seen.observed_at = kBoundary + 7 * 24h + 1s;
    EXPECT_EQ(scene.settle(), "set_state, assign acc-ann for acc-bob, comment");
}

TEST(Decide, AMarkSetAfterTheBoundaryWaitsForTheNextOne) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { close(t, kBefore + 2min); });
    scene.look();
    scene.shift_change();
    scene.somebody([](Ticket& t) { t.labels = {"reopen-next-shift", "support"}; });
    EXPECT_EQ(scene.settle(), "");
}

TEST(Decide, NeverReopensWhatIsNotToBeDone) {
    for (const Resolution resolution : {Resolution::wont_fix, Resolution::duplicate}) {
        Scene scene;
        scene.settle();
        scene.somebody([&](Ticket& t) {
            close(t, kBefore + 2min);
            t.resolution = resolution;
            t.labels = {"reopen-next-shift", "support"};
        });
        scene.look();
        scene.shift_change();
        EXPECT_EQ(scene.settle(), "");
    }
}

TEST(Decide, AClosedTicketIsNotCarried) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { close(t, kBefore + 2min); });
    scene.look();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
}

TEST(Decide, ReopenedByAPersonItGoesToTodaysPerson) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { close(t, kBefore + 2min); });
    scene.look();
    scene.shift_change();
    scene.look();
    scene.somebody([](Ticket& t) {
        t.state = TicketState::open;
        t.resolution = Resolution::none;
        t.resolved_at.reset();
    });
    EXPECT_EQ(scene.settle(), "assign acc-bob for acc-ann, comment");
}

TEST(Decide, WhatWasRefusedForOnePersonIsTriedForTheNext) {
    Scene scene;
    scene.settle();
    scene.somebody([&](Ticket& t) { close(t, scene.now); });
    scene.settle();
    scene.somebody([](Ticket& t) {
        t.state = TicketState::open;
        t.assignment = {};
    });
    const Decision before = scene.look();
    scene.shift_change();
    const Decision after = scene.look();
    ASSERT_EQ(before.steps.size(), 1u);
    ASSERT_EQ(after.steps.size(), 1u);
    EXPECT_NE(before.steps[0].id, after.steps[0].id) << "a step that failed for good is never sent again";
}

TEST(Decide, ReopenedByAPersonForThemselvesItStaysTheirs) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) { close(t, kBefore + 2min); });
    scene.look();
    scene.somebody([](Ticket& t) {
        t.state = TicketState::open;
        t.resolved_at.reset();
        assign(t, kCy);
    });
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.assignee_owner, Owner::human);
}

TEST(Decide, AStaleClosedViewAfterOurReopeningIsNotAClosing) {
    Scene scene;
    scene.settle();
    scene.somebody([](Ticket& t) {
        close(t, kBefore + 2min);
        t.labels = {"reopen-next-shift", "support"};
    });
    scene.look();
    scene.shift_change();
    scene.settle();
    close(scene.ticket(), kBefore + 2min);
    scene.seen.source = Source::search;
    const Decision decision = scene.look();
    EXPECT_TRUE(decision.read_again);
    EXPECT_FALSE(scene.memory.closed_at.has_value());
}

// ---- escalation policies ------------------------------------------------------------------------------

Scene paged() {
    Scene scene;
    scene.route().match = {};
    scene.route().assign->via = Assign::Via::policy;
    scene.route().assign->policy = PolicyId("PESC");
    scene.ticket().labels.clear();
    scene.ticket().assignment = {{kCy}, PolicyId("PTRIAGE")};
    scene.ticket().assigned_at = kBefore;
    return scene;
}

TEST(Decide, AnAssigneeOfThePolicyIsNobodysChoice) {
    Scene scene = paged();
    EXPECT_EQ(scene.settle(), "assign policy PESC, comment");
}

TEST(Decide, WhatIsOnThePolicyAlreadyIsOursWithoutAWrite) {
    Scene scene = paged();
    scene.ticket().assignment.policy = PolicyId("PESC");
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.assignee_owner, Owner::us);
}

TEST(Decide, AtTheBoundaryItIsSentToThePolicyAgain) {
    Scene scene = paged();
    scene.settle();
    scene.shift_change();
    const Decision decision = scene.look();
    ASSERT_EQ(decision.steps.size(), 1u);
    EXPECT_EQ(std::get<AssignTicket>(decision.steps[0].effect).newer_than, kBefore);
    EXPECT_EQ(scene.settle(), "assign policy PESC");
}

TEST(Decide, NobodyIsPagedWhenTheIncomingPersonHasItAlready) {
    Scene scene = paged();
    scene.settle();
    scene.ticket().assignment.accounts = {kBob};
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
}

TEST(Decide, AnIncidentThatAPersonTookDirectlyIsTheirs) {
    Scene scene = paged();
    scene.settle();
    scene.somebody([](Ticket& t) { t.assignment = Assignment::to(kCy); });
    scene.look();
    scene.shift_change();
    EXPECT_EQ(scene.settle(), "");
    EXPECT_EQ(scene.memory.assignee_owner, Owner::human);
}

}  // namespace
}  // namespace oncalld
