#include "connectors/github/issue.h"

#include "connectors/github/key.h"
#include "connectors/github/settings.h"

#include <algorithm>

namespace oncalld::github {

namespace {

Resolution to_resolution(std::string_view state_reason) {
    if (state_reason == "not_planned") return Resolution::wont_fix;
    if (state_reason == "duplicate") return Resolution::duplicate;
    return Resolution::done;  // "completed", or null: closed before there were reasons
}

std::vector<std::string> labels_of(const json::Value& issue) {
    std::vector<std::string> labels;
    for (const json::Value& label : json::array_at(issue, "labels")) {
        // Described as "string or object"; an object in practice.
        std::string name = label.IsString() ? json::as_string(&label) : json::string_at(label, "name");
        if (!name.empty()) labels.push_back(std::move(name));
    }
    std::sort(labels.begin(), labels.end());
    return labels;
}

Assignment assignment_of(const json::Value& issue) {
    Assignment assignment;
    for (const json::Value& user : json::array_at(issue, "assignees")) {
        const std::string_view login = json::text_at(user, "login");
        if (!login.empty()) assignment.accounts.push_back(account(login));
    }
    std::sort(assignment.accounts.begin(), assignment.accounts.end());
    return assignment;
}

}  // namespace

bool is_pull_request(const json::Value& issue) {
    const json::Value* pull_request = json::at(issue, "pull_request");
    return pull_request && !pull_request->IsNull();
}

AccountId user_at(const json::Value& object, std::string_view member) {
    return account(json::text_at(object, member, "login"));
}

std::optional<Ticket> to_ticket(const json::Value& issue, const TrackerId& tracker, const std::string& repo) {
    std::string id = json::string_at(issue, "node_id");
    const auto number = json::integer_at(issue, "number");
    const auto updated = json::instant_at(issue, "updated_at");
    if (id.empty() || !number || !updated) return std::nullopt;

    Ticket ticket;
    ticket.ref = {tracker, TicketId(std::move(id))};
    ticket.key = to_string(IssueKey{repo, *number});
    ticket.url = json::string_at(issue, "html_url");
    ticket.container = repo;
    ticket.title = json::string_at(issue, "title");
    if (json::text_at(issue, "state") == "closed") {
        ticket.state = TicketState::resolved;
        ticket.resolution = to_resolution(json::text_at(issue, "state_reason"));
        ticket.resolved_at = json::instant_at(issue, "closed_at");
    }
    ticket.assignment = assignment_of(issue);
    ticket.labels = labels_of(issue);
    ticket.issue_type = json::string_at(issue, "type", "name");
    ticket.reporter = user_at(issue, "user");
    ticket.created = json::instant_at(issue, "created_at").value_or(*updated);
    ticket.updated = *updated;
    return ticket;
}

}  // namespace oncalld::github
