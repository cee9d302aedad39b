// `--dry-run`: a tracker that reads as its inner one does and writes nothing. A step that would be sent is
// reported as waiting, so the journal never claims what did not happen.
#pragma once

#include "connectors/tracker.h"

namespace oncalld {

class DryRun final : public Tracker {
public:
    explicit DryRun(std::unique_ptr<Tracker> inner) : inner_(std::move(inner)) {}

    const TrackerId& id() const override { return inner_->id(); }
    OperationPtr<AccountId> identify() const override { return inner_->identify(); }
    OperationPtr<Changes> changes_since(const std::string& cursor, Instant now) const override {
        return inner_->changes_since(cursor, now);
    }
    OperationPtr<std::vector<Snapshot>> read(std::vector<TicketHandle> tickets) const override {
        return inner_->read(std::move(tickets));
    }
    std::size_t bulk_limit(const Effect& effect) const override { return inner_->bulk_limit(effect); }
    OperationPtr<std::vector<Outcome>> apply(std::vector<Step> steps) const override;
    OperationPtr<bool> find_marker(TicketHandle ticket, StepId step, Instant since,
                                   AccountId author) const override {
        return inner_->find_marker(std::move(ticket), std::move(step), since, std::move(author));
    }
    std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const http::Request& request,
                                                             Instant now) const override {
        return inner_->parse_webhook(request, now);
    }

private:
    std::unique_ptr<Tracker> inner_;
};

}  // namespace oncalld
