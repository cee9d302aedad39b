#include "connectors/jira/jira.h"

#include "connectors/jira/apply.h"
#include "connectors/jira/identify.h"
#include "connectors/jira/marker.h"
#include "connectors/jira/poll.h"
#include "connectors/jira/read.h"
#include "connectors/jira/webhook.h"

namespace oncalld::jira {

OperationPtr<AccountId> Jira::identify() const {
    return std::make_unique<Identify>(settings_);
}

OperationPtr<Changes> Jira::changes_since(const std::string& cursor, Instant now) const {
    return std::make_unique<Poll>(settings_, cursor, now);
}

OperationPtr<std::vector<Snapshot>> Jira::read(std::vector<TicketHandle> tickets) const {
    return std::make_unique<Read>(settings_, std::move(tickets));
}

std::size_t Jira::bulk_limit(const Effect&) const {
    return 1;
}

OperationPtr<std::vector<Outcome>> Jira::apply(std::vector<Step> steps) const {
    return std::make_unique<Apply>(settings_, std::move(steps));
}

OperationPtr<bool> Jira::find_marker(TicketHandle ticket, StepId step, Instant since,
                                     AccountId author) const {
    return std::make_unique<FindMarker>(settings_, std::move(ticket), std::move(step), since,
                                        std::move(author));
}

std::variant<WebhookEvent, WebhookRefusal> Jira::parse_webhook(const http::Request& request,
                                                               Instant now) const {
    return jira::parse_webhook(settings_, request, now);
}

}  // namespace oncalld::jira
