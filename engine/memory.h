// What oncalld remembers of a ticket besides its latest snapshot. Written only by decide() and confirm().
#pragma once

#include "engine/ids.h"
#include "engine/step.h"
#include "engine/ticket.h"

#include <optional>
#include <string>

namespace oncalld {

enum class Owner { nobody, us, human };

struct TicketMemory {
    std::optional<Instant> first_seen;
    bool adopted = false;  // false: older than the first start, left alone

    RouteId route;        // that matched last
    RotationId rotation;  // whose handoffs concern this ticket; empty: none

    // The assignee, three-way: what we wrote last, whose the field is, since when.
    Owner assignee_owner = Owner::nobody;
    Instant owned_since{};
    Assignment written;      // our last write; meaningful while the owner is us, and for taking it back
    PersonId person;         // whom `written` means; empty with a policy
    Instant decided_at{};    // when that write was decided: a handoff after it is still due
    Instant confirmed_at{};  // our clock when it was confirmed
    Instant premise{};       // `updated` of the snapshot it was decided on: what is not newer may be stale
    std::string cause;       // of that write
    std::string said;        // its reason, to be said once on the ticket
    bool explained = true;   // ... and it has been

    // What we tried to write without getting a clear yes. It may be there in part (GitHub: one assignee
    // added, the other not yet removed), or come true late: that is our doing and no person's.
    std::optional<Assignment> attempted;

    // An assignment that is nobody's choice although it names somebody: it was there when the ticket was
    // reopened. Any other value is a person's choice.
    std::optional<Assignment> disregard;
    std::string automatic_since;  // what made the ticket ours to assign again; part of the cause

    // Closing and reopening.
    std::optional<Instant> closed_at;         // the vendor's time of the closing that we have seen
    bool reopened_by_us = false;              // since then
    std::optional<Instant> reopen_marked_at;  // closed and labelled reopen-next-shift since (vendor's time)
    bool reopen_mark_used = false;            // the label has had its effect; only a fresh one counts
    std::optional<Instant> restart_due;  // boundary at which it was found in progress on a `restart` route

    int times_carried = 0;

    friend bool operator==(const TicketMemory&, const TicketMemory&) = default;
};

// The memory after a step was applied (and verified, or found by reading back). `now`: our clock.
TicketMemory confirm(TicketMemory memory, const Step& step, Instant now);

// The memory after a step was tried and did not clearly succeed.
TicketMemory attempt(TicketMemory memory, const Step& step);

}  // namespace oncalld
