// PagerDuty as a Tracker: an incident is a ticket, the escalation policy may be its assignee, there are no
// labels, and nothing here ever changes a status.
#pragma once

#include "connectors/pagerduty/settings.h"
#include "connectors/tracker.h"

namespace oncalld::pagerduty {

class PagerDuty final : public Tracker {
public:
    explicit PagerDuty(Settings settings) : settings_(std::move(settings)) {}

    const TrackerId& id() const override { return settings_.id; }
    OperationPtr<AccountId> identify() const override;
    OperationPtr<Changes> changes_since(const std::string& cursor, Instant now) const override;
    OperationPtr<std::vector<Snapshot>> read(std::vector<TicketHandle> tickets) const override;
    std::size_t bulk_limit(const Effect& effect) const override;
    OperationPtr<std::vector<Outcome>> apply(std::vector<Step> steps) const override;
    OperationPtr<bool> find_marker(TicketHandle ticket, StepId step, Instant since,
                                   AccountId author) const override;
    std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const http::Request& request,
                                                             Instant now) const override;

private:
    Settings settings_;
};

}  // namespace oncalld::pagerduty
