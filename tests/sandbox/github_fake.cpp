#include "tests/sandbox/github_fake.h"

#include <algorithm>
#include <charconv>

namespace oncalld::sandbox {

using github::Comment;
using github::Repo;

struct GitHubFake::Call {
    const http::Request& request;
    Target target;
    std::vector<std::string> path;  // its segments
    json::Document body;            // null if there is none
    Instant now;                    // whole seconds, as all of GitHub's times

    bool is(std::string_view method) const { return request.method == method; }
};

namespace {

constexpr std::int64_t kCallsPerHour = 15000;  // Enterprise Cloud
constexpr std::size_t kMaxAssignees = 10;
constexpr std::size_t kMaxBody = 65536;
constexpr std::string_view kDocs = "https://docs.github.com/rest";
constexpr std::string_view kUnseenAddress = "https://api.github.example";

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

http::Response answer(int status, std::string body) {
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

http::Response error(int status, std::string_view message) {
    json::Writer out;
    out.object().key("message").text(message).key("documentation_url").text(kDocs);
    out.key("status").text(std::to_string(status)).end_object();
    return answer(status, out.take());
}

http::Response invalid(std::string_view field, std::string_view code, std::string_view value) {
    json::Writer out;
    out.object().key("message").text("Validation Failed").key("errors").array().object();
    out.key("value").text(value).key("resource").text("Issue");
    out.key("field").text(field).key("code").text(code);
    out.end_object().end_array();
    out.key("documentation_url").text(kDocs).key("status").text("422").end_object();
    return answer(422, out.take());
}

http::Response not_found() {
    return error(404, "Not Found");
}

std::vector<std::string> segments(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (end > 0) out.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return out;
}

std::size_t number_or(const std::optional<std::string>& text, std::size_t otherwise) {
    std::size_t number = 0;
    if (!text) return otherwise;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), number);
    return failed == std::errc() && end == text->data() + text->size() && number > 0 ? number : otherwise;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// One page of `count` items, and the Link header that leads on.
struct Page {
    std::size_t from = 0, to = 0;
    std::string link;
};

Page page_of(const Target& target, const std::string& base, std::size_t count) {
    const std::size_t size = std::min<std::size_t>(number_or(target.get("per_page"), 30), 100);
    const std::size_t page = number_or(target.get("page"), 1);
    const std::size_t last = std::max<std::size_t>((count + size - 1) / size, 1);
    Page out{std::min((page - 1) * size, count), std::min(page * size, count), {}};
    std::string same = base + target.path + "?";
    for (const auto& [name, value] : target.query)
        if (name != "page") same += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
    const auto add = [&](std::size_t number, std::string_view relation) {
        out.link += (out.link.empty() ? "<" : ", <") + same + "page=" + std::to_string(number) + ">; rel=\"" +
                    std::string(relation) + "\"";
    };
    if (page > 1) add(std::min(page - 1, last), "prev");
    if (page < last) add(page + 1, "next");
    if (page < last) add(last, "last");
    if (page > 1) add(1, "first");
    return out;
}

template <class Item, class Show>
http::Response listing(const Target& target, const std::string& base, const std::vector<const Item*>& items,
                       Show show) {
    const Page page = page_of(target, base, items.size());
    json::Writer out;
    out.array();
    for (std::size_t i = page.from; i < page.to; ++i)
        show(out, *items[i]);
    http::Response response = answer(200, out.end_array().take());
    if (!page.link.empty()) response.headers.add("Link", page.link);
    return response;
}

// Sorted as the query wishes; equal times keep the order in which the items came to be.
template <class Item>
void sort_items(std::vector<const Item*>& items, const Target& target, std::string_view default_direction) {
    const bool by_update = target.get("sort") == "updated";
    std::stable_sort(items.begin(), items.end(), [&](const Item* a, const Item* b) {
        return by_update ? a->updated < b->updated : a->created < b->created;
    });
    if (target.get("direction").value_or(std::string(default_direction)) == "desc")
        std::reverse(items.begin(), items.end());
}

// The step that oncalld names in the first line of its comments.
std::string marker_in(std::string_view body) {
    static constexpr std::string_view kBegin = "<!-- oncalld op=";
    const std::string_view line = body.substr(0, body.find('\n'));
    if (!line.starts_with(kBegin)) return {};
    const std::string_view rest = line.substr(kBegin.size());
    return std::string(rest.substr(0, rest.find_first_of(" -")));
}

std::string join(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values)
        out += (out.empty() ? "" : ",") + value;
    return out;
}

std::vector<std::string> logins(const github::Issue& issue) {
    std::vector<std::string> out;
    for (const github::User* user : issue.assignees)
        out.push_back(user->login);
    std::sort(out.begin(), out.end());
    return out;
}

// Logins in a body: strings, or objects with a `login`.
std::vector<std::string> logins_in(const json::Value& body) {
    std::vector<std::string> out;
    for (const json::Value& item : json::array_at(body, "assignees"))
        out.push_back(item.IsString() ? json::as_string(&item) : json::string_at(item, "login"));
    return out;
}

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::string reason_for(std::string_view resolution) {
    if (resolution == "wont_fix") return "not_planned";
    if (resolution == "duplicate") return "duplicate";
    return "completed";
}

}  // namespace

GitHubFake::GitHubFake(Setting setting)
    : token_(setting.token),
      base_(setting.base_url.empty() ? std::string(kUnseenAddress) : setting.base_url),
      shown_(base_),
      random_(setting.seed),
      last_id_(2'900'000'000) {
    static constexpr std::int64_t kFirstUser = 90'000'001, kFirstRepo = 700'000'001;
    std::vector<Member> everybody = setting.members;
    everybody.push_back(setting.bot);
    for (const Member& member : everybody)
        users_.push_back({.id = kFirstUser + static_cast<std::int64_t>(users_.size()),
                          .login = member.github,
                          .name = member.name,
                          .email = member.email,
                          .assignable = member.assignable});
    bot_ = &users_.back();
    for (const std::string& name : setting.github_repos)
        repos_.push_back({.id = kFirstRepo + 10 * static_cast<std::int64_t>(repos_.size()),
                          .full_name = name,
                          .last_number = 0});
    const Instant long_ago = std::chrono::sys_days{std::chrono::year(2026) / 1 / 5};
    for (Repo& repo : repos_) {
        Issue& pull = add(repo, Issue::Kind::pull_request, users_.front(), long_ago);
        pull.title = "Tidy up the README";
    }
}

// ---- HTTP -----------------------------------------------------------------------------------------------

http::Response GitHubFake::handle(const http::Request& request, Instant now) {
    const std::int64_t hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
    if (hour != hour_) calls_in_hour_ = 0;
    hour_ = hour;

    const Call call{request, parse_target(request.url), segments(parse_target(request.url).path),
                    [&] {
                        auto parsed = json::parse(request.body);
                        return parsed ? std::move(parsed).value() : json::Document();
                    }(),
                    std::chrono::floor<seconds>(now)};
    http::Response response = route(call);

    if (request.method == "GET" && response.status == 200) {
        const std::string tag =
            "W/\"" + hmac_sha256_hex(token_, response.body + response.headers.get("Link")) + "\"";
        // Not modified costs nothing, and has neither a body nor a type.
        if (request.headers.get("If-None-Match") == tag) {
            response = {304, {}, {}};
            --calls_in_hour_;
        }
        response.headers.add("ETag", tag);
        response.headers.add("Cache-Control", "private, max-age=60, s-maxage=60");
    }
    ++calls_in_hour_;
    const std::int64_t used = std::min<std::int64_t>(calls_in_hour_, kCallsPerHour);
    response.headers.add("x-ratelimit-limit", std::to_string(kCallsPerHour));
    response.headers.add("x-ratelimit-remaining", std::to_string(kCallsPerHour - used));
    response.headers.add("x-ratelimit-used", std::to_string(used));
    response.headers.add("x-ratelimit-reset", std::to_string((hour_ + 1) * 3600));
    response.headers.add("x-ratelimit-resource", "core");
    return response;
}

// A secondary limit: GitHub says 403 as often as 429, so that a client that knows only 429 is caught.
http::Response GitHubFake::rate_limited(int retry_after_seconds, Instant) {
    http::Response response = error(
        403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
    response.headers.add("Retry-After", std::to_string(retry_after_seconds));
    return response;
}

http::Response GitHubFake::server_error(Instant) {
    return answer(500, R"({"message":"Server Error"})");
}

http::Response GitHubFake::route(const Call& call) {
    const http::Headers& headers = call.request.headers;
    if (headers.get("User-Agent").empty())
        return error(403,
                     "Request forbidden by administrative rules. Please make sure your request has a "
                     "User-Agent header.");
    const std::string credentials = headers.get("Authorization");
    if (credentials.empty()) return error(401, "Requires authentication");
    if (credentials != "Bearer " + token_ && credentials != "token " + token_)
        return error(401, "Bad credentials");
    const std::string version = headers.get("X-GitHub-Api-Version");
    if (!version.empty() && version != "2022-11-28" && version != "2026-03-10")
        return error(400, "The API version " + version + " is not supported.");
    if (!call.request.body.empty() && !call.body.IsObject()) return error(400, "Problems parsing JSON");

    const auto& path = call.path;
    if (path == std::vector<std::string>{"user"} && call.is("GET")) {
        json::Writer out;
        shown_.own_user(out, *bot_);
        return answer(200, out.take());
    }
    if (path.size() < 4 || path[0] != "repos" || path[3] != "issues") return not_found();
    const Repo* repo = find_repo(path[1] + "/" + path[2]);
    if (!repo) return not_found();
    if (path.size() == 4) return call.is("GET") ? list_issues(call, *repo) : not_found();
    if (path.size() == 5 && path[4] == "comments" && call.is("GET")) return list_comments(call, *repo);

    Issue* issue = find_issue(repo->full_name + "#" + path[4]);
    if (!issue) return not_found();
    if (path.size() == 5) {
        if (call.is("GET")) return show(200, *issue);
        return call.is("PATCH") ? patch(call, *issue) : not_found();
    }
    if (path.size() != 6) return not_found();
    if (path[5] == "assignees" && (call.is("POST") || call.is("DELETE")))
        return change_assignees(call, *issue);
    if (path[5] == "comments" && call.is("GET")) return list_comments(call, *issue);
    if (path[5] == "comments" && call.is("POST")) return post_comment(call, *issue);
    return not_found();
}

http::Response GitHubFake::show(int status, const Issue& issue) const {
    json::Writer out;
    shown_.issue(out, issue);
    return answer(status, out.take());
}

http::Response GitHubFake::list_issues(const Call& call, const Repo& repo) {
    const std::string state = call.target.get("state").value_or("open");
    const auto since = call.target.get("since");
    const auto from = since ? parse_rfc3339(*since) : std::optional<Instant>();
    if (since && !from) return invalid("since", "invalid", *since);
    std::vector<const Issue*> items;
    for (const Issue& issue : issues_) {
        if (issue.repo != &repo || (from && issue.updated < *from)) continue;
        if (state == "all" || (state == "closed") == issue.closed.has_value()) items.push_back(&issue);
    }
    sort_items(items, call.target, "desc");
    return listing(call.target, base_, items,
                   [&](json::Writer& out, const Issue& issue) { shown_.issue(out, issue); });
}

http::Response GitHubFake::list_comments(const Call& call, const Repo& repo) {
    const auto from = parse_rfc3339(call.target.get("since").value_or("1970-01-01T00:00:00Z"));
    if (!from) return invalid("since", "invalid", *call.target.get("since"));
    std::vector<const Comment*> items;
    std::unordered_map<const Comment*, const Issue*> owner;
    for (const Issue& issue : issues_) {
        if (issue.repo != &repo) continue;
        for (const Comment& comment : issue.comments) {
            if (comment.updated < *from) continue;
            items.push_back(&comment);
            owner[&comment] = &issue;
        }
    }
    std::sort(items.begin(), items.end(), [](const Comment* a, const Comment* b) { return a->id < b->id; });
    // `direction` is ignored without `sort`.
    if (call.target.get("sort")) sort_items(items, call.target, "desc");
    return listing(call.target, base_, items, [&](json::Writer& out, const Comment& comment) {
        shown_.comment(out, *owner.at(&comment), comment);
    });
}

http::Response GitHubFake::list_comments(const Call& call, const Issue& issue) {
    const auto from = parse_rfc3339(call.target.get("since").value_or("1970-01-01T00:00:00Z"));
    if (!from) return invalid("since", "invalid", *call.target.get("since"));
    std::vector<const Comment*> items;
    for (const Comment& comment : issue.comments)
        if (comment.updated >= *from) items.push_back(&comment);
    return listing(call.target, base_, items,
                   [&](json::Writer& out, const Comment& comment) { shown_.comment(out, issue, comment); });
}

// PATCH is strict where POST .../assignees is not: one login that cannot be assigned refuses the whole call.
http::Response GitHubFake::patch(const Call& call, Issue& issue) {
    std::vector<const User*> wanted;
    for (const std::string& login : logins_in(call.body)) {
        const User* user = find_user(login);
        if (!user || !user->assignable) return invalid("assignees", "invalid", login);
        if (!contains(wanted, user)) wanted.push_back(user);
    }
    const bool has_state = call.body.IsObject() && call.body.HasMember("state");
    const std::string state = json::string_at(call.body, "state");
    if (has_state && state != "open" && state != "closed") return invalid("state", "invalid", state);

    if (json::at(call.body, "assignees")) assign(issue, wanted, *bot_, call.now);
    if (has_state) set_state(issue, state, json::string_at(call.body, "state_reason"), *bot_, call.now);
    return show(200, issue);
}

// Logins that cannot be assigned, and those beyond the tenth, are dropped: 201 all the same.
http::Response GitHubFake::change_assignees(const Call& call, Issue& issue) {
    std::vector<const User*> wanted = issue.assignees;
    for (const std::string& login : logins_in(call.body)) {
        const User* user = find_user(login);
        if (!user) continue;
        if (call.is("DELETE"))
            std::erase(wanted, user);
        else if (user->assignable && !contains(wanted, user) && wanted.size() < kMaxAssignees)
            wanted.push_back(user);
    }
    assign(issue, wanted, *bot_, call.now);
    return show(call.is("POST") ? 201 : 200, issue);
}

http::Response GitHubFake::post_comment(const Call& call, Issue& issue) {
    const std::string body = json::string_at(call.body, "body");
    if (body.empty()) return invalid("body", "missing_field", body);
    if (code_points(body) > kMaxBody) return invalid("body", "too_long", "");
    const Comment& comment = add_comment(issue, body, *bot_, call.now);
    json::Writer out;
    shown_.comment(out, issue, comment);
    http::Response response = answer(201, out.take());
    response.headers.add("Location", base_ + "/repos/" + issue.repo->full_name + "/issues/comments/" +
                                         std::to_string(comment.id));
    return response;
}

// ---- what happens to an issue ---------------------------------------------------------------------------

void GitHubFake::assign(Issue& issue, const std::vector<const User*>& wanted, const User& actor,
                        Instant now) {
    std::vector<const User*> added, removed;
    for (const User* user : wanted)
        if (!contains(issue.assignees, user)) added.push_back(user);
    for (const User* user : issue.assignees)
        if (!contains(wanted, user)) removed.push_back(user);
    const bool effective = !added.empty() || !removed.empty();
    if (effective) issue.updated = now;
    issue.assignees = wanted;
    note(issue, now, "assign", actor, join(logins(issue)), effective);
    for (const User* user : added)
        deliver(issue, "issues", "assigned", actor, "assignee", shown(*user));
    for (const User* user : removed)
        deliver(issue, "issues", "unassigned", actor, "assignee", shown(*user));
}

// The reason is ignored unless the state changes; GitHub itself calls a reopened issue "reopened".
void GitHubFake::set_state(Issue& issue, std::string_view state, const std::string& reason, const User& actor,
                           Instant now) {
    const bool close = state == "closed";
    const bool effective = issue.closed.has_value() != close;
    if (effective) {
        issue.closed = close ? std::optional(now) : std::nullopt;
        issue.closed_by = close ? &actor : nullptr;
        issue.state_reason = !close ? "reopened" : reason.empty() ? "completed" : reason;
        issue.updated = now;
    }
    note(issue, now, "state", actor, std::string(state), effective);
    if (effective) deliver(issue, "issues", close ? "closed" : "reopened", actor, {}, {});
}

void GitHubFake::set_labels(Issue& issue, std::vector<std::string> labels, const User& actor, Instant now) {
    const std::vector<std::string> before = std::exchange(issue.labels, std::move(labels));
    const bool effective = before != issue.labels;
    if (effective) issue.updated = now;
    note(issue, now, "label", actor, join(issue.labels), effective);
    const auto tell = [&](std::string_view action, const std::string& name) {
        json::Writer out;
        shown_.label(out, *issue.repo, name);
        deliver(issue, "issues", action, actor, "label", out.take());
    };
    for (const std::string& name : issue.labels)
        if (!contains(before, name)) tell("labeled", name);
    for (const std::string& name : before)
        if (!contains(issue.labels, name)) tell("unlabeled", name);
}

const Comment& GitHubFake::add_comment(Issue& issue, const std::string& body, const User& author,
                                       Instant now) {
    issue.comments.push_back({++last_id_, &author, body, now, now});
    issue.updated = now;
    note(issue, now, "comment", author, body, true);
    json::Writer out;
    shown_.comment(out, issue, issue.comments.back());
    deliver(issue, "issue_comment", "created", author, "comment", out.take());
    return issue.comments.back();
}

GitHubFake::Issue& GitHubFake::add(Repo& repo, Issue::Kind kind, const User& author, Instant now) {
    static constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    last_id_ += 1 + static_cast<std::int64_t>(random_() % 1000);
    Issue issue;
    issue.id = last_id_;
    issue.node_id = kind == Issue::Kind::pull_request ? "PR_kwDO" : "I_kwDO";
    for (int i = 0; i < 12; ++i)
        issue.node_id += kLetters[random_() % kLetters.size()];
    issue.repo = &repo;
    issue.number = ++repo.last_number;
    issue.kind = kind;
    issue.author = &author;
    issue.created = issue.updated = now;
    issues_.push_back(std::move(issue));
    index_[issues_.back().node_id] = index_[lower(issues_.back().key())] = &issues_.back();
    return issues_.back();
}

void GitHubFake::note(const Issue& issue, Instant now, std::string kind, const User& actor, std::string value,
                      bool effective) {
    std::string marker = kind == "comment" ? marker_in(value) : std::string();
    record({now, "github", issue.node_id, issue.key(), std::move(kind), actor.login, std::move(value),
            std::move(marker), effective});
}

std::string GitHubFake::shown(const User& user) const {
    json::Writer out;
    shown_.user(out, user);
    return out.take();
}

void GitHubFake::deliver(const Issue& issue, std::string_view event, std::string_view action,
                         const User& sender, std::string_view member, const std::string& json) {
    if (webhook_url().empty()) return;
    json::Writer out;
    out.object().key("action").text(action).key("issue");
    shown_.issue(out, issue);
    if (!member.empty()) out.key(member).raw(json);
    out.key("repository");
    shown_.repository(out, *issue.repo);
    out.key("sender");
    shown_.user(out, sender);
    std::string body = out.end_object().take();

    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string guid;
    for (int i = 0; i < 36; ++i)
        guid += i == 8 || i == 13 || i == 18 || i == 23 ? '-' : kHex[random_() % kHex.size()];
    http::Headers headers{{"Accept", "*/*"},
                          {"Content-Type", "application/json"},
                          {"User-Agent", "GitHub-Hookshot/0123abc"},
                          {"X-GitHub-Delivery", guid},
                          {"X-GitHub-Event", std::string(event)},
                          {"X-GitHub-Hook-ID", "512345678"},
                          {"X-GitHub-Hook-Installation-Target-ID", std::to_string(issue.repo->id)},
                          {"X-GitHub-Hook-Installation-Target-Type", "repository"},
                          {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(webhook_secret(), body)}};
    queue_webhook({"POST", webhook_url(), std::move(headers), std::move(body)});
}

// ---- the control side -----------------------------------------------------------------------------------

Result<TicketView> GitHubFake::create(const TicketSpec& spec, Instant now) {
    now = std::chrono::floor<seconds>(now);
    Repo* repo = spec.container.empty() ? &repos_.front() : find_repo(spec.container);
    if (!repo) return Error{ErrorKind::bug, "no repository " + spec.container};
    const User* author = spec.reporter.empty() ? &users_.front() : find_user(spec.reporter);
    if (!author) {
        const auto id = 10'000 + static_cast<std::int64_t>(users_.size());
        users_.push_back({id, spec.reporter, spec.reporter, {}, false, false});
        author = &users_.back();
    }
    const User* assignee = spec.assignee.empty() ? nullptr : find_user(spec.assignee);
    if (!spec.assignee.empty() && (!assignee || !assignee->assignable))
        return Error{ErrorKind::bug, spec.assignee + " cannot be assigned"};

    Issue& issue = add(*repo, Issue::Kind::issue, *author, now);
    issue.title = spec.title;
    issue.body = spec.body;
    issue.type = spec.issue_type;
    issue.labels = spec.labels;
    if (assignee) issue.assignees.push_back(assignee);
    note(issue, now, "create", *author, spec.title, true);
    deliver(issue, "issues", "opened", *author, {}, {});
    // GitHub tells of what an issue was born with as well.
    for (const std::string& name : issue.labels) {
        json::Writer out;
        shown_.label(out, *repo, name);
        deliver(issue, "issues", "labeled", *author, "label", out.take());
    }
    if (assignee) deliver(issue, "issues", "assigned", *author, "assignee", shown(*assignee));
    return view(issue);
}

Result<Done> GitHubFake::act(const HumanAct& act, Instant now) {
    now = std::chrono::floor<seconds>(now);
    Issue* issue = find_issue(act.ticket);
    const User* actor = find_user(act.actor);
    if (!issue) return Error{ErrorKind::bug, "no issue " + act.ticket};
    if (!actor) return Error{ErrorKind::bug, "nobody called " + act.actor};
    switch (act.kind) {
        case HumanAct::Kind::assign: {
            const User* user = find_user(act.value);
            if (!user || !user->assignable) return Error{ErrorKind::bug, act.value + " cannot be assigned"};
            assign(*issue, {user}, *actor, now);
            break;
        }
        case HumanAct::Kind::unassign: {
            std::vector<const User*> rest;
            for (const User* user : issue->assignees)
                if (!act.value.empty() && user != find_user(act.value)) rest.push_back(user);
            assign(*issue, rest, *actor, now);
            break;
        }
        case HumanAct::Kind::close:
            set_state(*issue, "closed", reason_for(act.value), *actor, now);
            break;
        case HumanAct::Kind::reopen:
            set_state(*issue, "open", {}, *actor, now);
            break;
        case HumanAct::Kind::start:
            return Error{ErrorKind::bug, "GitHub has no state between open and closed"};
        case HumanAct::Kind::add_label: {
            std::vector<std::string> labels = issue->labels;
            if (!contains(labels, act.value)) labels.push_back(act.value);
            set_labels(*issue, std::move(labels), *actor, now);
            break;
        }
        case HumanAct::Kind::remove_label: {
            std::vector<std::string> labels = issue->labels;
            std::erase(labels, act.value);
            set_labels(*issue, std::move(labels), *actor, now);
            break;
        }
        case HumanAct::Kind::comment:
            add_comment(*issue, act.value, *actor, now);
            break;
    }
    return Done{};
}

std::vector<TicketView> GitHubFake::tickets() const {
    std::vector<TicketView> out;
    for (const Issue& issue : issues_)
        if (issue.kind == Issue::Kind::issue) out.push_back(view(issue));
    std::sort(out.begin(), out.end(), [](const TicketView& a, const TicketView& b) { return a.id < b.id; });
    return out;
}

TicketView GitHubFake::view(const Issue& issue) const {
    TicketView out;
    out.id = issue.node_id;
    out.key = issue.key();
    out.state = issue.closed ? "resolved" : "open";
    out.assignees = logins(issue);
    out.labels = issue.labels;
    for (const Comment& comment : issue.comments)
        out.comments.push_back(comment.body);
    return out;
}

const GitHubFake::User* GitHubFake::find_user(std::string_view login) const {
    const auto found = std::find_if(users_.begin(), users_.end(),
                                    [&](const User& user) { return lower(user.login) == lower(login); });
    return found == users_.end() ? nullptr : &*found;
}

Repo* GitHubFake::find_repo(std::string_view full_name) {
    const auto found = std::find_if(repos_.begin(), repos_.end(), [&](const Repo& repo) {
        return lower(repo.full_name) == lower(full_name);
    });
    return found == repos_.end() ? nullptr : &*found;
}

GitHubFake::Issue* GitHubFake::find_issue(std::string_view id_or_key) {
    const bool is_key = id_or_key.find('#') != std::string_view::npos;
    const auto found = index_.find(is_key ? lower(id_or_key) : std::string(id_or_key));
    return found == index_.end() ? nullptr : found->second;
}

}  // namespace oncalld::sandbox
