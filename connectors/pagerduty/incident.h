// An incident as the REST API shows it (GET and PUT /incidents, log entries with include[]=incidents) read
// into a Ticket. The bodies of webhooks are trimmed: they lack `assigned_via`, so they cannot say whether a
// person or the policy chose the assignee, and are never read as tickets.
#pragma once

#include "connectors/json.h"
#include "engine/ticket.h"

#include <optional>

namespace oncalld::pagerduty {

// None: a mere reference, or something that lacks what every incident has, or in a status we do not know
// ("more status codes may be introduced in the future").
std::optional<Ticket> to_ticket(const json::Value& incident, const TrackerId& tracker);

}  // namespace oncalld::pagerduty
