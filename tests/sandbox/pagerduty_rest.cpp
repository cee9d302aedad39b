// The REST side of the PagerDuty fake: requests in, answers out; what happens to incidents is told in
// pagerduty_fake.cpp.
#include "tests/sandbox/pagerduty_fake.h"

#include <algorithm>

namespace oncalld::sandbox {

using pagerduty_wire::Incident;
using pagerduty_wire::LogEntry;

namespace {

constexpr int kDefaultPage = 25;
constexpr int kLargestPage = 100;
constexpr int kReach = 10000;
constexpr std::size_t kMostUpdates = 250;
constexpr seconds kDefaultRange(30 * 24 * 3600);

http::Response answer(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

http::Response refuse(int status, std::string_view message, int code,
                      const std::vector<std::string>& errors = {}) {
    return answer(status, pagerduty_wire::error_body(message, code, errors));
}

http::Response invalid(std::string why) {
    return refuse(400, "Invalid Input Provided", 2001, {std::move(why)});
}

http::Response not_found() {
    return refuse(404, "Not Found", 2100);
}

int number_or(const std::optional<std::string>& text, int otherwise) {
    const bool digits = text && !text->empty() && text->size() < 8 &&
                        std::all_of(text->begin(), text->end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? std::stoi(*text) : otherwise;
}

bool wanted(const std::vector<std::string>& filter, std::string_view value) {
    return filter.empty() || std::find(filter.begin(), filter.end(), value) != filter.end();
}

// "classic" paging: limit, offset, more, total (null unless asked for).
template <class Row, class Write>
http::Response page(const Target& target, std::string_view name, const std::vector<Row>& rows, Write write) {
    const int limit = std::clamp(number_or(target.get("limit"), kDefaultPage), 1, kLargestPage);
    const int offset = number_or(target.get("offset"), 0);
    if (offset + limit > kReach) return invalid("Offset plus limit must not be greater than 10000");
    const int size = static_cast<int>(rows.size());
    json::Writer out;
    out.object().key(name).array();
    for (int i = offset; i < std::min(offset + limit, size); ++i)
        write(out, rows[static_cast<std::size_t>(i)]);
    out.end_array().key("limit").integer(limit).key("offset").integer(offset);
    out.key("more").boolean(offset + limit < size).key("total");
    if (target.get("total") == "true")
        out.integer(size);
    else
        out.null();
    out.end_object();
    return answer(200, out.take());
}

bool contains(std::string_view text, std::string_view part) {
    return pagerduty_wire::lower(text).find(pagerduty_wire::lower(part)) != std::string::npos;
}

}  // namespace

struct PagerDutyFake::Change {
    Incident* incident = nullptr;
    std::string status;
    std::vector<std::string> users;
    std::string policy;
};

http::Response PagerDutyFake::handle(const http::Request& request, Instant now) {
    http::Response response = route(request, now);
    response.headers.add("ratelimit-limit", "960");
    response.headers.add("ratelimit-remaining", "959");
    response.headers.add("ratelimit-reset", "60");
    return response;
}

http::Response PagerDutyFake::rate_limited(int retry_after_seconds, Instant) {
    http::Response response = refuse(429, "Rate Limit Exceeded", 2020);
    response.headers.add("ratelimit-limit", "960");
    response.headers.add("ratelimit-remaining", "0");
    response.headers.add("ratelimit-reset", std::to_string(retry_after_seconds));
    return response;
}

http::Response PagerDutyFake::server_error(Instant) {
    return refuse(500, "Internal Server Error", 2000);
}

http::Response PagerDutyFake::route(const http::Request& request, Instant now) {
    if (request.headers.get("Authorization") != "Token token=" + setting_.token)
        return refuse(401, "Unauthorized", 2006);
    const Target target = parse_target(request.url);
    const bool get = request.method == "GET";
    if (get && target.path == "/users") return list_users(target);
    if (get && target.path == "/log_entries") return list_log_entries(target, now);
    if (get && target.path == "/incidents") return list_incidents(target, now);
    if (request.method == "PUT" && target.path == "/incidents") return update_incidents(request, now);

    static constexpr std::string_view kIncidents = "/incidents/";
    static constexpr std::string_view kNotes = "/notes";
    if (!target.path.starts_with(kIncidents)) return not_found();
    std::string_view id = std::string_view(target.path).substr(kIncidents.size());
    const bool notes = id.ends_with(kNotes);
    if (notes) id.remove_suffix(kNotes.size());
    const auto found = find(id);
    if (!found) return not_found();
    Incident& incident = incidents_[*found];
    if (get) return notes ? list_notes(incident) : show_incident(incident);
    if (notes && request.method == "POST") return add_note(incident, request, now);
    return not_found();
}

http::Response PagerDutyFake::list_users(const Target& target) const {
    const std::string query = target.get("query").value_or("");
    std::vector<const Member*> users;
    for (const Member* user : names_.users())
        if (contains(user->name, query) || contains(user->email, query)) users.push_back(user);
    return page(target, "users", users, [this](json::Writer& out, const Member* user) {
        pagerduty_wire::write_user(out, names_, *user);
    });
}

http::Response PagerDutyFake::list_incidents(const Target& target, Instant now) const {
    std::optional<Instant> since, until;
    if (target.get("date_range") != "all") {
        until = parse_rfc3339(target.get("until").value_or("")).value_or(now);
        since = parse_rfc3339(target.get("since").value_or("")).value_or(*until - kDefaultRange);
    }
    const auto statuses = target.all("statuses[]");
    for (const std::string& status : statuses)
        if (!wanted({"triggered", "acknowledged", "resolved"}, status))
            return invalid("Status must be a list of triggered, acknowledged, or resolved.");
    const std::string order = target.get("sort_by").value_or("incident_number:asc");
    if (!order.starts_with("incident_number")) return invalid("The sandbox sorts by incident_number only");

    std::vector<const Incident*> found;
    for (const Incident& incident : incidents_) {
        const bool in_range =
            (!since || incident.created >= *since) && (!until || incident.created <= *until);
        if (in_range && wanted(statuses, incident.status) &&
            wanted(target.all("service_ids[]"), incident.service) &&
            wanted(target.all("urgencies[]"), incident.urgency))
            found.push_back(&incident);
    }
    if (order.ends_with(":desc")) std::reverse(found.begin(), found.end());
    return page(target, "incidents", found, [this](json::Writer& out, const Incident* incident) {
        pagerduty_wire::write_incident(out, names_, *incident);
    });
}

http::Response PagerDutyFake::show_incident(const Incident& incident) const {
    json::Writer out;
    out.object().key("incident");
    pagerduty_wire::write_incident(out, names_, incident);
    out.end_object();
    return answer(200, out.take());
}

http::Response PagerDutyFake::list_log_entries(const Target& target, Instant now) const {
    const Instant since = parse_rfc3339(target.get("since").value_or("")).value_or(now - kDefaultRange);
    const Instant until = parse_rfc3339(target.get("until").value_or("")).value_or(now + seconds(1));
    const auto included = target.all("include[]");
    const auto include = std::find(included.begin(), included.end(), "incidents") == included.end()
                             ? pagerduty_wire::Include::references
                             : pagerduty_wire::Include::incidents;
    std::vector<const LogEntry*> newest_first;
    for (auto entry = log_.rbegin(); entry != log_.rend(); ++entry)
        if (entry->at >= since && entry->at < until) newest_first.push_back(&*entry);
    return page(target, "log_entries", newest_first, [&](json::Writer& out, const LogEntry* entry) {
        pagerduty_wire::write_log_entry(out, names_, *entry, incidents_[*find(entry->incident)], include);
    });
}

http::Response PagerDutyFake::list_notes(const Incident& incident) const {
    json::Writer out;
    out.object().key("notes").array();
    for (auto note = incident.notes.rbegin(); note != incident.notes.rend(); ++note)
        pagerduty_wire::write_note(out, names_, *note);
    out.end_array().end_object();
    return answer(200, out.take());
}

// Writes are made in the name of the user in `From`.
std::optional<http::Response> PagerDutyFake::refuse_writer(const http::Request& request) const {
    if (!request.headers.find("From"))
        return refuse(400,
                      "You must specify a user's email address in the \"From\" header to perform this action",
                      2016);
    if (!names_.user_by_email(request.headers.get("From")))
        return refuse(400, "Requester User Not Found", 1008);
    if (!request.headers.get("Content-Type").starts_with("application/json"))
        return invalid("Content-Type must be application/json");
    return std::nullopt;
}

http::Response PagerDutyFake::add_note(Incident& incident, const http::Request& request, Instant now) {
    if (auto refusal = refuse_writer(request)) return *std::move(refusal);
    const auto body = json::parse(request.body);
    std::string content = body ? json::string_at(*body, "note", "content") : "";
    if (content.empty()) return invalid("Note content cannot be blank");
    const std::string actor = names_.user_by_email(request.headers.get("From"))->pagerduty;
    json::Writer out;
    out.object().key("note");
    pagerduty_wire::write_note(out, names_, annotate(incident, actor, std::move(content), now));
    out.end_object();
    return answer(200, out.take());
}

http::Response PagerDutyFake::update_incidents(const http::Request& request, Instant now) {
    if (auto refusal = refuse_writer(request)) return *std::move(refusal);
    const auto body = json::parse(request.body);
    const auto items = body ? json::array_at(*body, "incidents") : std::span<const json::Value>{};
    if (items.empty()) return invalid("Incidents must be a non-empty list");
    if (items.size() > kMostUpdates) return refuse(413, "Request Entity Too Large", 2001);

    std::vector<Change> changes;
    for (const json::Value& item : items)
        if (auto refusal = check(item, now, changes.emplace_back())) return *std::move(refusal);
    const std::string actor = names_.user_by_email(request.headers.get("From"))->pagerduty;
    json::Writer out;
    out.object().key("incidents").array();
    for (const Change& change : changes) {
        apply(change, actor, now);
        pagerduty_wire::write_incident(out, names_, *change.incident);
    }
    out.end_array().end_object();
    return answer(200, out.take());
}

// One refused item refuses the whole request, so everything is checked before anything is applied.
std::optional<http::Response> PagerDutyFake::check(const json::Value& item, Instant now, Change& change) {
    const std::string_view type = json::text_at(item, "type");
    if (type != "incident" && type != "incident_reference") return invalid("Incident type is invalid");
    const auto found = find(json::text_at(item, "id"));
    if (!found) return refuse(404, "Incident Not Found", 5001);
    change.incident = &incidents_[*found];
    change.status = json::string_at(item, "status");
    for (const json::Value& assignment : json::array_at(item, "assignments"))
        change.users.push_back(json::string_at(assignment, "assignee", "id"));
    change.policy = json::string_at(item, "escalation_policy", "id");

    const bool reopens = change.status == "triggered" || change.status == "acknowledged";
    if (!change.incident->open() && !reopens) return refuse(400, "Incident Already Resolved", 1001);
    if (!change.users.empty() && !change.policy.empty())
        return invalid("Only one of assignments and escalation_policy may be given");
    for (const std::string& user : change.users)
        if (!names_.user(user)) return refuse(400, "Assignee User Not Found", 1007);
    if (change.policy.empty()) return std::nullopt;
    if (!names_.policy(change.policy)) return refuse(400, "Escalation Policy Not Found", 1014);
    if (on_call(change.policy, now).empty()) return refuse(400, "Escalation Policy Has No One On-Call", 1015);
    return std::nullopt;
}

void PagerDutyFake::apply(const Change& change, const std::string& actor, Instant now) {
    Incident& incident = *change.incident;
    if (!incident.open()) reopen(incident, actor, now);
    if (change.status == "acknowledged") acknowledge(incident, actor, now);
    if (change.status == "resolved") resolve(incident, actor, now);
    if (!change.users.empty()) assign(incident, change.users, actor, now);
    if (!change.policy.empty()) send_to_policy(incident, change.policy, actor, now);
}

}  // namespace oncalld::sandbox
