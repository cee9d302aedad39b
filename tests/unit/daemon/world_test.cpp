// The main job, end to end in one process: what people see in the three trackers after tickets arrive, people
// act, the daemon dies and the shift changes.
#include "tests/unit/daemon/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace oncalld::sandbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kBoundary = *parse_rfc3339("2026-11-30T08:00:00Z");
const std::string kAnn = "5b10ac8d82e05b22cc7d4a01", kBob = "5b10ac8d82e05b22cc7d4b02",
                  kCy = "5b10ac8d82e05b22cc7d4c03";

TicketSpec support() {
    TicketSpec spec;
    spec.labels = {"support"};
    return spec;
}
HumanAct human(HumanAct::Kind kind, const TicketView& ticket, std::string actor, std::string value = {}) {
    return {kind, ticket.id, std::move(actor), std::move(value)};
}

class EachSource : public testing::TestWithParam<World::News> {};
INSTANTIATE_TEST_SUITE_P(By, EachSource,
                         testing::Values(World::News::webhooks, World::News::poll, World::News::both),
                         [](const auto& row) {
                             return std::string(row.param == World::News::webhooks ? "Webhook"
                                                : row.param == World::News::poll   ? "Poll"
                                                                                   : "Both");
                         });

TEST_P(EachSource, EveryTrackersTicketsGoToWhoIsOnCallWithOneComment) {
    World world;
    world.settle(GetParam());
    const TicketView jira = world.create("jira", support());
    const TicketView github = world.create("github", support());
    const TicketView page = world.create("pagerduty", {});
    world.settle(GetParam());
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kAnn));
    EXPECT_THAT(world.view("github", github.id).assignees, ElementsAre("ann-berg"));
    EXPECT_EQ(world.view("pagerduty", page.id).policy, "PESC001");
    EXPECT_THAT(world.view("pagerduty", page.id).assignees, ElementsAre("PANN001"));
    EXPECT_THAT(world.view("jira", jira.id).comments, SizeIs(1));
    EXPECT_THAT(world.view("github", github.id).comments,
                ElementsAre(HasSubstr("on call for data-support until Mon 30 Nov 09:00 CET")));
    EXPECT_THAT(world.view("pagerduty", page.id).comments, SizeIs(1));
}

TEST_P(EachSource, AQuietWorldWritesNothing) {
    World world;
    world.create("jira", support());
    world.create("github", support());
    world.create("pagerduty", {});
    world.settle(GetParam());
    const auto before = world.writes();
    world.settle(GetParam());
    world.settle(GetParam());
    EXPECT_EQ(world.writes(), before);
}

TEST_P(EachSource, WhatAPersonTookStaysTheirsThroughTheShiftChange) {
    World world;
    world.settle(GetParam());
    const TicketView jira = world.create("jira", support());
    const TicketView github = world.create("github", support());
    const TicketView page = world.create("pagerduty", {});
    world.settle(GetParam());
    world.act("jira", human(HumanAct::Kind::assign, jira, kCy, kCy));
    world.act("github", human(HumanAct::Kind::unassign, github, "cy-dahl", "ann-berg"));
    world.act("github", human(HumanAct::Kind::assign, github, "cy-dahl", "cy-dahl"));
    world.act("pagerduty", human(HumanAct::Kind::assign, page, "PCYD003", "PCYD003"));
    world.settle(GetParam());
    world.go_to(kBoundary);
    world.settle(GetParam());
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kCy));
    EXPECT_THAT(world.view("github", github.id).assignees, ElementsAre("cy-dahl"));
    EXPECT_THAT(world.view("pagerduty", page.id).assignees, ElementsAre("PCYD003"));
}

TEST_P(EachSource, OpenTicketsPassToTheNextPersonAndMarkedOnesAreReopened) {
    World world;
    world.settle(GetParam());
    const TicketView jira = world.create("jira", support());
    const TicketView github = world.create("github", support());
    const TicketView page = world.create("pagerduty", {});
    const TicketView marked_jira = world.create("jira", support());
    const TicketView marked_github = world.create("github", support());
    const TicketView closed = world.create("jira", support());
    const TicketView resolved_page = world.create("pagerduty", {});
    world.settle(GetParam());
    for (const auto& [tracker, ticket, actor] :
         {std::tuple("jira", marked_jira, kAnn), {"github", marked_github, "ann-berg"}}) {
        world.act(tracker, human(HumanAct::Kind::add_label, ticket, actor, "reopen-next-shift"));
        world.act(tracker, human(HumanAct::Kind::close, ticket, actor));
    }
    world.act("jira", human(HumanAct::Kind::close, closed, kAnn));
    world.act("pagerduty", human(HumanAct::Kind::close, resolved_page, "PANN001"));
    world.settle(GetParam());
    EXPECT_EQ(world.view("jira", marked_jira.id).state, "resolved") << "not before the boundary";

    world.go_to(kBoundary);
    world.settle(GetParam());
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kBob));
    EXPECT_THAT(world.view("github", github.id).assignees, ElementsAre("bob-lie"));
    EXPECT_THAT(world.view("pagerduty", page.id).assignees, ElementsAre("PBOB002"));
    EXPECT_EQ(world.view("pagerduty", page.id).policy, "PESC001") << "it keeps escalating";
    EXPECT_THAT(world.view("jira", jira.id).comments, SizeIs(1)) << "a carry-over writes no comment";

    EXPECT_EQ(world.view("jira", marked_jira.id).state, "open");
    EXPECT_THAT(world.view("jira", marked_jira.id).assignees, ElementsAre(kBob));
    EXPECT_EQ(world.view("github", marked_github.id).state, "open");
    EXPECT_THAT(world.view("github", marked_github.id).assignees, ElementsAre("bob-lie"));
    EXPECT_EQ(world.view("jira", closed.id).state, "resolved");
    EXPECT_EQ(world.view("pagerduty", resolved_page.id).state, "resolved");

    const auto before = world.writes();
    world.settle(GetParam());
    EXPECT_EQ(world.writes(), before) << "a pass with nothing to do writes nothing";
}

TEST(World, TicketsThatAreNobodysBusinessAreLeftAlone) {
    World world;
    world.settle();
    TicketSpec assigned = support();
    assigned.assignee = kCy;
    TicketSpec opted_out = support();
    opted_out.labels.push_back("no-rotation");
    const TicketView theirs = world.create("jira", assigned);
    world.create("jira", opted_out);
    world.create("jira", {});
    world.settle();
    world.go_to(kBoundary);
    world.settle();
    EXPECT_THAT(world.writes(), IsEmpty());
    EXPECT_THAT(world.view("jira", theirs.id).assignees, ElementsAre(kCy));
}

TEST(World, WhatExistedBeforeTheFirstStartIsLeftAlone) {
    World world;
    world.now -= 2h;
    world.create("jira", support());
    world.create("github", support());
    world.now += 2h;
    world.settle();
    EXPECT_THAT(world.writes(), IsEmpty());
}

TEST(World, AfterDowntimeThereIsOneHandoffFromTheLastPersonToTheCurrentOne) {
    World world;
    world.settle();
    const TicketView jira = world.create("jira", support());
    world.settle();
    const auto before = world.writes().size();
    world.go_to(kBoundary + 7 * 24h + 1h);  // bob's whole week was missed
    world.restart();
    world.settle();
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kCy));
    EXPECT_EQ(world.writes().size(), before + 1) << "never given to bob on the way";
}

TEST(World, AReloadMovesNothingUntilTheNextShiftChange) {
    World world;
    world.settle();
    const TicketView jira = world.create("jira", support());
    world.settle();
    world.go_to(kBoundary);
    world.settle();
    ASSERT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kBob));

    // On Wednesday shifts move to Tuesdays, and the one that began yesterday is cy's.
    world.go_to(kBoundary + 48h);
    Configuration next = world.config;
    Version& version = next.rotations.begin()->second.layers.front().versions.front();
    version.shift.start = LocalTime(2026, 12, 1, 9, 0, 0);
    version.participants = {{PersonId("cy")}, {PersonId("ann")}, {PersonId("bob")}};
    world.reload(next);
    const auto before = world.writes();
    world.settle();
    world.act("jira", human(HumanAct::Kind::add_label, jira, kBob, "urgent"));
    world.settle();
    EXPECT_EQ(world.writes(), before);
    world.go_to(kBoundary + 8 * 24h);
    world.settle();
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kAnn));
}

TEST(World, AReloadThatAddsARouteTakesUpTheTicketsThatAreThere) {
    World world;
    world.settle();
    TicketSpec spec;
    spec.labels = {"data"};
    const TicketView jira = world.create("jira", spec);
    world.settle();
    ASSERT_THAT(world.view("jira", jira.id).assignees, IsEmpty());
    Configuration next = world.config;
    next.routes.front().match.labels_any.push_back("data");
    world.reload(next);
    world.settle();
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kAnn));
}

// Jira's assignee is replaced by a write: what a person did since our last look must be seen first.
TEST(World, WhatAPersonTookJustBeforeTheBoundaryIsNotOverwritten) {
    World world;
    world.settle();
    const TicketView taken = world.create("jira", support()), other = world.create("jira", support());
    world.settle(World::News::webhooks);
    ASSERT_THAT(world.view("jira", taken.id).assignees, ElementsAre(kAnn));
    world.go_to(kBoundary - 3s);
    world.act("jira", human(HumanAct::Kind::assign, taken, kCy, kCy));
    world.fake("jira").take_webhooks();  // lost
    world.go_to(kBoundary);
    world.settle(World::News::webhooks);
    EXPECT_THAT(world.view("jira", taken.id).assignees, ElementsAre(kCy));
    EXPECT_THAT(world.view("jira", other.id).assignees, ElementsAre(kBob));
}

TEST(World, WhatAPersonTookWhileTheDaemonWasDownIsNotOverwritten) {
    for (int point = 0;; ++point) {
        World world;
        world.settle();
        const TicketView jira = world.create("jira", support());
        world.crash_at(point);
        try {
            world.settle(World::News::webhooks);
            EXPECT_GT(point, 5) << "it was to die on the way";
            return;
        } catch (const Crash&) {
        }
        if (!world.view("jira", jira.id).assignees.empty()) continue;
        world.act("jira", human(HumanAct::Kind::assign, jira, kCy, kCy));
        world.fake("jira").take_webhooks();  // lost
        world.restart();
        world.settle(World::News::webhooks);
        EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kCy)) << "killed at point " << point;
    }
}

TEST(World, ALaggingSearchIndexMisleadsNobody) {
    World world;
    world.settle(World::News::poll);
    const TicketView jira = world.create("jira", support());
    world.settle(World::News::poll);
    world.act("jira", human(HumanAct::Kind::assign, jira, kCy, kCy));
    world.settle(World::News::poll);
    EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kCy));
}

struct FaultRow {
    const char* name;
    Fault fault;
};

void PrintTo(const FaultRow& row, std::ostream* out) {
    *out << row.name;
}

class EachFault : public testing::TestWithParam<FaultRow> {};
INSTANTIATE_TEST_SUITE_P(
    OnWrites, EachFault,
    testing::Values(FaultRow{"RateLimited", {Fault::Kind::rate_limited, {}, {}, 1, {}, 1}},
                    FaultRow{"ServerError", {Fault::Kind::server_error, {}, {}, 2, {}, 1}},
                    FaultRow{"DroppedBeforeApplying", {Fault::Kind::drop_before, {}, {}, 2, {}, 1}},
                    FaultRow{"DroppedAfterApplying", {Fault::Kind::drop_after, {}, {}, 2, {}, 1}},
                    FaultRow{"BadGatewayAfterApplying", {Fault::Kind::error_after, {}, {}, 2, {}, 1}}),
    [](const auto& row) { return std::string(row.param.name); });

std::size_t writes_without_faults() {
    World world;
    world.settle();
    world.create("jira", support());
    world.create("github", support());
    world.create("pagerduty", {});
    world.settle();
    world.go_to(kBoundary);
    world.settle();
    return world.writes().size();
}

TEST_P(EachFault, OneEffectAndOneComment) {
    const std::size_t expected = writes_without_faults();
    for (const char* method : {"PUT", "POST", "PATCH", "GET"}) {
        World world;
        world.settle();
        const TicketView jira = world.create("jira", support());
        const TicketView github = world.create("github", support());
        const TicketView page = world.create("pagerduty", {});
        Fault fault = GetParam().fault;
        fault.method = method;
        for (const char* tracker : {"jira", "github", "pagerduty"})
            world.fake(tracker).add_fault(fault);
        world.settle();
        world.go_to(kBoundary);
        for (const char* tracker : {"jira", "github", "pagerduty"})
            world.fake(tracker).add_fault(fault);
        world.settle();
        EXPECT_THAT(world.view("jira", jira.id).assignees, ElementsAre(kBob)) << method;
        EXPECT_THAT(world.view("github", github.id).assignees, ElementsAre("bob-lie")) << method;
        EXPECT_THAT(world.view("pagerduty", page.id).assignees, ElementsAre("PBOB002")) << method;
        for (const auto& [tracker, ticket] :
             {std::pair("jira", jira), {"github", github}, {"pagerduty", page}})
            EXPECT_THAT(world.view(tracker, ticket.id).comments, SizeIs(1)) << tracker << " " << method;
        EXPECT_EQ(world.writes().size(), expected) << method << ": something was done twice, or not at all";
    }
}

// The whole story, killed at every point where a process can die, ends as the one that was never killed.
class Story {
public:
    World world;
    std::vector<std::pair<std::string, TicketView>> tickets;

    void arrive() {
        world.settle();
        for (const char* tracker : {"jira", "github", "pagerduty"})
            tickets.emplace_back(
                tracker,
                world.create(tracker, tracker == std::string("pagerduty") ? TicketSpec{} : support()));
        const TicketView marked = world.create("github", support());
        tickets.emplace_back("github", marked);
        world.act("github", human(HumanAct::Kind::add_label, marked, "ann-berg", "reopen-next-shift"));
        world.act("github", human(HumanAct::Kind::close, marked, "ann-berg"));
    }
    // Gives whether it was killed.
    bool run(int crash_at) {
        bool killed = false;
        arrive();
        world.crash_at(crash_at);
        for (const Instant t : {world.now, kBoundary}) {
            if (world.now < t) world.go_to(t);
            try {
                world.settle();
            } catch (const Crash&) {
                killed = true;
                world.restart();
                world.settle();
            }
        }
        return killed;
    }
    std::vector<std::string> ends() {
        std::vector<std::string> all;
        for (const auto& [tracker, ticket] : tickets) {
            const TicketView view = world.view(tracker, ticket.id);
            std::string end = tracker + " " + view.state + " " + view.policy;
            for (const std::string& assignee : view.assignees)
                end += " " + assignee;
            all.push_back(end + ", comments " + std::to_string(view.comments.size()));
        }
        return all;
    }
};

TEST(World, KilledAtEveryPointItEndsAsIfNeverKilled) {
    Story calm;
    ASSERT_FALSE(calm.run(-1));
    const auto expected = calm.ends();
    const auto expected_writes = calm.world.writes().size();
    int point = 0;
    for (;; ++point) {
        Story story;
        const bool killed = story.run(point);
        ASSERT_EQ(story.ends(), expected) << "killed at point " << point;
        ASSERT_EQ(story.world.writes().size(), expected_writes) << "killed at point " << point;
        if (!killed) break;
    }
    EXPECT_GT(point, 50) << "the story has far more points than that";
}

}  // namespace
}  // namespace oncalld::sandbox
