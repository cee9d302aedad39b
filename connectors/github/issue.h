// GitHub's issue as a Ticket. Members that old recordings, Enterprise Server or a new API version leave out
// (state_reason, type, the singular `assignee`) are never required; only the immutable id, the number and the
// time of the last change are. (docs.github.com: REST API endpoints for issues.)
#pragma once

#include "connectors/json.h"
#include "engine/ticket.h"

#include <optional>
#include <string>
#include <string_view>

namespace oncalld::github {

// For GitHub every pull request is an issue too.
bool is_pull_request(const json::Value& issue);

// none: without an id, number or time it is nothing that could be tracked.
std::optional<Ticket> to_ticket(const json::Value& issue, const TrackerId& tracker, const std::string& repo);

// The account of a user object; empty where GitHub deleted it and writes null.
AccountId user_at(const json::Value& object, std::string_view member);

}  // namespace oncalld::github
