// What somebody did to an incident, from the two places that tell: log entries and webhook events.
#pragma once

#include "connectors/json.h"
#include "engine/ticket.h"

#include <optional>
#include <string_view>

namespace oncalld::pagerduty {

// "assign_log_entry", ... None: not something that was done to the incident (notifications sent, policies
// exhausted), or a type we do not know.
std::optional<Activity::Kind> kind_of_log_entry(std::string_view type);

// "incident.reassigned", ... None: concerns nothing that a Ticket shows, or a type we do not know.
std::optional<Activity::Kind> kind_of_event(std::string_view type);

// `agent` names users, services and integrations alike; only a user is somebody. Empty: automation.
AccountId actor(const json::Value* agent);

}  // namespace oncalld::pagerduty
