#include "tests/sandbox/github_fake.h"

#include <algorithm>
#include <charconv>

namespace oncalld::sandbox {

using github::Comment;
using github::lower;
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

}  // namespace oncalld::sandbox
