#include "daemon/ctl/explain.h"

#include "connectors/json.h"
#include "daemon/one_line.h"

namespace oncalld::ctl {

using store::JournalRow;

namespace {

std::string_view state_word(TicketState state) {
    switch (state) {
        case TicketState::open:
            return "open";
        case TicketState::in_progress:
            return "in progress";
        case TicketState::resolved:
            return "closed";
    }
    return "open";
}

std::string_view owner_word(Owner owner) {
    switch (owner) {
        case Owner::nobody:
            return "nobody";
        case Owner::us:
            return "oncalld";
        case Owner::human:
            return "human";
    }
    return "nobody";
}

std::string assignment_text(const Assignment& assignment) {
    std::string text;
    for (const AccountId& account : assignment.accounts)
        text += (text.empty() ? "" : ", ") + account.str();
    if (text.empty()) text = "nobody";
    if (assignment.policy) text += " (by escalation policy " + assignment.policy->str() + ")";
    return text;
}

std::string effect_text(const Effect& effect) {
    if (const auto* assign = std::get_if<AssignTicket>(&effect))
        return "assign " + assignment_text(assign->to);
    if (const auto* set = std::get_if<SetState>(&effect))
        return "set state to " + std::string(state_word(set->to));
    return "comment";
}

void write_instant(json::Writer& out, std::string_view key, const std::optional<Instant>& t) {
    out.key(key);
    if (t)
        out.text(to_rfc3339(*t));
    else
        out.null();
}

void write_step(json::Writer& out, const JournalRow& row) {
    out.object().key("id").text(row.step.id.str()).key("kind").text(kind_name(row.step.effect));
    out.key("what").text(effect_text(row.step.effect)).key("state").text(store::to_string(row.state));
    out.key("cause").text(row.step.cause).key("reason").text(to_string(row.step.why.reason));
    out.key("why").text(row.step.why.text).key("attempts").integer(row.attempts);
    write_instant(out, "decided_at", row.step.decided_at);
    write_instant(out, "first_sent_at", row.first_sent_at);
    write_instant(out, "finished_at", row.finished_at);
    out.key("error").text(row.error).end_object();
}

}  // namespace

std::optional<Explained> explain(store::Store& store, const TicketRef& ref) {
    std::optional<store::TicketRow> row = store.find(ref);
    if (!row) return std::nullopt;
    return Explained{std::move(*row), store.steps(ref), store.activities(ref)};
}

std::string to_text(const Explained& explained, const Zone& zone) {
    const Ticket& ticket = explained.row.seen.ticket;
    const TicketMemory& memory = explained.row.memory;
    std::string text = ticket.key + " in " + ticket.ref.tracker.str() + ": " + one_line(ticket.title) + "\n";
    if (!ticket.url.empty()) text += "  " + ticket.url + "\n";
    text += "  now:      " + std::string(state_word(ticket.state)) + ", assigned to " +
            assignment_text(ticket.assignment) + "\n";
    text += "  route:    " + (memory.route.empty() ? std::string("none") : memory.route.str()) + "\n";
    text += "  assignee: decided by " + std::string(owner_word(memory.assignee_owner)) + "\n";
    text += "  decision: " + explained.row.why.text + " [" +
            std::string(to_string(explained.row.why.reason)) + "]";
    if (explained.row.decided_at) text += ", " + to_human(*explained.row.decided_at, zone);
    text += "\n";
    if (memory.times_carried > 0) text += "  carried:  " + std::to_string(memory.times_carried) + " times\n";
    text += explained.steps.empty() ? "  no step was ever planned\n" : "  steps:\n";
    for (const JournalRow& row : explained.steps) {
        text += "    " + to_human(row.step.decided_at, zone) + "  " + effect_text(row.step.effect) + ": " +
                std::string(store::to_string(row.state)) + "; " + row.step.why.text + " [" + row.step.cause +
                "]\n";
        if (!row.error.empty()) text += "      " + one_line(row.error) + "\n";
    }
    if (!explained.activities.empty()) text += "  what people did:\n";
    for (const Activity& activity : explained.activities)
        text += "    " + to_human(activity.at, zone) + "  " +
                (activity.actor.empty() ? std::string("somebody") : activity.actor.str()) + ": " +
                one_line(activity.text) + "\n";
    return text;
}

std::string to_json(const Explained& explained) {
    const Ticket& ticket = explained.row.seen.ticket;
    const TicketMemory& memory = explained.row.memory;
    json::Writer out;
    out.object().key("tracker").text(ticket.ref.tracker.str()).key("id").text(ticket.ref.id.str());
    out.key("key").text(ticket.key).key("title").text(ticket.title).key("url").text(ticket.url);
    out.key("state").text(state_word(ticket.state)).key("assignees").array();
    for (const AccountId& account : ticket.assignment.accounts)
        out.text(account.str());
    out.end_array().key("policy");
    if (ticket.assignment.policy)
        out.text(ticket.assignment.policy->str());
    else
        out.null();
    out.key("route").text(memory.route.str()).key("rotation").text(memory.rotation.str());
    out.key("owner")
        .text(owner_word(memory.assignee_owner))
        .key("times_carried")
        .integer(memory.times_carried);
    out.key("reason").text(to_string(explained.row.why.reason)).key("why").text(explained.row.why.text);
    write_instant(out, "decided_at", explained.row.decided_at);
    out.key("steps").array();
    for (const JournalRow& row : explained.steps)
        write_step(out, row);
    out.end_array().key("activities").array();
    for (const Activity& activity : explained.activities) {
        out.object().key("id").text(activity.id.str()).key("actor").text(activity.actor.str());
        out.key("at").text(to_rfc3339(activity.at)).key("text").text(activity.text).end_object();
    }
    return out.end_array().end_object().take();
}

}  // namespace oncalld::ctl
