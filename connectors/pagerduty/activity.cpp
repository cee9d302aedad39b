#include "connectors/pagerduty/activity.h"

#include <algorithm>
#include <array>
#include <span>

namespace oncalld::pagerduty {

namespace {

struct Named {
    std::string_view type;
    Activity::Kind kind;
};

using enum Activity::Kind;

// schema AgentReference and *LogEntry of the REST API description
constexpr std::array kLogEntries{
    Named{"assign_log_entry", assigned},
    Named{"delegate_log_entry", assigned},
    Named{"escalate_log_entry", assigned},
    Named{"acknowledge_log_entry", state_changed},
    Named{"unacknowledge_log_entry", state_changed},
    Named{"resolve_log_entry", state_changed},
    Named{"reopen_log_entry", state_changed},
    Named{"annotate_log_entry", commented},
    Named{"trigger_log_entry", other},
    Named{"snooze_log_entry", other},
    Named{"urgency_change_log_entry", other},
    Named{"field_value_change_log_entry", other},
};

// developer.pagerduty.com/docs/webhooks-overview
constexpr std::array kEvents{
    Named{"incident.reassigned", assigned},
    Named{"incident.delegated", assigned},
    Named{"incident.escalated", assigned},
    Named{"incident.acknowledged", state_changed},
    Named{"incident.unacknowledged", state_changed},
    Named{"incident.resolved", state_changed},
    Named{"incident.reopened", state_changed},
    Named{"incident.annotated", commented},
    Named{"incident.triggered", other},
    Named{"incident.priority_updated", other},
    Named{"incident.service_updated", other},
};

std::optional<Activity::Kind> find(std::span<const Named> table, std::string_view type) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Named& row) { return row.type == type; });
    return found == table.end() ? std::nullopt : std::optional(found->kind);
}

}  // namespace

std::optional<Activity::Kind> kind_of_log_entry(std::string_view type) {
    return find(kLogEntries, type);
}

std::optional<Activity::Kind> kind_of_event(std::string_view type) {
    return find(kEvents, type);
}

AccountId actor(const json::Value* agent) {
    const std::string_view type = json::as_text(json::member(agent, "type"));
    if (type != "user_reference" && type != "user") return {};
    return AccountId(json::as_string(json::member(agent, "id")));
}

}  // namespace oncalld::pagerduty
