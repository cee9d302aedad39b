#include "connectors/pagerduty/apply.h"

#include "connectors/json.h"
#include "connectors/pagerduty/api.h"
#include "connectors/pagerduty/incident.h"
#include "connectors/pagerduty/text.h"

#include <algorithm>
#include <iterator>

namespace oncalld::pagerduty {

namespace {

const AssignTicket* as_assignment(const Step& step) {
    return std::get_if<AssignTicket>(&step.effect);
}

// What PagerDuty cannot do, or must not be asked to.
std::optional<Error> impossible(const Step& step) {
    if (const auto* assign = as_assignment(step)) {
        if (!assign->to.nobody()) return std::nullopt;
        return Error{ErrorKind::give_up, "an open PagerDuty incident always has an assignee"};
    }
    if (const auto* set = std::get_if<SetState>(&step.effect)) {
        if (set->from == TicketState::resolved)
            return Error{ErrorKind::give_up, "PagerDuty incidents are never reopened: it pages"};
        return Error{
            ErrorKind::give_up,
            "the status of a PagerDuty incident belongs to its responders: acknowledging through the "
            "API would make oncalld the assignee"};
    }
    return std::nullopt;
}

void write_assignment(json::Writer& out, const Step& step, const Assignment& to) {
    out.object().key("id").text(step.ticket.id.str()).key("type").text("incident_reference");
    if (to.policy) {
        out.key("escalation_policy").object().key("id").text(to.policy->str());
        out.key("type").text("escalation_policy_reference").end_object();
    } else {
        out.key("assignments").array();
        for (const AccountId& account : to.accounts) {
            out.object().key("assignee").object().key("id").text(account.str());
            out.key("type").text("user_reference").end_object().end_object();
        }
        out.end_array();
    }
    out.end_object();
}

Send assign(const Settings& settings, const std::vector<Step>& steps) {
    json::Writer out;
    out.object().key("incidents").array();
    for (const Step& step : steps)
        write_assignment(out, step, as_assignment(step)->to);
    out.end_array().end_object();
    return write(settings, "PUT", "/incidents", out.take());
}

Send comment(const Settings& settings, const Step& step, const Document& body) {
    json::Writer out;
    out.object().key("note").object().key("content").text(note(body, step.id)).end_object().end_object();
    const std::string target = "/incidents/" + http::percent_encode(step.ticket.id.str()) + "/notes";
    return write(settings, "POST", target, out.take());
}

// Is the refusal about one incident of the batch, so that the others would go through without it?
bool blames_one(const http::Response& response, const Error& error) {
    if (error.kind == ErrorKind::fix_configuration) return false;
    return response.status == 400 || response.status == 404 || response.status == 409 ||
           response.status == 413 || response.status == 422;
}

// Is it about the new assignee, and does every step of the batch name the same one? Then halving is in vain.
bool blames_target(const http::Response& response, const std::vector<Step>& steps) {
    const auto code = error_code(response);
    if (code != kAssigneeNotFound && code != kPolicyNotFound && code != kNobodyOnCall) return false;
    return std::all_of(steps.begin(), steps.end(), [&](const Step& step) {
        return as_assignment(step) && as_assignment(step)->to == as_assignment(steps.front())->to;
    });
}

Error about_target(Error error, const Step& step) {
    const Assignment& to = as_assignment(step)->to;
    error.kind = ErrorKind::fix_configuration;
    error.message = to.policy ? "PagerDuty cannot assign to escalation policy " + to.policy->str()
                              : "PagerDuty cannot assign to user " + to.accounts.front().str();
    return error;
}

bool shows(const Ticket& ticket, const Assignment& wanted) {
    if (wanted.policy) return ticket.assignment.policy == wanted.policy;
    return std::all_of(wanted.accounts.begin(), wanted.accounts.end(),
                       [&](const AccountId& account) { return ticket.assignment.has(account); });
}

}  // namespace

Apply::Apply(Settings settings, std::vector<Step> steps) : settings_(std::move(settings)) {
    for (Step& step : steps)
        plan(std::move(step));
    std::reverse(todo_.begin(), todo_.end());
}

void Apply::plan(Step step) {
    if (auto error = impossible(step)) return conclude(step, *std::move(error));
    const bool joins = as_assignment(step) && !todo_.empty() && as_assignment(todo_.back().front()) &&
                       todo_.back().size() < kBulkLimit;
    if (!joins) todo_.emplace_back();
    todo_.back().push_back(std::move(step));
}

Next<std::vector<Outcome>> Apply::ask() {
    if (todo_.empty()) return Result<std::vector<Outcome>>(std::move(outcomes_));
    sent_ = std::move(todo_.back());
    todo_.pop_back();
    if (const auto* note = std::get_if<AddComment>(&sent_.front().effect))
        return comment(settings_, sent_.front(), note->body);
    return assign(settings_, sent_);
}

Next<std::vector<Outcome>> Apply::resume(Result<http::Response> answer) {
    if (!answer) {
        conclude(answer.error());
        conclude_unsent(answer.error());
    } else if (answer->status < 200 || answer->status > 299) {
        return take_refusal(*answer);
    } else {
        verify(*answer);
    }
    return ask();
}

Next<std::vector<Outcome>> Apply::take_refusal(const http::Response& response) {
    const Error error = refusal(settings_, response, Send::Access::write);
    if (blames_target(response, sent_)) {
        conclude(about_target(error, sent_.front()));
    } else if (!blames_one(response, error)) {
        conclude(error);
        conclude_unsent(error);
    } else if (sent_.size() > 1) {
        halve();
    } else {
        conclude(error);
    }
    return ask();
}

void Apply::halve() {
    const auto middle = sent_.begin() + static_cast<Batch::difference_type>(sent_.size() / 2);
    todo_.emplace_back(std::make_move_iterator(middle), std::make_move_iterator(sent_.end()));
    todo_.emplace_back(std::make_move_iterator(sent_.begin()), std::make_move_iterator(middle));
}

void Apply::verify(const http::Response& response) {
    if (!as_assignment(sent_.front())) return conclude(sent_.front(), Done{});
    const auto body = json::parse(response.body);
    if (!body) {
        const Error unclear{ErrorKind::outcome_unknown,
                            "PagerDuty said yes to an assignment, but its answer cannot be read"};
        return conclude(unclear);
    }
    std::vector<Ticket> now;
    for (const json::Value& incident : json::array_at(*body, "incidents"))
        if (auto ticket = to_ticket(incident, settings_.id)) now.push_back(*std::move(ticket));
    for (const Step& step : sent_) {
        const auto found = std::find_if(
            now.begin(), now.end(), [&](const Ticket& ticket) { return ticket.ref.id == step.ticket.id; });
        if (found == now.end())
            conclude(step, Error{ErrorKind::outcome_unknown, "PagerDuty's answer leaves out this incident"});
        else if (shows(*found, as_assignment(step)->to))
            conclude(step, Done{});
        else
            conclude(step,
                     Error{ErrorKind::give_up, "PagerDuty took the request but the assignment is another"});
    }
}

void Apply::conclude(const Error& error) {
    for (const Step& step : sent_)
        conclude(step, error);
}

// Once a request fails for a reason that holds for the next one as well, the rest is not sent.
void Apply::conclude_unsent(const Error& error) {
    Error unsent = error;
    if (unsent.kind != ErrorKind::fix_configuration) unsent.kind = ErrorKind::retry_after;
    for (; !todo_.empty(); todo_.pop_back())
        for (const Step& step : todo_.back())
            conclude(step, Error(unsent).within("not sent"));
}

void Apply::conclude(const Step& step, Result<Done> result) {
    if (!result) {
        const std::string doing = std::string(kind_name(step.effect)) + " on incident " + step.key;
        result = std::move(result).error().within(doing);
    }
    outcomes_.push_back({step.id, std::move(result)});
}

}  // namespace oncalld::pagerduty
