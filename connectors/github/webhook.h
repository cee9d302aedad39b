// GitHub's webhooks `issues` and `issue_comment`. The body holds the whole issue, so nothing has to be asked;
// deliveries may come late, twice (with the same GUID) and in any order, which the receiver settles by the
// issue's own time. (docs.github.com: Webhook events and payloads; Validating webhook deliveries.)
#pragma once

#include "connectors/github/settings.h"
#include "connectors/tracker.h"

#include <variant>

namespace oncalld::github {

std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const Settings& settings,
                                                         const http::Request& request, Instant now);

}  // namespace oncalld::github
