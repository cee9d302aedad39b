// apply(): assign, comment, reopen or close, one REST call after the other, each checked against the answer,
// because GitHub says 201 and 200 also to what it silently ignored.
//
// Handing over adds the new assignee before it removes ours, and names both: replacing the whole set, as
// PATCH does, would wipe an assignee whom a person added a second ago.
#pragma once

#include "connectors/github/key.h"
#include "connectors/github/settings.h"
#include "connectors/tracker.h"

#include <string>
#include <vector>

namespace oncalld::github {

class Apply final : public Operation<std::vector<Outcome>> {
public:
    Apply(Settings settings, std::vector<Step> steps)
        : settings_(std::move(settings)), steps_(std::move(steps)) {}

    Next<std::vector<Outcome>> start() override { return begin(); }
    Next<std::vector<Outcome>> resume(Result<http::Response> answer) override;

private:
    enum class Asked { add, read_back, remove, comment, state };

    Next<std::vector<Outcome>> begin();
    Next<std::vector<Outcome>> begin(const AssignTicket& assign);
    Next<std::vector<Outcome>> begin(const AddComment& comment);
    Next<std::vector<Outcome>> begin(const SetState& set);
    Next<std::vector<Outcome>> remove_replaced();
    Next<std::vector<Outcome>> take_added(const http::Response& response);
    Next<std::vector<Outcome>> take_read_back(const http::Response& response);
    Next<std::vector<Outcome>> take_removed(const http::Response& response);
    Next<std::vector<Outcome>> take_comment(const http::Response& response);
    Next<std::vector<Outcome>> take_state(const http::Response& response);
    Next<std::vector<Outcome>> refused(const http::Response& response);
    Next<std::vector<Outcome>> conclude(Result<Done> result);

    Send ask(Asked what, std::string method, const std::string& path, std::string body);
    const Step& step() const { return steps_[index_]; }
    const AssignTicket& assign() const { return std::get<AssignTicket>(step().effect); }

    Settings settings_;
    std::vector<Step> steps_;
    std::size_t index_ = 0;
    IssueKey issue_;
    Asked asked_ = Asked::add;
    std::vector<Outcome> outcomes_;
};

}  // namespace oncalld::github
