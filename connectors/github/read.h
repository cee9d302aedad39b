// Reading by id: who we are, and issues as they are now.
#pragma once

#include "connectors/github/settings.h"
#include "connectors/tracker.h"

#include <string>
#include <vector>

namespace oncalld::github {

// GET /user. A GitHub App's installation token may not ask this: its identity is another call, with a JWT.
class Identify final : public Operation<AccountId> {
public:
    explicit Identify(Settings settings) : settings_(std::move(settings)) {}

    Next<AccountId> start() override;
    Next<AccountId> resume(Result<http::Response> answer) override;

private:
    Settings settings_;
};

// One GET per issue. A transferred issue answers 301: it is followed once, and shows as another ticket (its
// id is new), if its new repository is one of ours. What GitHub has a final no for (404, 410, 451) is left
// out.
class Read final : public Operation<std::vector<Snapshot>> {
public:
    Read(Settings settings, std::vector<TicketHandle> tickets)
        : settings_(std::move(settings)), tickets_(std::move(tickets)) {}

    Next<std::vector<Snapshot>> start() override { return ask(); }
    Next<std::vector<Snapshot>> resume(Result<http::Response> answer) override;

private:
    enum class Asked { by_key, moved };

    Next<std::vector<Snapshot>> ask();
    Next<std::vector<Snapshot>> next();
    std::string what() const { return "reading " + tickets_[index_].key; }

    Settings settings_;
    std::vector<TicketHandle> tickets_;
    std::size_t index_ = 0;
    Asked asked_ = Asked::by_key;
    std::vector<Snapshot> found_;
};

}  // namespace oncalld::github
