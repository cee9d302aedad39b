#include "connectors/pagerduty/pagerduty.h"

#include "connectors/pagerduty/apply.h"
#include "connectors/pagerduty/poll.h"
#include "connectors/pagerduty/read.h"
#include "connectors/pagerduty/webhook.h"

namespace oncalld::pagerduty {

OperationPtr<AccountId> PagerDuty::identify() const {
    return std::make_unique<Identify>(settings_);
}

OperationPtr<Changes> PagerDuty::changes_since(const std::string& cursor, Instant now) const {
    return std::make_unique<Poll>(settings_, cursor, now);
}

OperationPtr<std::vector<Snapshot>> PagerDuty::read(std::vector<TicketHandle> tickets) const {
    return std::make_unique<Read>(settings_, std::move(tickets));
}

std::size_t PagerDuty::bulk_limit(const Effect& effect) const {
    return std::holds_alternative<AssignTicket>(effect) ? kBulkLimit : 1;
}

OperationPtr<std::vector<Outcome>> PagerDuty::apply(std::vector<Step> steps) const {
    return std::make_unique<Apply>(settings_, std::move(steps));
}

OperationPtr<bool> PagerDuty::find_marker(TicketHandle ticket, StepId step, Instant, AccountId author) const {
    return std::make_unique<FindMarker>(settings_, std::move(ticket), std::move(step), std::move(author));
}

std::variant<WebhookEvent, WebhookRefusal> PagerDuty::parse_webhook(const http::Request& request,
                                                                    Instant) const {
    return read_webhook(settings_, request);
}

}  // namespace oncalld::pagerduty
