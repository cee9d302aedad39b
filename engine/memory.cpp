#include "engine/memory.h"

namespace oncalld {

namespace {

void confirm_assignment(TicketMemory& memory, const AssignTicket& assign, const Step& step, Instant now) {
    const bool carried = step.why.reason == Reason::carry_over;
    if (memory.assignee_owner != Owner::us) memory.owned_since = now;
    memory.assignee_owner = Owner::us;
    memory.written = assign.to;
    memory.person = assign.person;
    memory.decided_at = step.decided_at;
    memory.cause = step.cause;
    memory.said = step.why.text;
    memory.explained = carried;  // a carry-over writes no comment: the report lists it
    memory.attempted.reset();
    memory.disregard.reset();
    if (carried) ++memory.times_carried;
}

void confirm_state(TicketMemory& memory, const SetState& set, const Step& step) {
    memory.restart_due.reset();
    if (set.from != TicketState::resolved) return;
    memory.reopened_by_us = true;
    memory.reopen_mark_used = true;
    memory.automatic_since = step.cause;
}

}  // namespace

TicketMemory confirm(TicketMemory memory, const Step& step, Instant now) {
    if (const auto* assign = std::get_if<AssignTicket>(&step.effect)) {
        confirm_assignment(memory, *assign, step, now);
    } else if (const auto* set = std::get_if<SetState>(&step.effect)) {
        confirm_state(memory, *set, step);
    } else {
        memory.explained = true;
        return memory;  // a comment changes no field that could be read stale
    }
    memory.confirmed_at = now;
    memory.premise = step.premise;
    return memory;
}

TicketMemory attempt(TicketMemory memory, const Step& step) {
    if (const auto* assign = std::get_if<AssignTicket>(&step.effect)) memory.attempted = assign->to;
    return memory;
}

}  // namespace oncalld
