// Which account the token belongs to. /myself is the one read that Jira never answers to a stranger.
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/operation.h"

namespace oncalld::jira {

class Identify final : public Operation<AccountId> {
public:
    explicit Identify(Settings settings) : settings_(std::move(settings)) {}

    Next<AccountId> start() override;
    Next<AccountId> resume(Result<http::Response> answer) override;

private:
    Settings settings_;
};

}  // namespace oncalld::jira
