#include "tests/sandbox/jira_fake.h"

#include "tests/sandbox/jira_jql.h"
#include "tests/sandbox/jira_json.h"

#include <absl/strings/escaping.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace oncalld::sandbox {

using jira::Change;
using jira::Comment;
using jira::Dialect;
using jira::Issue;
using jira::Shape;

namespace {

constexpr std::string_view kApi = "/rest/api/3/";
constexpr std::string_view kDone = "Done";

http::Response respond(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.headers.add("X-RateLimit-Limit", "100");
    response.headers.add("X-RateLimit-Remaining", "99");
    response.headers.add("X-RateLimit-NearLimit", "false");
    if (!body.empty()) response.headers.add("Content-Type", "application/json;charset=UTF-8");
    response.body = std::move(body);
    return response;
}

http::Response no_content() {
    return respond(204, {});
}

http::Response refuse(int status, std::string_view message) {
    json::Writer out;
    out.object().key("errorMessages").array().text(message).end_array().key("errors").object().end_object();
    return respond(status, out.end_object().take());
}

http::Response refuse_field(std::string_view field, std::string_view message) {
    json::Writer out;
    out.object().key("errorMessages").array().end_array().key("errors").object().key(field).text(message);
    return respond(400, out.end_object().end_object().take());
}

http::Response no_issue() {
    return refuse(404, "Issue does not exist or you do not have permission to see it.");
}

http::Response bad_payload() {
    return refuse(400, "Invalid request payload.");
}

std::optional<jira::Body> parse_body(const http::Request& request) {
    auto body = json::parse(request.body);
    if (!body || !body->IsObject()) return std::nullopt;
    return jira::Body{std::move(*body)};
}

std::int64_t number_or(const std::optional<std::string>& text, std::int64_t otherwise) {
    std::int64_t value = otherwise;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

bool asks_for(const json::Value* expand, std::string_view what) {
    if (json::as_text(expand).find(what) != std::string_view::npos) return true;
    return std::ranges::any_of(json::as_array(expand),
                               [&](const json::Value& v) { return json::as_text(&v) == what; });
}

jira::FieldFilter filter_of(const json::Value& body, std::vector<std::string> otherwise) {
    std::set<std::string, std::less<>> names(otherwise.begin(), otherwise.end());
    if (json::at(body, "fields")) {
        names.clear();
        for (const json::Value& name : json::array_at(body, "fields"))
            names.insert(json::as_string(&name));
    }
    if (names.contains("*all") || names.contains("*navigable")) return [](std::string_view) { return true; };
    return [names = std::move(names)](std::string_view name) { return names.contains(name); };
}

// Where the next page begins: after this issue in the query's order. Belongs to its query.
struct PageToken {
    std::int64_t sort_by = 0, id = 0;
    std::size_t query = 0;
};

std::string to_text(const PageToken& token) {
    return absl::WebSafeBase64Escape(std::to_string(token.sort_by) + "," + std::to_string(token.id) + "," +
                                     std::to_string(token.query));
}

std::optional<PageToken> parse_token(const std::string& text) {
    std::string plain;
    PageToken token;
    if (!absl::WebSafeBase64Unescape(text, &plain)) return std::nullopt;
    const char* const end = plain.data() + plain.size();
    const auto first = std::from_chars(plain.data(), end, token.sort_by);
    if (first.ptr == end) return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, token.id);
    if (second.ptr == end) return std::nullopt;
    const auto third = std::from_chars(second.ptr + 1, end, token.query);
    if (third.ec != std::errc() || third.ptr != end) return std::nullopt;
    return token;
}

}  // namespace

JiraFake::JiraFake(Setting setting) : site_(std::move(setting)), random_(site_.setting().seed) {}

http::Response JiraFake::handle(const http::Request& request, Instant now) {
    const Target target = parse_target(request.url);
    const std::string expected =
        "Basic " + absl::Base64Escape(site_.setting().bot.email + ":" + site_.setting().token);
    if (request.headers.get("Authorization") == expected) return route(request, target, now);

    // A stranger sees an empty site; only /myself says so with its status.
    http::Response response = no_issue();
    if (target.path == "/rest/api/3/myself")
        response = refuse(401, "Client must be authenticated to access this resource.");
    else if (target.path == "/rest/api/3/search/jql")
        response = respond(200, R"({"issues":[],"isLast":true})");
    else if (target.path == "/rest/api/3/issue/bulkfetch")
        response = respond(200, R"({"issues":[],"issueErrors":[]})");
    else if (target.path == "/rest/api/3/comment/list")
        response = respond(200, R"({"startAt":0,"maxResults":100,"total":0,"isLast":true,"values":[]})");
    response.headers.add("X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
    return response;
}

http::Response JiraFake::route(const http::Request& request, const Target& target, Instant now) {
    std::string_view path = target.path;
    if (!path.starts_with(kApi)) return refuse(404, "Not found: " + target.path);
    path.remove_prefix(kApi.size());
    if (request.method == "GET" && path == "myself") {
        json::Writer out;
        Shape(site_).user(out, site_.setting().bot.jira);
        return respond(200, out.take());
    }
    if (request.method == "POST" &&
        (path == "search/jql" || path == "issue/bulkfetch" || path == "comment/list")) {
        const auto body = parse_body(request);
        if (!body) return bad_payload();
        if (path == "search/jql") return search(*body, now);
        return path == "comment/list" ? list_comments(*body, target) : bulk_fetch(*body);
    }
    constexpr std::string_view kIssue = "issue/";
    if (path.starts_with(kIssue)) return on_issue(request, target, path.substr(kIssue.size()), now);
    return refuse(404, "Not found: " + target.path);
}

http::Response JiraFake::on_issue(const http::Request& request, const Target& target, std::string_view rest,
                                  Instant now) {
    const std::size_t slash = rest.find('/');
    const std::string_view what = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    Issue* const issue = site_.find(rest.substr(0, slash));
    if (!issue) return no_issue();
    if (request.method == "GET" && what == "comment") return get_comments(*issue, target);
    if (request.method == "GET" && what == "transitions") {
        const bool fields = target.get("expand").value_or("").find("transitions.fields") != std::string::npos;
        json::Writer out;
        Shape(site_).transitions(out, *issue, fields ? Shape::Fields::included : Shape::Fields::left_out,
                                 required_);
        return respond(200, out.take());
    }
    const auto body = parse_body(request);
    if (!body) return bad_payload();
    if (request.method == "PUT" && what == "assignee") return assign(*issue, *body, now);
    if (request.method == "POST" && what == "comment") return add_comment(*issue, *body, now);
    if (request.method == "POST" && what == "transitions") return transition(*issue, *body, now);
    return refuse(405, "Method not allowed");
}

http::Response JiraFake::search(const jira::Body& sent, Instant now) {
    const json::Value& body = sent.json;
    if (json::at(body, "startAt")) return bad_payload();
    const std::string jql = json::string_at(body, "jql");
    const auto query = jira::parse_jql(jql, site_);
    if (!query) return refuse(400, query.error().vendor_text);
    const std::string sent_token = json::string_at(body, "nextPageToken");
    const auto from = parse_token(sent_token);
    const std::size_t query_hash = std::hash<std::string>{}(jql);
    if (!sent_token.empty() && (!from || from->query != query_hash))
        return refuse(400, "Invalid nextPageToken");

    const auto sort_key = [&](const Issue* issue) {
        const auto time = query->by_updated ? issue->updated.time_since_epoch().count()
                                            : -issue->created.time_since_epoch().count();
        return std::pair(time, issue->id);
    };
    std::vector<const Issue*> found;
    for (const Issue* issue : site_.indexed(now))
        if (query->matches(*issue) && (!from || sort_key(issue) > std::pair(from->sort_by, from->id)))
            found.push_back(issue);
    std::ranges::sort(found, {}, sort_key);

    const std::int64_t asked = json::integer_at(body, "maxResults").value_or(50);
    const auto size =
        static_cast<std::size_t>(std::clamp<std::int64_t>(asked, 1, json::at(body, "fields") ? 100 : 5000));
    const bool last = found.size() <= size;
    if (!last) found.resize(size);

    const auto wanted = filter_of(body, {});
    json::Writer out;
    out.object().key("issues").array();
    for (const Issue* issue : found) {
        out.object();
        if (json::at(body, "fields"))
            Shape(site_).issue(out, *issue, wanted, Dialect::v3);
        else
            out.key("id").text(std::to_string(issue->id));  // what search gives unless asked for more
        if (asks_for(json::at(body, "expand"), "changelog"))
            out.key("changelog"), Shape(site_).changelog(out, *issue);
        out.end_object();
    }
    out.end_array();
    if (!last) {
        const auto [sort_by, id] = sort_key(found.back());
        out.key("nextPageToken").text(to_text({sort_by, id, query_hash}));
    }
    return respond(200, out.key("isLast").boolean(last).end_object().take());
}

http::Response JiraFake::bulk_fetch(const jira::Body& sent) {
    const json::Value& body = sent.json;
    const auto ids = json::array_at(body, "issueIdsOrKeys");
    if (ids.empty() || ids.size() > 100) return refuse(400, "issueIdsOrKeys must hold 1 to 100 issues.");
    const auto wanted = filter_of(body, {"*navigable"});
    json::Writer out;
    out.object().key("issues").array();
    for (const json::Value& id : ids) {
        const Issue* const issue = site_.find(json::as_text(&id));
        if (!issue) continue;  // as Jira: no word about it
        out.object();
        Shape(site_).issue(out, *issue, wanted, Dialect::v3);
        if (asks_for(json::at(body, "expand"), "changelog"))
            out.key("changelog"), Shape(site_).changelog(out, *issue);
        out.end_object();
    }
    return respond(200, out.end_array().key("issueErrors").array().end_array().end_object().take());
}

http::Response JiraFake::get_comments(const Issue& issue, const Target& target) const {
    std::vector<const Comment*> comments;
    for (const Comment& comment : issue.comments)
        comments.push_back(&comment);
    if (target.get("orderBy") == "-created") std::ranges::reverse(comments);
    const auto total = static_cast<std::int64_t>(comments.size());
    const std::int64_t start = std::clamp<std::int64_t>(number_or(target.get("startAt"), 0), 0, total);
    const std::int64_t size = std::clamp<std::int64_t>(number_or(target.get("maxResults"), 100), 0, 100);
    json::Writer out;
    out.object().key("startAt").integer(start).key("maxResults").integer(size).key("total").integer(total);
    out.key("comments").array();
    for (std::int64_t i = start; i < std::min(start + size, total); ++i)
        Shape(site_).comment(out, issue, *comments[static_cast<std::size_t>(i)], Dialect::v3,
                             Shape::Properties::left_out);
    return respond(200, out.end_array().end_object().take());
}

http::Response JiraFake::list_comments(const jira::Body& sent, const Target& target) const {
    const json::Value& body = sent.json;
    std::set<std::int64_t> ids;
    for (const json::Value& id : json::array_at(body, "ids"))
        ids.insert(json::as_integer(&id).value_or(0));
    if (ids.empty() || ids.size() > 1000) return refuse(400, "ids must hold 1 to 1000 comments.");
    const bool properties = target.get("expand").value_or("").find("properties") != std::string::npos;
    json::Writer out;
    out.object().key("startAt").integer(0).key("maxResults").integer(1000).key("isLast").boolean(true);
    out.key("values").array();
    std::int64_t total = 0;
    for (const auto& [id, issue] : site_.issues())
        for (const Comment& comment : issue.comments)
            if (ids.contains(comment.id)) {
                ++total;
                Shape(site_).comment(out, issue, comment, Dialect::v3,
                                     properties ? Shape::Properties::included : Shape::Properties::left_out);
            }
    return respond(200, out.end_array().key("total").integer(total).end_object().take());
}

http::Response JiraFake::add_comment(Issue& issue, const jira::Body& sent, Instant now) {
    const json::Value& body = sent.json;
    const json::Value* const adf = json::at(body, "body");
    if (const std::string why = jira::refusal_of(adf); !why.empty()) return refuse_field("comment", why);
    Comment comment;
    comment.author = site_.setting().bot.jira;
    comment.adf = json::Writer().value(*adf).take();
    comment.text = jira::text_of(*adf);
    const json::Value* const properties = json::at(body, "properties");
    comment.properties = properties ? json::Writer().value(*properties).take() : "[]";
    for (const json::Value& property : json::as_array(properties))
        if (json::text_at(property, "key") == "oncalld")
            comment.marker = json::string_at(property, "value", "op");
    const Comment& added = do_comment(issue, std::move(comment), now);
    json::Writer out;
    Shape(site_).comment(out, issue, added, Dialect::v3, Shape::Properties::left_out);
    return respond(201, out.take());
}

http::Response JiraFake::assign(Issue& issue, const jira::Body& sent, Instant now) {
    const json::Value& body = sent.json;
    const json::Value* const given = json::at(body, "accountId");
    if (!given) return refuse_field("accountId", "accountId is required");
    const std::string account = json::as_string(given);
    const Member* const member = account.empty() ? nullptr : site_.member(account);
    if (!given->IsNull() && (!member || !member->assignable))
        return refuse_field("assignee", "User '" + account + "' cannot be assigned issues.");
    do_assign(issue, site_.setting().bot.jira, account, now);
    return no_content();
}

http::Response JiraFake::transition(Issue& issue, const jira::Body& sent, Instant now) {
    const json::Value& body = sent.json;
    const std::string id = json::string_at(body, "transition", "id");
    const auto offered = jira::transitions_from(issue.state);
    const auto chosen = std::ranges::find(offered, id, &jira::Transition::id);
    if (chosen == offered.end())
        return refuse(400, "Transition id '" + id + "' is not valid for this issue.");
    if (const auto must = required_.find(id);
        must != required_.end() && !json::at(body, "fields", "customfield_10050"))
        return refuse_field("customfield_10050", must->second + " is required.");
    std::string resolution = chosen->to == TicketState::resolved ? std::string(kDone) : issue.resolution;
    if (const json::Value* given = json::at(body, "fields", "resolution"))
        resolution = given->IsNull() ? std::string() : json::string_at(*given, "name");
    do_transition(issue, site_.setting().bot.jira, chosen->to, resolution, now);
    return no_content();
}

http::Response JiraFake::rate_limited(int retry_after_seconds, Instant now) {
    http::Response response = refuse(429, "Rate limit exceeded.");
    response.headers.add("Retry-After", std::to_string(retry_after_seconds));
    response.headers.add("X-RateLimit-Reset", to_rfc3339(now + seconds(retry_after_seconds)));
    response.headers.add("RateLimit-Reason", "jira-burst-based");
    return response;
}

http::Response JiraFake::server_error(Instant) {
    http::Response response = respond(500, "<html><head><title>Internal Server Error</title></head></html>");
    response.headers = {{"Content-Type", "text/html;charset=UTF-8"}};
    return response;
}

}  // namespace oncalld::sandbox
