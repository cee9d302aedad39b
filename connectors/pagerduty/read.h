// The operations that read: who we are, incidents by id, and whether a note of ours is there.
#pragma once

#include "connectors/json.h"
#include "connectors/pagerduty/settings.h"
#include "connectors/tracker.h"

namespace oncalld::pagerduty {

// The user behind `from:`. An account key belongs to nobody, so /users/me does not answer this.
class Identify final : public Operation<AccountId> {
public:
    explicit Identify(Settings settings) : settings_(std::move(settings)) {}
    Next<AccountId> start() override;
    Next<AccountId> resume(Result<http::Response> answer) override;

private:
    AccountId find(const json::Value& page) const;

    Settings settings_;
    std::int64_t offset_ = 0;
};

// One call each: the API has no bulk read by id. Incidents that are gone, hidden, or have moved to a service
// that is not ours are left out.
class Read final : public Operation<std::vector<Snapshot>> {
public:
    Read(Settings settings, std::vector<TicketHandle> tickets)
        : settings_(std::move(settings)), tickets_(std::move(tickets)) {}
    Next<std::vector<Snapshot>> start() override { return ask(); }
    Next<std::vector<Snapshot>> resume(Result<http::Response> answer) override;

private:
    Next<std::vector<Snapshot>> ask();

    Settings settings_;
    std::vector<TicketHandle> tickets_;
    std::size_t index_ = 0;
    std::vector<Snapshot> found_;
};

// All notes of an incident come in one answer.
class FindMarker final : public Operation<bool> {
public:
    FindMarker(Settings settings, TicketHandle ticket, StepId step, AccountId author)
        : settings_(std::move(settings)),
          ticket_(std::move(ticket)),
          step_(std::move(step)),
          author_(std::move(author)) {}
    Next<bool> start() override;
    Next<bool> resume(Result<http::Response> answer) override;

private:
    Settings settings_;
    TicketHandle ticket_;
    StepId step_;
    AccountId author_;
};

}  // namespace oncalld::pagerduty
