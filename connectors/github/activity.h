// What somebody did to an issue, from a comment or a webhook.
#pragma once

#include "connectors/json.h"
#include "engine/ticket.h"

namespace oncalld::github {

// The same comment has the same id, whether a poll or a webhook brings it.
Activity comment_activity(const json::Value& comment, const TicketRef& ticket);

// `body`: a whole `issues` webhook. Deliveries of one act have one GUID, so it names the act.
Activity issue_activity(const json::Value& body, const TicketRef& ticket, std::string_view delivery);

}  // namespace oncalld::github
