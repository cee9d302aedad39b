// What somebody did to an issue: from the changelog that comes with a search, or from a webhook. The same act
// has the same id whichever brings it.
#pragma once

#include "connectors/json.h"
#include "engine/ticket.h"

#include <string_view>
#include <vector>

namespace oncalld::jira {

// One per kind of change (assignee, status, labels) among the items of one change. `change` is its id.
std::vector<Activity> change_activities(const json::Value& items, const TicketRef& ticket,
                                        std::string_view change, const AccountId& actor, Instant at);

// The entries of an issue's changelog made at `since` or later.
std::vector<Activity> changelog_activities(const json::Value& issue, const TicketRef& ticket, Instant since);

Activity comment_activity(const json::Value& comment, const TicketRef& ticket, Instant at);

}  // namespace oncalld::jira
