#include "engine/step.h"

#include <gtest/gtest.h>

#include <set>

namespace oncalld {
namespace {

using namespace std::chrono_literals;

const Instant kThen = *parse_rfc3339("2026-11-30T08:00:00Z");
const AccountId kAnn("ann"), kBob("bob"), kCy("cy");

// It is written on tickets and compared after upgrades: the same for ever.
TEST(StepIdentity, IsAKnownFunctionOfTicketKindAndCause) {
    const TicketRef ticket{TrackerId("jira"), TicketId("10001")};
    EXPECT_EQ(derive_step_id(ticket, "assign", "shift 2026-11-23T08:00:00Z"),
              derive_step_id(ticket, "assign", "shift 2026-11-23T08:00:00Z"));
    EXPECT_EQ(
        derive_step_id({TrackerId("jira"), TicketId("10001")}, "comment", "shift 2026-11-23T08:00:00Z").str(),
        "9c9141873e618d409b80");
}

TEST(StepIdentity, TellsEveryPartApart) {
    std::set<std::string> ids;
    for (const char* tracker : {"a", "ab"})
        for (const char* id : {"b", "bc"})
            for (const char* kind : {"assign", "comment"})
                for (const char* cause : {"", "c", "shift 1"})
                    ids.insert(derive_step_id({TrackerId(tracker), TicketId(id)}, kind, cause).str());
    EXPECT_EQ(ids.size(), 24u);
    for (const std::string& id : ids)
        EXPECT_EQ(id.size(), 20u);
}

TEST(ShowsEffect, OnlyWhatIsThere) {
    struct Row {
        const char* name;
        Assignment seen;
        std::optional<Instant> assigned_at;
        TicketState state;
        Effect effect;
        bool shows;
    };
    const Assignment ann = Assignment::to(kAnn);
    const PolicyId policy("P1");
    const Effect to_policy = AssignTicket{Assignment::to(policy), {}, {}, std::nullopt};
    const Effect to_policy_again = AssignTicket{Assignment::to(policy), {}, {}, kThen};
    const Effect carry = AssignTicket{Assignment::to(kBob), {kAnn}, {}, std::nullopt};
    const Row rows[] = {
        {"assigned as wanted", ann, {}, TicketState::open, AssignTicket{ann, {}, {}, {}}, true},
        {"nobody yet", {}, {}, TicketState::open, AssignTicket{ann, {}, {}, {}}, false},
        {"a person's assignee beside ours",
         {{kAnn, kCy}, {}},
         {},
         TicketState::open,
         AssignTicket{ann, {}, {}, {}},
         true},
        {"added, but the old one not yet taken away",
         {{kAnn, kBob}, {}},
         {},
         TicketState::open,
         carry,
         false},
        {"carried", Assignment::to(kBob), {}, TicketState::open, carry, true},
        {"on the policy", {{kCy}, policy}, {}, TicketState::open, to_policy, true},
        {"on another policy", {{kCy}, PolicyId("P2")}, {}, TicketState::open, to_policy, false},
        {"taken off the policy", {{kCy}, {}}, {}, TicketState::open, to_policy, false},
        {"not sent to the policy again", {{kCy}, policy}, kThen, TicketState::open, to_policy_again, false},
        {"sent to the policy again", {{kCy}, policy}, kThen + 1s, TicketState::open, to_policy_again, true},
        {"reopened", {}, {}, TicketState::open, SetState{TicketState::resolved, TicketState::open}, true},
        {"reopened into progress, where the workflow leads",
         {},
         {},
         TicketState::in_progress,
         SetState{TicketState::resolved, TicketState::open},
         true},
        {"still closed",
         {},
         {},
         TicketState::resolved,
         SetState{TicketState::resolved, TicketState::open},
         false},
        {"still in progress",
         {},
         {},
         TicketState::in_progress,
         SetState{TicketState::in_progress, TicketState::open},
         false},
        {"a comment never shows in a snapshot", ann, {}, TicketState::open, AddComment{}, false},
    };
    for (const Row& row : rows) {
        Ticket ticket;
        ticket.assignment = row.seen;
        ticket.assigned_at = row.assigned_at;
        ticket.state = row.state;
        EXPECT_EQ(shows_effect(ticket, row.effect), row.shows) << row.name;
    }
}

TEST(WithEffect, AReopenedTicketIsNoLongerResolved) {
    Ticket ticket;
    ticket.state = TicketState::resolved;
    ticket.resolution = Resolution::done;
    ticket.resolved_at = kThen;
    const Ticket after = with_effect(ticket, SetState{TicketState::resolved, TicketState::open});
    EXPECT_EQ(after.state, TicketState::open);
    EXPECT_EQ(after.resolution, Resolution::none);
    EXPECT_EQ(after.resolved_at, std::nullopt);
}

}  // namespace
}  // namespace oncalld
