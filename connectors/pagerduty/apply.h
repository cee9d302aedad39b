// Writes. Assignments go out in bulk, up to 250 in one PUT; one incident that PagerDuty refuses fails the
// whole PUT, so a refused batch is halved until the bad incident stands alone and the others are through.
// No item ever carries `status`: that would reopen, or acknowledge in our own name, and page.
#pragma once

#include "connectors/pagerduty/settings.h"
#include "connectors/tracker.h"

namespace oncalld::pagerduty {

inline constexpr std::size_t kBulkLimit = 250;

class Apply final : public Operation<std::vector<Outcome>> {
public:
    Apply(Settings settings, std::vector<Step> steps);
    Next<std::vector<Outcome>> start() override { return ask(); }
    Next<std::vector<Outcome>> resume(Result<http::Response> answer) override;

private:
    using Batch = std::vector<Step>;  // one request; never empty, more than one step only if all assign

    void plan(Step step);
    Next<std::vector<Outcome>> ask();
    Next<std::vector<Outcome>> take_refusal(const http::Response& response);
    void halve();
    void verify(const http::Response& response);
    void conclude(const Error& error);
    void conclude_unsent(const Error& error);
    void conclude(const Step& step, Result<Done> result);

    Settings settings_;
    std::vector<Batch> todo_;  // the next one last
    Batch sent_;
    std::vector<Outcome> outcomes_;
};

}  // namespace oncalld::pagerduty
