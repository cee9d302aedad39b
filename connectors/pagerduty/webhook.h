// V3 webhooks. developer.pagerduty.com/docs: Webhooks Overview, Webhook Signatures.
#pragma once

#include "connectors/pagerduty/settings.h"
#include "connectors/tracker.h"

#include <variant>

namespace oncalld::pagerduty {

// A body is trimmed and does not tell whether a person or the policy chose the assignee, so an event gives
// the activity and asks for a read by id; never a snapshot.
std::variant<WebhookEvent, WebhookRefusal> read_webhook(const Settings& settings,
                                                        const http::Request& request);

}  // namespace oncalld::pagerduty
