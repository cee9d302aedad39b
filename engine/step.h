// A step is one intended write to one tracker. Its id is derived from (ticket, kind, cause), so the same
// intention has the same id after a restart, a lost database or a second daemon, and the marker that we leave
// on comments can be recognised. The journal (daemon/store) carries a step through its states.
#pragma once

#include "engine/document.h"
#include "engine/ids.h"
#include "engine/reason.h"
#include "engine/ticket.h"
#include "engine/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oncalld {

// Make `to` the assignment. `replaces` are the accounts that we put there ourselves and now take away: where
// a tracker has several assignees, nobody else's is touched.
struct AssignTicket {
    Assignment to;
    std::vector<AccountId> replaces;
    PersonId person;  // whom it means; empty with a policy
    // Sending a ticket to the policy that already has it shows only in a newer assignment; this is the
    // vendor's time of the assignment that the step was decided on.
    std::optional<Instant> newer_than;
    friend bool operator==(const AssignTicket&, const AssignTicket&) = default;
};

struct AddComment {
    Document body;
    friend bool operator==(const AddComment&, const AddComment&) = default;
};

// Jira: a transition whose target status is of the wanted category. GitHub: open or closed.
struct SetState {
    TicketState from = TicketState::resolved;
    TicketState to = TicketState::open;
    friend bool operator==(const SetState&, const SetState&) = default;
};

using Effect = std::variant<AssignTicket, AddComment, SetState>;

std::string_view kind_name(const Effect& effect);  // "assign", "comment", "set_state"

struct Step {
    StepId id;
    TicketRef ticket;
    std::string key;  // the ticket's key when this was decided
    Effect effect;
    std::string cause;  // "shift 2026-11-23T08:00:00Z", "handoff 2026-11-30T08:00:00Z", ...
    Explanation why;
    Instant decided_at{};
    Instant premise{};               // `updated` of the snapshot that this was decided on
    Instant valid_until = kForever;  // the premises end here, e.g. with the shift
    friend bool operator==(const Step&, const Step&) = default;
};

// 80 bits of FNV-1a/128 as 20 hex digits (draft-eastlake-fnv). Not a secret: a forged marker is refused by
// its author, never by its id.
StepId derive_step_id(const TicketRef& ticket, std::string_view kind, std::string_view cause);

// Does this snapshot already show the effect? For comments always false: their marker must be looked for.
bool shows_effect(const Ticket& ticket, const Effect& effect);

// The ticket as it will look once the effect is applied.
Ticket with_effect(Ticket ticket, const Effect& effect);

}  // namespace oncalld
