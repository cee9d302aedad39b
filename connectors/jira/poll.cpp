#include "connectors/jira/poll.h"

#include "connectors/jira/activity.h"
#include "connectors/jira/api.h"
#include "connectors/jira/issue.h"

#include <fmt/core.h>

#include <algorithm>

namespace oncalld::jira {

namespace {

constexpr int kPageSize = 100;
constexpr auto kOverlap = std::chrono::minutes(5);
constexpr auto kFirstLook = std::chrono::days(14);  // closed issues newer than this may still be reopened

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

// The first page of `project` is next.
Cursor turned_to(std::string project, Cursor cursor) {
    Cursor next;
    next.since = std::move(cursor.since);
    next.project = std::move(project);
    return next;
}

}  // namespace

Poll::Poll(Settings settings, const std::string& cursor, Instant now)
    : settings_(std::move(settings)), cursor_(parse_cursor(cursor)), now_(now) {
    // A project that has left the configuration ends its round.
    if (!ours(settings_, cursor_.project)) cursor_ = turned_to({}, std::move(cursor_));
    whole_round_ =
        cursor_.project.empty() || (cursor_.project == settings_.projects.front() && cursor_.token.empty());
    if (cursor_.project.empty() && !settings_.projects.empty()) cursor_.project = settings_.projects.front();
}

Next<Changes> Poll::start() {
    if (settings_.projects.empty())
        return Result<Changes>(
            Error{ErrorKind::fix_configuration, "no Jira project is configured to be polled"});
    return query();
}

Next<Changes> Poll::query() {
    if (!cursor_.from) {
        const auto since = cursor_.since.find(cursor_.project);
        cursor_.first_time = since == cursor_.since.end();
        cursor_.from = cursor_.first_time ? now_ - kFirstLook : since->second - kOverlap;
    }
    json::Writer body;
    body.object().key("jql").text(jql()).key("maxResults").integer(kPageSize).key("fields");
    write_fields(body);
    // What was done before we came is nothing to react to, and whole histories are long.
    if (!cursor_.first_time) body.key("expand").text("changelog");
    if (!cursor_.token.empty()) body.key("nextPageToken").text(cursor_.token);
    body.end_object();
    return ask(settings_, "/rest/api/3/search/jql", body.take());
}

// Oldest first: a change while we page moves an issue to a later page, never past us.
std::string Poll::jql() const {
    const auto from = cursor_.from->time_since_epoch().count();
    const std::string project = quoted(cursor_.project);
    if (cursor_.first_time)
        return fmt::format("project = {} AND (statusCategory != Done OR updated >= {}) ORDER BY updated ASC",
                           project, from);
    return fmt::format("project = {} AND updated >= {} ORDER BY updated ASC", project, from);
}

Next<Changes> Poll::resume(Result<http::Response> answer) {
    const bool refused = answer.ok() && answer->status == 400;
    const bool broke = answer.ok() && answer->status >= 500;  // maybe over a single huge project
    const auto body = document(std::move(answer), Send::Access::read);
    if (!body) {
        Error error = Error(body.error()).within("polling project " + cursor_.project);
        if (refused) error.kind = ErrorKind::fix_configuration;
        // Who asks us to wait speaks for the whole site.
        if (!refused && (!broke || error.after)) return Result<Changes>(std::move(error));
        if (broke || cursor_.token.empty()) return skip(std::move(error));
        // A page token lives for a week; without it the project starts over.
        cursor_.token.clear();
        cursor_.from.reset();
        return query();
    }
    if (!json::at(*body, "issues"))
        return Result<Changes>(misunderstood("a search without a list of issues"));
    succeeded_ = true;
    take_page(*body);
    return conclude();
}

void Poll::take_page(const json::Value& body) {
    for (const json::Value& issue : json::array_at(body, "issues")) {
        auto ticket = read_issue(settings_, issue);
        if (!ticket) {
            changes_.problems.push_back(misunderstood("an issue without status or update time")
                                            .within("polling project " + cursor_.project));
            continue;
        }
        auto [since, fresh] = cursor_.since.try_emplace(cursor_.project, ticket->updated);
        since->second = std::max(since->second, ticket->updated);
        auto acts = changelog_activities(issue, ticket->ref, *cursor_.from);
        std::ranges::move(acts, std::back_inserter(changes_.activities));
        changes_.snapshots.push_back({std::move(*ticket), Source::search, {}});
    }
    std::string token = json::string_at(body, "nextPageToken");
    const bool last = json::bool_at(body, "isLast").value_or(false) || token == cursor_.token;
    cursor_.token = last ? std::string() : std::move(token);
    changes_.more = !cursor_.token.empty() || to_next_project();
}

bool Poll::to_next_project() {
    const auto here = std::ranges::find(settings_.projects, cursor_.project);
    const auto next = std::next(here);
    const bool more = next != settings_.projects.end();
    cursor_ = turned_to(more ? *next : std::string(), std::move(cursor_));
    return more;
}

// The page of the next project is read in the same call, so that a round in which every project is refused
// shows as one.
Next<Changes> Poll::skip(Error why) {
    changes_.problems.push_back(std::move(why));
    if (to_next_project()) return query();
    if (whole_round_ && !succeeded_) return Result<Changes>(changes_.problems.front());
    return conclude();
}

Result<Changes> Poll::conclude() {
    changes_.cursor = to_text(cursor_);
    return std::move(changes_);
}

}  // namespace oncalld::jira
