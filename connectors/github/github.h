// GitHub Issues as a Tracker: github.com and Enterprise Server, REST version 2022-11-28, one account's token.
// Tickets are issues (never pull requests), identified by node_id; `open` and `closed` are all the states
// there are. The pieces: poll.h, read.h, apply.h, marker.h, webhook.h.
#pragma once

#include "connectors/github/settings.h"
#include "connectors/tracker.h"

namespace oncalld::github {

class GitHub final : public Tracker {
public:
    explicit GitHub(Settings settings) : settings_(std::move(settings)) {}

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

}  // namespace oncalld::github
