#include "connectors/github/apply.h"

#include "connectors/github/api.h"
#include "connectors/github/issue.h"
#include "connectors/github/markdown.h"
#include "connectors/github/marker.h"
#include "connectors/json.h"

#include <algorithm>

namespace oncalld::github {

namespace {

// "body is too long (maximum is 65536 characters)", HTTP 422.
constexpr std::size_t kMaxBody = 65536;

std::string assignees_body(const std::vector<AccountId>& accounts) {
    json::Writer out;
    out.object().key("assignees").array();
    for (const AccountId& login : accounts)
        out.text(login.str());
    out.end_array().end_object();
    return out.take();
}

std::string join(const std::vector<AccountId>& accounts) {
    std::string text;
    for (const AccountId& login : accounts)
        text += (text.empty() ? "" : ", ") + login.str();
    return text;
}

// Whom we put there and now take away, less those who stay.
std::vector<AccountId> replaced(const AssignTicket& assign) {
    std::vector<AccountId> accounts;
    for (const AccountId& login : assign.replaces)
        if (!assign.to.has(login)) accounts.push_back(login);
    return accounts;
}

// A success whose body says nothing we can check.
Error unclear(std::string_view what) {
    return {ErrorKind::outcome_unknown,
            "GitHub said yes to " + std::string(what) + ", but its answer cannot be read"};
}

std::optional<Ticket> issue_in(const http::Response& response, const Settings& settings,
                               const std::string& repo) {
    const auto document = json::parse(response.body);
    return document ? to_ticket(*document, settings.id, repo) : std::nullopt;
}

}  // namespace

Send Apply::ask(Asked what, std::string method, const std::string& path, std::string body) {
    asked_ = what;
    return write(settings_, std::move(method), settings_.url + path, std::move(body));
}

Next<std::vector<Outcome>> Apply::begin() {
    if (index_ == steps_.size()) return Result<std::vector<Outcome>>(std::move(outcomes_));
    const auto key = parse_key(step().key);
    if (!key) return conclude(bad_key(step().key));
    issue_ = *key;
    return std::visit([this](const auto& effect) { return begin(effect); }, step().effect);
}

Next<std::vector<Outcome>> Apply::begin(const AssignTicket& assign) {
    if (assign.to.policy) return conclude(Error{ErrorKind::bug, "GitHub has no escalation policies"});
    if (assign.to.accounts.empty()) return remove_replaced();
    return ask(Asked::add, "POST", issue_path(issue_) + "/assignees", assignees_body(assign.to.accounts));
}

Next<std::vector<Outcome>> Apply::begin(const AddComment& comment) {
    json::Writer out;
    out.object().key("body").text(fit(marker_line(step().id) + "\n" + to_markdown(comment.body), kMaxBody));
    out.end_object();
    return ask(Asked::comment, "POST", issue_path(issue_) + "/comments", out.take());
}

// GitHub knows two states only. The reason of a reopening is GitHub's own business: sent along, it was
// reported to be refused.
Next<std::vector<Outcome>> Apply::begin(const SetState& set) {
    const bool close = set.to == TicketState::resolved;
    return ask(Asked::state, "PATCH", issue_path(issue_),
               close ? R"({"state":"closed"})" : R"({"state":"open"})");
}

Next<std::vector<Outcome>> Apply::remove_replaced() {
    const std::vector<AccountId> accounts = replaced(assign());
    if (accounts.empty()) return conclude(Done{});
    return ask(Asked::remove, "DELETE", issue_path(issue_) + "/assignees", assignees_body(accounts));
}

Next<std::vector<Outcome>> Apply::resume(Result<http::Response> answer) {
    if (!answer) return conclude(std::move(answer).error());
    switch (asked_) {
        case Asked::add:
            return take_added(*answer);
        case Asked::read_back:
            return take_read_back(*answer);
        case Asked::remove:
            return take_removed(*answer);
        case Asked::comment:
            return take_comment(*answer);
        case Asked::state:
            return take_state(*answer);
    }
    return conclude(Done{});
}

// An account that may not be assigned here, and everybody if the token lacks push access: 201, and dropped.
// Two adds at the same time: "422 Assignee has already been taken", and it may well be there.
Next<std::vector<Outcome>> Apply::take_added(const http::Response& response) {
    if (response.status == 422 && vendor_text(response).find("already been taken") != std::string::npos) {
        asked_ = Asked::read_back;
        return get(settings_, settings_.url + issue_path(issue_));
    }
    if (response.status != 201) return refused(response);
    const auto issue = issue_in(response, settings_, issue_.repo);
    if (!issue) return conclude(unclear("the assignment"));
    const auto& wanted = assign().to.accounts;
    const bool there = std::all_of(wanted.begin(), wanted.end(),
                                   [&](const AccountId& login) { return issue->assignment.has(login); });
    if (there) return remove_replaced();
    return conclude(Error{ErrorKind::give_up,
                          "GitHub took the request but did not assign " + join(wanted) +
                              ": the account is not assignable in " + issue_.repo +
                              ", or the token has no push access there, or ten others are assigned already"});
}

Next<std::vector<Outcome>> Apply::take_read_back(const http::Response& response) {
    if (response.status != 200) return refused(response);
    const auto issue = issue_in(response, settings_, issue_.repo);
    if (!issue) return conclude(unclear("the assignment"));
    const auto& wanted = assign().to.accounts;
    const bool there = std::all_of(wanted.begin(), wanted.end(),
                                   [&](const AccountId& login) { return issue->assignment.has(login); });
    if (there) return remove_replaced();
    return conclude(Error{ErrorKind::retry_now, "somebody assigned the issue at the same time"});
}

Next<std::vector<Outcome>> Apply::take_removed(const http::Response& response) {
    if (response.status != 200) return refused(response);
    const auto issue = issue_in(response, settings_, issue_.repo);
    if (!issue) return conclude(unclear("the removal of an assignee"));
    const auto gone = replaced(assign());
    const bool still = std::any_of(gone.begin(), gone.end(),
                                   [&](const AccountId& login) { return issue->assignment.has(login); });
    if (!still) return conclude(Done{});
    return conclude(Error{ErrorKind::give_up, "GitHub took the request but did not unassign " + join(gone) +
                                                  ": the token has no push access to " + issue_.repo});
}

Next<std::vector<Outcome>> Apply::take_comment(const http::Response& response) {
    if (response.status == 201) return conclude(Done{});
    return refused(response);
}

Next<std::vector<Outcome>> Apply::take_state(const http::Response& response) {
    if (response.status != 200) return refused(response);
    const auto issue = issue_in(response, settings_, issue_.repo);
    if (!issue) return conclude(unclear("the change of state"));
    const bool close = std::get<SetState>(step().effect).to == TicketState::resolved;
    if (issue->closed() == close) return conclude(Done{});
    return conclude(Error{ErrorKind::give_up, std::string("GitHub took the request but did not ") +
                                                  (close ? "close" : "reopen") + " the issue"});
}

Next<std::vector<Outcome>> Apply::refused(const http::Response& response) {
    if (is_redirect(response))
        return conclude(
            Error{ErrorKind::give_up,
                  "the issue is no longer there: it was transferred, or the repository was renamed"});
    Error error = refusal(response, asked_ == Asked::read_back ? Send::Access::read : Send::Access::write);
    if (is_gone(response)) error.message = "the issue is gone, or the token may not change it";
    // A locked conversation is a decision about this one issue; the token is fine.
    if (response.status == 403 && error.vendor_text.find("locked") != std::string::npos)
        error.kind = ErrorKind::give_up;
    return conclude(std::move(error));
}

Next<std::vector<Outcome>> Apply::conclude(Result<Done> result) {
    if (!result) {
        const std::string doing = std::string(kind_name(step().effect)) + " on " + step().key;
        result = std::move(result).error().within(doing);
    }
    outcomes_.push_back({step().id, std::move(result)});
    ++index_;
    return begin();
}

}  // namespace oncalld::github
