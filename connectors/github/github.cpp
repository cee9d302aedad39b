#include "connectors/github/github.h"

#include "connectors/github/apply.h"
#include "connectors/github/marker.h"
#include "connectors/github/poll.h"
#include "connectors/github/read.h"
#include "connectors/github/webhook.h"

namespace oncalld::github {

OperationPtr<AccountId> GitHub::identify() const {
    return std::make_unique<Identify>(settings_);
}

OperationPtr<Changes> GitHub::changes_since(const std::string& cursor, Instant now) const {
    return std::make_unique<Poll>(settings_, cursor, now);
}

OperationPtr<std::vector<Snapshot>> GitHub::read(std::vector<TicketHandle> tickets) const {
    return std::make_unique<Read>(settings_, std::move(tickets));
}

// The REST API has no bulk call; GraphQL's aliased mutations may follow.
std::size_t GitHub::bulk_limit(const Effect&) const {
    return 1;
}

OperationPtr<std::vector<Outcome>> GitHub::apply(std::vector<Step> steps) const {
    return std::make_unique<Apply>(settings_, std::move(steps));
}

OperationPtr<bool> GitHub::find_marker(TicketHandle ticket, StepId step, Instant since,
                                       AccountId author) const {
    return std::make_unique<FindMarker>(settings_, std::move(ticket), std::move(step), since,
                                        std::move(author));
}

std::variant<WebhookEvent, WebhookRefusal> GitHub::parse_webhook(const http::Request& request,
                                                                 Instant now) const {
    return github::parse_webhook(settings_, request, now);
}

}  // namespace oncalld::github
