// What oncalld remembers of a ticket besides its latest snapshot. Written only by decide() and by confirm().
#pragma once

#include "engine/ids.h"
#include "engine/step.h"
#include "engine/ticket.h"

#include <optional>
#include <string>

namespace oncalld {

enum class Owner { nobody, us, human };

struct TicketMemory {
    // The assignee, three-way: what we wrote last, whose the field is since when.
    Owner assignee_owner = Owner::nobody;
    Assignment written;             // with owner us
    PersonId person;                // whom `written` means; empty with a policy
    Instant owned_since{};          // when the field became its owner's
    Instant confirmed_at{};         // our clock when our last write was confirmed
    Instant decided_at{};           // when that write was decided; a handoff after it is still due
    std::string cause;              // of that write
    bool explained = true;          // the reason of `cause` has been said on the ticket

    RouteId route;                  // that matched last
    RotationId rotation;            // whose handoffs concern this ticket; empty: none
    Instant first_seen{};
    bool adopted = true;            // false: older than the first start, left alone

    // Closing and reopening.
    std::optional<Assignment> assignment_when_closed;  // set while we have seen the ticket closed
    std::optional<Instant> closed_seen;                // resolved_at (or updated) of that closing
    bool reopened_by_us = false;                       // our set_state was the last to open it
    std::string automatic_since;                       // cause prefix after a person reopened it
    bool reopen_mark_used = false;                     // the label has had its effect; a fresh label counts again

    int times_carried = 0;

    friend bool operator==(const TicketMemory&, const TicketMemory&) = default;
};

// The memory after a step was applied (and verified or read back). `now`: our clock.
TicketMemory confirm(TicketMemory memory, const Step& step, Instant now);

}  // namespace oncalld
