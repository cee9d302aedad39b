// Admin webhooks, in both dialects: Cloud's, and the one of Data Center that older sites and proxies of tests
// still send. What happened is read from what the body holds (issue, changelog, comment), never from the
// event's type name: an assignment is "issue_assigned" here and "issue_updated" there, and one comment may
// come as two events. (developer.atlassian.com: Jira Cloud Webhooks, Secure admin webhooks.)
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/tracker.h"

#include <variant>

namespace oncalld::jira {

std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const Settings& settings,
                                                         const http::Request& request, Instant now);

}  // namespace oncalld::jira
