#include "connectors/jira/issue.h"

#include <algorithm>
#include <array>

namespace oncalld::jira {

namespace {

constexpr std::array<std::string_view, 14> kFields{"summary",    "status",         "statuscategorychangedate",
                                                   "resolution", "resolutiondate", "assignee",
                                                   "reporter",   "labels",         "components",
                                                   "issuetype",  "priority",       "project",
                                                   "created",    "updated"};

// Statuses are renamed and translated; the key of their category is not.
TicketState state_of(std::string_view category) {
    if (category == "done") return TicketState::resolved;
    if (category == "indeterminate") return TicketState::in_progress;
    return TicketState::open;  // "new", and "undefined" for a status without a category
}

// Resolutions have names only. These are Jira's and Jira Service Management's own; renamed ones read as done.
Resolution resolution_of(std::string_view name) {
    for (const std::string_view refused : {"Won't Do", "Won't Fix", "Won’t Do", "Won’t Fix", "Declined"})
        if (name == refused) return Resolution::wont_fix;
    return name == "Duplicate" ? Resolution::duplicate : Resolution::done;
}

// The gateway of scoped tokens is no place for people, and does not know the site's own address.
std::string browse_url(const Settings& settings, std::string_view key) {
    if (settings.url.find("/ex/jira/") != std::string::npos) return {};
    return settings.url + "/browse/" + std::string(key);
}

std::vector<std::string> sorted(std::vector<std::string> values) {
    std::ranges::sort(values);
    return values;
}

std::vector<std::string> labels_of(const json::Value& fields) {
    std::vector<std::string> labels;
    for (const json::Value& label : json::array_at(fields, "labels"))
        labels.push_back(json::as_string(&label));
    return sorted(std::move(labels));
}

std::vector<std::string> components_of(const json::Value& fields) {
    std::vector<std::string> components;
    for (const json::Value& component : json::array_at(fields, "components"))
        components.push_back(json::string_at(component, "name"));
    return sorted(std::move(components));
}

void read_closing(const json::Value& fields, Ticket& ticket) {
    if (!ticket.closed()) return;  // a reopened issue may keep the resolution of its last closing
    ticket.resolution = resolution_of(json::text_at(fields, "resolution", "name"));
    ticket.resolved_at = json::instant_at(fields, "resolutiondate");
    // Workflows without a resolution close an issue by its status alone.
    if (!ticket.resolved_at) ticket.resolved_at = json::instant_at(fields, "statuscategorychangedate");
}

}  // namespace

void write_fields(json::Writer& writer) {
    writer.array();
    for (const std::string_view field : kFields)
        writer.text(field);
    writer.end_array();
}

std::optional<Ticket> read_issue(const Settings& settings, const json::Value& issue) {
    const json::Value* const fields = json::at(issue, "fields");
    const json::Value* const category = json::at(issue, "fields", "status", "statusCategory", "key");
    const auto updated = json::instant_at(issue, "fields", "updated");
    Ticket ticket;
    ticket.ref = {settings.id, TicketId(json::string_at(issue, "id"))};
    ticket.key = json::string_at(issue, "key");
    if (!category || !updated || ticket.ref.id.empty() || ticket.key.empty()) return std::nullopt;

    ticket.url = browse_url(settings, ticket.key);
    ticket.container = json::string_at(*fields, "project", "key");
    if (ticket.container.empty()) ticket.container = ticket.key.substr(0, ticket.key.rfind('-'));
    ticket.title = json::string_at(*fields, "summary");
    ticket.state = state_of(json::as_text(category));
    if (AccountId assignee = account_of(json::at(*fields, "assignee")); !assignee.empty())
        ticket.assignment = Assignment::to(std::move(assignee));
    ticket.labels = labels_of(*fields);
    ticket.components = components_of(*fields);
    ticket.issue_type = json::string_at(*fields, "issuetype", "name");
    ticket.priority = json::string_at(*fields, "priority", "name");
    ticket.reporter = account_of(json::at(*fields, "reporter"));
    ticket.created = json::instant_at(*fields, "created").value_or(*updated);
    ticket.updated = *updated;
    read_closing(*fields, ticket);
    return ticket;
}

bool is_whole(const json::Value& issue) {
    return json::at(issue, "fields", "updated") && json::at(issue, "fields", "labels") &&
           json::at(issue, "fields", "assignee");
}

AccountId account_of(const json::Value* user) {
    std::string account = json::as_string(json::member(user, "accountId"));
    if (account.empty()) account = json::as_string(json::member(user, "name"));
    return AccountId(std::move(account));
}

bool ours(const Settings& settings, std::string_view project) {
    return std::ranges::find(settings.projects, project) != settings.projects.end();
}

}  // namespace oncalld::jira
