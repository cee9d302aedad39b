// apply(): assign, comment, change state, one issue after the other. 204 and 201 mean that it is done; Jira
// has no silent refusals. (Jira Cloud REST API v3: Assign issue, Add comment, Transition issue.)
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "connectors/tracker.h"

#include <vector>

namespace oncalld::jira {

class Apply final : public Operation<std::vector<Outcome>> {
public:
    Apply(Settings settings, std::vector<Step> steps)
        : settings_(std::move(settings)), steps_(std::move(steps)) {}

    Next<std::vector<Outcome>> start() override { return next_step(); }
    Next<std::vector<Outcome>> resume(Result<http::Response> answer) override;

private:
    Next<std::vector<Outcome>> next_step();
    Next<std::vector<Outcome>> begin(const AssignTicket& assign);
    Next<std::vector<Outcome>> begin(const AddComment& comment);
    Next<std::vector<Outcome>> begin(const SetState& set);
    Next<std::vector<Outcome>> take_transitions(Result<http::Response> answer);
    Next<std::vector<Outcome>> conclude(Result<Done> result);

    const Step& step() const { return steps_[outcomes_.size()]; }

    Settings settings_;
    std::vector<Step> steps_;
    std::vector<Outcome> outcomes_;  // of the steps before the present one
    bool choosing_ = false;          // asked for transitions, nothing written yet
};

}  // namespace oncalld::jira
