#include "connectors/github/poll.h"

#include "connectors/github/activity.h"
#include "connectors/github/api.h"
#include "connectors/github/issue.h"
#include "connectors/github/key.h"
#include "connectors/github/link_header.h"
#include "connectors/json.h"

#include <algorithm>

namespace oncalld::github {

namespace {

constexpr std::chrono::days kLookBack{14};

std::string feed_url(const Settings& settings, const std::string& path, const Feed& feed) {
    // A page of another host: the tracker's address was changed since.
    if (!feed.next.empty() && same_origin(feed.next, settings.url)) return feed.next;
    std::string url = settings.url + path;
    if (feed.since) url += "&since=" + to_rfc3339(std::chrono::floor<seconds>(*feed.since));
    return url;
}

Send ask_feed(const Settings& settings, const std::string& path, const Feed& feed) {
    Send send = get(settings, feed_url(settings, path, feed));
    if (feed.next.empty() && !feed.etag.empty()) send.request.headers.add("If-None-Match", feed.etag);
    return send;
}

std::optional<Instant> last_updated(std::span<const json::Value> items) {
    std::optional<Instant> last;
    for (const json::Value& item : items)
        if (const auto updated = json::instant_at(item, "updated_at"))
            if (!last || *updated > *last) last = updated;
    return last;
}

PageEnd page_end(const http::Response& response, std::span<const json::Value> items) {
    return {last_updated(items), find_link(response.headers.get("Link"), "next"),
            response.headers.get("ETag")};
}

// Pull requests are issues too, and their comments come in the same listing.
bool is_on_pull_request(const json::Value& comment) {
    return json::text_at(comment, "html_url").find("/pull/") != std::string_view::npos;
}

}  // namespace

Poll::Poll(Settings settings, const std::string& cursor, Instant now)
    : settings_(std::move(settings)), cursor_(parse_cursor(cursor)), now_(now) {}

Next<Changes> Poll::start() {
    const auto& repos = settings_.repos;
    const auto configured = [&](const std::string& name) {
        return std::find(repos.begin(), repos.end(), name) != repos.end();
    };
    std::erase_if(cursor_.repos, [&](const auto& repo) { return !configured(repo.first); });
    if (repos.empty()) return finish();
    repo_ = configured(cursor_.at) ? cursor_.at : repos.front();
    if (!cursor_.repos.contains(repo_)) here().comments.since = std::chrono::floor<seconds>(now_);
    return ask_issues();
}

Next<Changes> Poll::resume(Result<http::Response> answer) {
    if (!answer) return std::move(answer).error().within("polling " + repo_);
    switch (asked_) {
        case Asked::issues:
            return take_issues(*answer);
        case Asked::comments:
            return take_comments(*answer);
        case Asked::issue:
            return take_issue(*answer);
    }
    return finish();
}

Next<Changes> Poll::ask_issues() {
    asked_ = Asked::issues;
    const std::string_view state = here().open_listed ? "all" : "open";
    return ask_feed(
        settings_,
        repo_path(repo_) + "/issues?state=" + std::string(state) + "&sort=updated&direction=asc&per_page=100",
        here().issues);
}

Next<Changes> Poll::take_issues(const http::Response& response) {
    if (response.status == 304) return after_issues(Rest::drained);
    if (response.status != 200) return refused(response);
    const auto document = json::parse(response.body);
    if (!document) return troubled(document.error());
    if (!document->IsArray()) return troubled(misunderstood("a listing of issues that is no array"));
    const auto items = json::as_array(&*document);
    const PageEnd end = page_end(response, items);
    if (end.next && !same_origin(*end.next, settings_.url)) return troubled(elsewhere(*end.next));

    for (const json::Value& item : items) {
        if (is_pull_request(item)) continue;
        auto ticket = to_ticket(item, settings_.id, repo_);
        if (!ticket) {
            changes_.problems.push_back(
                misunderstood("an issue without id, number or time").within("polling " + repo_));
            continue;
        }
        seen_[json::integer_at(item, "number").value_or(0)] = ticket->ref;
        changes_.snapshots.push_back({*std::move(ticket), Source::feed, {}});
    }
    return after_issues(advance(here().issues, end));
}

Next<Changes> Poll::after_issues(Rest rest) {
    if (rest == Rest::more) return stay();
    if (!here().open_listed) {
        here().open_listed = true;
        here().issues = {std::chrono::floor<seconds>(now_) - kLookBack, {}, {}};
        return stay();
    }
    return ask_comments();
}

Next<Changes> Poll::ask_comments() {
    asked_ = Asked::comments;
    return ask_feed(settings_, repo_path(repo_) + "/issues/comments?sort=updated&direction=asc&per_page=100",
                    here().comments);
}

Next<Changes> Poll::take_comments(const http::Response& response) {
    if (response.status == 304) return go_on();
    if (response.status != 200) return refused(response);
    const auto document = json::parse(response.body);
    if (!document) return troubled(document.error());
    if (!document->IsArray()) return troubled(misunderstood("a listing of comments that is no array"));
    const auto items = json::as_array(&*document);
    const PageEnd end = page_end(response, items);
    if (end.next && !same_origin(*end.next, settings_.url)) return troubled(elsewhere(*end.next));

    for (const json::Value& comment : items) {
        const auto issue = issue_of(json::text_at(comment, "issue_url"));
        if (!issue || is_on_pull_request(comment)) continue;
        unplaced_.push_back({issue->number, comment_activity(comment, {settings_.id, {}})});
        const bool known = seen_.contains(issue->number) ||
                           std::find(to_ask_.begin(), to_ask_.end(), issue->number) != to_ask_.end();
        if (!known) to_ask_.push_back(issue->number);
    }
    comments_end_ = end;
    return ask_for_commented_issues();
}

Next<Changes> Poll::ask_for_commented_issues() {
    if (!to_ask_.empty()) {
        asked_ = Asked::issue;
        return get(settings_, settings_.url + issue_path({repo_, to_ask_.back()}));
    }
    for (Unplaced& comment : unplaced_) {
        const auto issue = seen_.find(comment.issue);
        if (issue == seen_.end()) continue;  // deleted or moved away in the meantime
        comment.activity.ticket = issue->second;
        changes_.activities.push_back(std::move(comment.activity));
    }
    return advance(here().comments, comments_end_) == Rest::more ? stay() : go_on();
}

Next<Changes> Poll::take_issue(const http::Response& response) {
    const std::int64_t number = to_ask_.back();
    if (response.status != 200 && !is_gone(response) && !is_redirect(response)) return refused(response);
    to_ask_.pop_back();
    const auto document = json::parse(response.body);
    if (response.status != 200 || !document) return ask_for_commented_issues();
    auto ticket = to_ticket(*document, settings_.id, repo_);
    if (ticket && !is_pull_request(*document)) {
        seen_[number] = ticket->ref;
        changes_.snapshots.push_back({*std::move(ticket), Source::feed, {}});
    }
    return ask_for_commented_issues();
}

Next<Changes> Poll::refused(const http::Response& response) {
    Error error = refusal(response, Send::Access::read);
    if (is_gone(response)) {
        error.kind = ErrorKind::fix_configuration;
        error.message = "there is no such repository, its issues are off, or the token may not see it";
    }
    // A bad token and a rate limit meet every repository alike; a 502 may be about a single huge one.
    const bool limited = error.kind == ErrorKind::retry_after && response.status < 500;
    if (response.status == 401 || limited) return std::move(error).within("polling " + repo_);
    return troubled(std::move(error));
}

Next<Changes> Poll::troubled(Error error) {
    error = std::move(error).within("polling " + repo_);
    if (settings_.repos.size() == 1) return error;
    changes_.problems.push_back(std::move(error));
    return go_on();
}

Next<Changes> Poll::stay() {
    cursor_.at = repo_;
    changes_.more = true;
    return finish();
}

Next<Changes> Poll::go_on() {
    const auto found = std::find(settings_.repos.begin(), settings_.repos.end(), repo_);
    const bool last = found + 1 == settings_.repos.end();
    cursor_.at = last ? std::string() : *(found + 1);
    changes_.more = !last;
    return finish();
}

Next<Changes> Poll::finish() {
    changes_.cursor = to_text(cursor_);
    return Result<Changes>(std::move(changes_));
}

}  // namespace oncalld::github
