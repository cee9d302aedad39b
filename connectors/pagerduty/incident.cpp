#include "connectors/pagerduty/incident.h"

#include <algorithm>

namespace oncalld::pagerduty {

namespace {

std::optional<TicketState> to_state(std::string_view status) {
    if (status == "triggered") return TicketState::open;
    if (status == "acknowledged") return TicketState::in_progress;
    if (status == "resolved") return TicketState::resolved;
    return std::nullopt;
}

// An incident that was merged into another one counts as resolved, but nobody fixed it.
Resolution to_resolution(const json::Value& incident) {
    const bool merged = json::text_at(incident, "resolve_reason", "type") == "merge_resolve_reason";
    return merged ? Resolution::duplicate : Resolution::done;
}

std::optional<Instant> later(std::optional<Instant> a, std::optional<Instant> b) {
    return a && b ? std::max(a, b) : (a ? a : b);
}

}  // namespace

std::optional<Ticket> to_ticket(const json::Value& incident, const TrackerId& tracker) {
    const auto state = to_state(json::text_at(incident, "status"));
    const auto created = json::instant_at(incident, "created_at");
    Ticket ticket;
    ticket.ref = {tracker, TicketId(json::string_at(incident, "id"))};
    ticket.key = json::string_at(incident, "incident_number");
    if (!state || !created || ticket.ref.id.empty() || ticket.key.empty()) return std::nullopt;

    ticket.url = json::string_at(incident, "html_url");
    ticket.container = json::string_at(incident, "service", "id");
    ticket.title = json::string_at(incident, "title");
    ticket.state = *state;
    ticket.priority = json::string_at(incident, "priority", "summary");
    ticket.urgency = json::string_at(incident, "urgency");
    for (const json::Value& assignment : json::array_at(incident, "assignments")) {
        ticket.assignment.accounts.emplace_back(json::string_at(assignment, "assignee", "id"));
        ticket.assigned_at = later(ticket.assigned_at, json::instant_at(assignment, "at"));
    }
    std::sort(ticket.assignment.accounts.begin(), ticket.assignment.accounts.end());
    // The policy is always named; it has chosen the people only if they were not assigned directly.
    if (json::text_at(incident, "assigned_via") == "escalation_policy")
        ticket.assignment.policy = PolicyId(json::string_at(incident, "escalation_policy", "id"));
    if (ticket.closed()) {
        ticket.resolution = to_resolution(incident);
        ticket.resolved_at = json::instant_at(incident, "resolved_at");
        if (!ticket.resolved_at) ticket.resolved_at = json::instant_at(incident, "last_status_change_at");
    }
    ticket.created = *created;
    // `updated_at` is a late addition to the API.
    const auto touched =
        later(json::instant_at(incident, "last_status_change_at"), later(created, ticket.assigned_at));
    ticket.updated = json::instant_at(incident, "updated_at").value_or(*touched);
    return ticket;
}

}  // namespace oncalld::pagerduty
