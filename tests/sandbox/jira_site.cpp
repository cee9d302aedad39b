#include "tests/sandbox/jira_site.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace oncalld::sandbox::jira {

namespace {

constexpr std::array<Status, 3> kStatuses{
    {{"10000", "To Do", "new", "To Do", "blue-gray", 2},
     {"10001", "In Progress", "indeterminate", "In Progress", "yellow", 4},
     {"10002", "Done", "done", "Done", "green", 3}}};

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string or_else(const std::string& value, std::string_view otherwise) {
    return value.empty() ? std::string(otherwise) : value;
}

}  // namespace

const Status& status_of(TicketState state) {
    return kStatuses[static_cast<std::size_t>(state)];
}

std::vector<Transition> transitions_from(TicketState state) {
    std::vector<Transition> all{
        {"11", TicketState::open}, {"21", TicketState::in_progress}, {"31", TicketState::resolved}};
    std::erase_if(all, [&](const Transition& transition) { return transition.to == state; });
    return all;
}

Site::Site(Setting setting) : setting_(std::move(setting)) {
    if (setting_.base_url.empty()) setting_.base_url = "https://acme.atlassian.example";
}

bool Site::has_project(std::string_view key) const {
    return std::ranges::find(setting_.jira_projects, key) != setting_.jira_projects.end();
}

const Member* Site::member(std::string_view account) const {
    if (setting_.bot.jira == account) return &setting_.bot;
    const auto found = std::ranges::find(setting_.members, account, &Member::jira);
    return found == setting_.members.end() ? nullptr : &*found;
}

Issue& Site::create(const TicketSpec& spec, Instant now) {
    const std::int64_t id = ++last_id_;
    Issue& issue = issues_[id];
    issue.id = id;
    issue.project = spec.container;
    issue.key = spec.container + "-" + std::to_string(++last_number_[spec.container]);
    by_key_[issue.key] = id;
    issue.summary = spec.title;
    issue.description = spec.body;
    issue.labels = spec.labels;
    std::ranges::sort(issue.labels);
    issue.type = or_else(spec.issue_type, "Task");
    issue.priority = or_else(spec.priority, "Medium");
    issue.reporter = or_else(spec.reporter, setting_.members.empty() ? "" : setting_.members.front().jira);
    issue.assignee = spec.assignee;
    issue.created = issue.state_changed = now;
    touch(issue, now);
    return issue;
}

Issue* Site::find(std::string_view id_or_key) {
    std::int64_t id = 0;
    if (const auto named = by_key_.find(id_or_key); named != by_key_.end())
        id = named->second;
    else
        std::from_chars(id_or_key.data(), id_or_key.data() + id_or_key.size(), id);
    const auto found = issues_.find(id);
    return found == issues_.end() ? nullptr : &found->second;
}

const Change* Site::assign(Issue& issue, const std::string& actor, const std::string& account, Instant now) {
    if (issue.assignee == account) return nullptr;
    const auto name = [&](const std::string& id) { return id.empty() ? id : member(id)->name; };
    ChangeItem item{"assignee", issue.assignee, name(issue.assignee), account, name(account)};
    issue.assignee = account;
    return record(issue, actor, {std::move(item)}, now);
}

const Change* Site::transition(Issue& issue, const std::string& actor, TicketState to, std::string resolution,
                               Instant now) {
    if (issue.state == to) return nullptr;
    const auto [from_status, to_status] = std::pair(status_of(issue.state), status_of(to));
    std::vector<ChangeItem> items;
    if (issue.resolution != resolution) {
        items.push_back({"resolution", {}, issue.resolution, {}, resolution});
        issue.resolution = std::move(resolution);
        issue.resolved_at = issue.resolution.empty() ? std::nullopt : std::optional(now);
    }
    items.push_back({"status", std::string(from_status.id), std::string(from_status.name),
                     std::string(to_status.id), std::string(to_status.name)});
    issue.state = to;
    issue.state_changed = now;
    return record(issue, actor, std::move(items), now);
}

const Change* Site::label(Issue& issue, const std::string& actor, std::vector<std::string> labels,
                          Instant now) {
    std::ranges::sort(labels);
    if (labels == issue.labels) return nullptr;
    ChangeItem item{"labels", {}, joined(issue.labels), {}, joined(labels)};
    issue.labels = std::move(labels);
    return record(issue, actor, {std::move(item)}, now);
}

const Comment& Site::comment(Issue& issue, Comment comment, Instant now) {
    comment.id = ++last_id_;
    comment.created = now;
    issue.comments.push_back(std::move(comment));
    touch(issue, now);
    return issue.comments.back();
}

const Change* Site::record(Issue& issue, const std::string& actor, std::vector<ChangeItem> items,
                           Instant now) {
    issue.changes.push_back({++last_id_, actor, now, std::move(items)});
    touch(issue, now);
    return &issue.changes.back();
}

void Site::touch(Issue& issue, Instant now) {
    issue.updated = now;
    if (search_lag_ > milliseconds(0)) unindexed_[issue.id].push_back({now + search_lag_, issue});
}

std::vector<const Issue*> Site::indexed(Instant now) {
    std::vector<const Issue*> shown;
    for (const auto& [id, issue] : issues_) {
        const auto versions = unindexed_.find(id);
        if (versions == unindexed_.end()) {
            shown.push_back(&issue);
            continue;
        }
        auto& waiting = versions->second;
        const auto fresh =
            std::ranges::find_if(waiting, [&](const Version& v) { return v.visible_from > now; });
        if (fresh != waiting.begin()) waiting.erase(waiting.begin(), std::prev(fresh));
        if (waiting.front().visible_from <= now) shown.push_back(&waiting.front().issue);
    }
    return shown;
}

}  // namespace oncalld::sandbox::jira
