#include "connectors/jira/apply.h"

#include "connectors/jira/adf.h"
#include "connectors/jira/api.h"
#include "connectors/jira/marker.h"
#include "connectors/jira/transition.h"

#include <utility>

namespace oncalld::jira {

Next<std::vector<Outcome>> Apply::next_step() {
    if (outcomes_.size() == steps_.size()) return Result(std::move(outcomes_));
    return std::visit([this](const auto& effect) { return begin(effect); }, step().effect);
}

Next<std::vector<Outcome>> Apply::begin(const AssignTicket& assign) {
    const auto& accounts = assign.to.accounts;
    if (assign.to.policy || accounts.size() > 1)
        return conclude(Error{ErrorKind::give_up, "a Jira issue has one assignee, an account"});
    json::Writer body;
    body.object().key("accountId");
    accounts.empty() ? body.null() : body.text(accounts.front().str());
    body.end_object();
    return write(settings_, "PUT", issue_path(step().ticket.id) + "/assignee", body.take());
}

Next<std::vector<Outcome>> Apply::begin(const AddComment& comment) {
    json::Writer body;
    body.object().key("body");
    write_adf(body, comment.body);
    body.key("properties");
    write_marker(body, step().id);
    body.end_object();
    return write(settings_, "POST", issue_path(step().ticket.id) + "/comment", body.take());
}

Next<std::vector<Outcome>> Apply::begin(const SetState&) {
    choosing_ = true;
    return get(settings_, issue_path(step().ticket.id) + "/transitions?expand=transitions.fields");
}

Next<std::vector<Outcome>> Apply::take_transitions(Result<http::Response> answer) {
    const auto offered = document(std::move(answer), Send::Access::read);
    if (!offered) return conclude(offered.error());
    const auto transition = choose_transition(*offered, std::get<SetState>(step().effect));
    if (!transition) return conclude(transition.error());
    json::Writer body;
    body.object().key("transition").object().key("id").text(transition->id).end_object();
    if (transition->clear_resolution) body.key("fields").object().key("resolution").null().end_object();
    body.end_object();
    return write(settings_, "POST", issue_path(step().ticket.id) + "/transitions", body.take());
}

Next<std::vector<Outcome>> Apply::resume(Result<http::Response> answer) {
    if (std::exchange(choosing_, false)) return take_transitions(std::move(answer));
    auto response = accepted(std::move(answer), Send::Access::write);
    if (!response) return conclude(std::move(response).error());
    return conclude(Done{});
}

Next<std::vector<Outcome>> Apply::conclude(Result<Done> result) {
    if (!result)
        result = std::move(result).error().within(std::string(kind_name(step().effect)) + " " + step().key);
    outcomes_.push_back({step().id, std::move(result)});
    return next_step();
}

}  // namespace oncalld::jira
