// Jira's issue, v3 (REST) or v2 (webhooks), as our Ticket. The two differ in rich text only, which we do not
// read.
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "engine/ticket.h"

#include <optional>

namespace oncalld::jira {

// The fields that a Ticket is made of; Jira's search gives none unless asked.
void write_fields(json::Writer& writer);  // as a JSON array

// None if it lacks what every ticket has: id, key, status, update time. Other fields may be absent: a project
// can hide them.
std::optional<Ticket> read_issue(const Settings& settings, const json::Value& issue);

// A webhook may carry a few fields only, so that an absent one says nothing. (comment_created has six of
// them, and no labels.)
bool is_whole(const json::Value& issue);

// accountId, or the name that Jira had instead before accounts were global and still has in Data Center.
// Empty for automation and deleted users.
AccountId account_of(const json::Value* user);

bool ours(const Settings& settings, std::string_view project);  // one of the configured projects

}  // namespace oncalld::jira
