#include "tests/sandbox/pagerduty_fake.h"

#include <algorithm>

namespace oncalld::sandbox {

using pagerduty_wire::Incident;
using pagerduty_wire::LogEntry;
using pagerduty_wire::Note;

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

std::string marker_in(std::string_view note) {
    static constexpr std::string_view kOpen = "[oncalld ";
    const std::size_t newline = note.rfind('\n');
    std::string_view last = newline == std::string_view::npos ? note : note.substr(newline + 1);
    if (!last.starts_with(kOpen) || !last.ends_with(']')) return {};
    last.remove_prefix(kOpen.size());
    last.remove_suffix(1);
    return std::string(last);
}

std::string join(const std::vector<std::string>& users) {
    std::string text;
    for (const std::string& user : users)
        text += (text.empty() ? "" : ",") + user;
    return text;
}

}  // namespace

struct PagerDutyFake::Change {
    Incident* incident = nullptr;
    std::string status;
    std::vector<std::string> users;
    std::string policy;
};

PagerDutyFake::PagerDutyFake(Setting setting)
    : setting_(std::move(setting)), names_(setting_), random_(setting_.seed) {}

// ---- the account ------------------------------------------------------------------------------------------

Result<TicketView> PagerDutyFake::create(const TicketSpec& spec, Instant now) {
    const Setting::Service* const service =
        spec.container.empty() ? (setting_.services.empty() ? nullptr : &setting_.services.front())
                               : names_.service(spec.container);
    if (!service) return Error{ErrorKind::give_up, "no service " + spec.container};
    const std::string user = spec.assignee.empty() ? on_call(service->policy, now) : spec.assignee;
    if (user.empty()) return Error{ErrorKind::give_up, "nobody is on call for " + service->policy};

    Incident incident;
    incident.id = new_id("Q", 14);
    incident.number = static_cast<int>(incidents_.size()) + 1;
    incident.title = spec.title.empty() ? "Something is wrong" : spec.title;
    incident.service = service->id;
    incident.policy = service->policy;
    incident.urgency = spec.urgency.empty() ? "high" : spec.urgency;
    incident.priority = spec.priority;
    incident.key = pagerduty_wire::lower(new_id("", 32));
    incident.by_policy = spec.assignee.empty();
    incident.created = incident.updated = incident.status_changed = now;
    incident.status_changed_by = spec.reporter;
    by_id_.emplace(incident.id, incidents_.size());
    incidents_.push_back(std::move(incident));

    Incident& opened = incidents_.back();
    take_assignees(opened, {user}, now);
    log(opened, "trigger_log_entry", spec.reporter, "Triggered through the API", now);
    opened.first_entry = log_.back().id;
    log(opened, "assign_log_entry", "", "Assigned to " + user, now);
    notify(opened, now);
    send_webhook(opened, "incident.triggered", spec.reporter, now);
    tell(opened, "create", spec.reporter, opened.title, now);
    return view(opened);
}

Result<Done> PagerDutyFake::act(const HumanAct& act, Instant now) {
    const auto impossible = [](std::string why) { return Error{ErrorKind::give_up, std::move(why)}; };
    const auto found = find(act.ticket);
    if (!found) return impossible("no incident " + act.ticket);
    Incident& incident = incidents_[*found];
    if (!names_.user(act.actor)) return impossible("no user " + act.actor);
    switch (act.kind) {
        case HumanAct::Kind::assign:
            if (!names_.user(act.value)) return impossible("no user " + act.value);
            if (!incident.open()) return impossible("it is resolved");
            assign(incident, {act.value}, act.actor, now);
            return Done{};
        case HumanAct::Kind::close:
            if (!incident.open()) return impossible("it is resolved");
            incident.merged = act.value == "duplicate";
            resolve(incident, act.actor, now);
            return Done{};
        case HumanAct::Kind::reopen:
            if (incident.open()) return impossible("it is open");
            reopen(incident, act.actor, now);
            return Done{};
        case HumanAct::Kind::start:
            if (!incident.open()) return impossible("it is resolved");
            acknowledge(incident, act.actor, now);
            return Done{};
        case HumanAct::Kind::comment:
            annotate(incident, act.actor, act.value, now);
            return Done{};
        case HumanAct::Kind::unassign:
            return impossible("an incident always has an assignee");
        case HumanAct::Kind::add_label:
        case HumanAct::Kind::remove_label:
            return impossible("PagerDuty has no labels");
    }
    return Done{};
}

std::vector<TicketView> PagerDutyFake::tickets() const {
    std::vector<TicketView> views;
    for (const Incident& incident : incidents_)
        views.push_back(view(incident));
    std::sort(views.begin(), views.end(),
              [](const TicketView& a, const TicketView& b) { return a.id < b.id; });
    return views;
}

TicketView PagerDutyFake::view(const Incident& incident) const {
    TicketView view;
    view.id = incident.id;
    view.key = std::to_string(incident.number);
    view.state = !incident.open() ? "resolved" : incident.acknowledger.empty() ? "open" : "in_progress";
    if (incident.open()) view.assignees = incident.assignees;
    std::sort(view.assignees.begin(), view.assignees.end());
    if (incident.by_policy) view.policy = incident.policy;
    for (const Note& note : incident.notes)
        view.comments.push_back(note.content);
    return view;
}

std::string PagerDutyFake::on_call(std::string_view policy, Instant now) const {
    const Setting::Policy* const found = names_.policy(policy);
    std::string user;
    if (!found) return user;
    for (const Setting::PolicyShift& shift : found->shifts)
        if (shift.from <= now) user = shift.user;
    return user;
}

std::optional<std::size_t> PagerDutyFake::find(std::string_view id_or_number) const {
    const auto found = by_id_.find(id_or_number);
    if (found != by_id_.end()) return found->second;
    const int number = number_or(std::string(id_or_number), 0);
    if (number < 1 || static_cast<std::size_t>(number) > incidents_.size()) return std::nullopt;
    return static_cast<std::size_t>(number) - 1;
}

std::string PagerDutyFake::new_id(std::string_view prefix, std::size_t length) {
    static constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    std::string id(prefix);
    while (id.size() < length)
        id += kDigits[random_() % kDigits.size()];
    return id;
}

// ---- what happens to an incident --------------------------------------------------------------------------

void PagerDutyFake::take_assignees(Incident& incident, std::vector<std::string> users, Instant now) {
    incident.assignees = std::move(users);
    incident.assigned = incident.updated = now;
}

void PagerDutyFake::set_status(Incident& incident, std::string status, const std::string& actor,
                               Instant now) {
    incident.status = std::move(status);
    incident.updated = incident.status_changed = now;
    incident.status_changed_by = actor;
    incident.acknowledger = incident.status == "acknowledged" ? actor : "";
    incident.acknowledged = now;
}

// The new assignee is paged: whatever was acknowledged before is triggered again.
void PagerDutyFake::assign(Incident& incident, std::vector<std::string> users, const std::string& actor,
                           Instant now) {
    incident.by_policy = false;
    if (incident.status == "acknowledged") set_status(incident, "triggered", actor, now);
    take_assignees(incident, std::move(users), now);
    log(incident, "assign_log_entry", actor, "Reassigned to " + join(incident.assignees), now);
    notify(incident, now);
    send_webhook(incident, "incident.reassigned", actor, now);
    tell(incident, "assign", actor, join(incident.assignees), now);
}

void PagerDutyFake::send_to_policy(Incident& incident, const std::string& policy, const std::string& actor,
                                   Instant now) {
    const bool another = incident.policy != policy;
    incident.policy = policy;
    incident.by_policy = true;
    if (incident.status == "acknowledged") set_status(incident, "triggered", actor, now);
    take_assignees(incident, {on_call(policy, now)}, now);
    log(incident, another ? "delegate_log_entry" : "assign_log_entry", actor, "Sent to " + policy, now);
    notify(incident, now);
    send_webhook(incident, another ? "incident.delegated" : "incident.reassigned", actor, now);
    tell(incident, "assign", actor, "policy:" + policy, now);
}

// Who acknowledges an incident has it.
void PagerDutyFake::acknowledge(Incident& incident, const std::string& actor, Instant now) {
    set_status(incident, "acknowledged", actor, now);
    if (!wanted(incident.assignees, actor)) {
        incident.by_policy = false;
        take_assignees(incident, {actor}, now);
    }
    log(incident, "acknowledge_log_entry", actor, "Acknowledged by " + actor, now);
    send_webhook(incident, "incident.acknowledged", actor, now);
    tell(incident, "state", actor, "in_progress", now);
}

void PagerDutyFake::resolve(Incident& incident, const std::string& actor, Instant now) {
    set_status(incident, "resolved", actor, now);
    incident.resolved = now;
    log(incident, "resolve_log_entry", actor, "Resolved by " + actor, now);
    send_webhook(incident, "incident.resolved", actor, now);
    tell(incident, "state", actor, "resolved", now);
}

// Goes to whom the policy has on call now.
void PagerDutyFake::reopen(Incident& incident, const std::string& actor, Instant now) {
    set_status(incident, "triggered", actor, now);
    incident.resolved.reset();
    incident.merged = false;
    incident.reopened = now;
    incident.by_policy = true;
    const std::string user = on_call(incident.policy, now);
    if (!user.empty()) take_assignees(incident, {user}, now);
    log(incident, "reopen_log_entry", actor, "Reopened by " + actor, now);
    notify(incident, now);
    send_webhook(incident, "incident.reopened", actor, now);
    tell(incident, "state", actor, "open", now);
}

const Note& PagerDutyFake::annotate(Incident& incident, const std::string& actor, std::string content,
                                    Instant now) {
    incident.notes.push_back({new_id("P", 7), actor, std::move(content), now});
    const Note& note = incident.notes.back();
    log(incident, "annotate_log_entry", actor, "Note added by " + actor, now);
    send_webhook(incident, "incident.annotated", actor, now, &note);
    tell(incident, "comment", actor, note.content, now);
    return note;
}

// Assignments page whoever gets them, also if it is the same person once more: all are effective.
void PagerDutyFake::tell(const Incident& incident, std::string kind, const std::string& actor,
                         std::string value, Instant now) {
    LedgerEntry entry;
    entry.at = now;
    entry.tracker = "pagerduty";
    entry.ticket = incident.id;
    entry.key = std::to_string(incident.number);
    entry.actor = actor;
    if (kind == "comment") entry.marker = marker_in(value);
    entry.kind = std::move(kind);
    entry.value = std::move(value);
    record(std::move(entry));
}

void PagerDutyFake::notify(const Incident& incident, Instant now) {
    for (const std::string& user : incident.assignees)
        log(incident, "notify_log_entry", "", "Notified " + user + " by push", now);
}

void PagerDutyFake::log(const Incident& incident, std::string type, const std::string& actor,
                        std::string summary, Instant now) {
    log_.push_back({new_id("R", 26), std::move(type), incident.id, std::move(summary), actor,
                    incident.open() ? incident.assignees : std::vector<std::string>{}, now});
}

void PagerDutyFake::send_webhook(const Incident& incident, std::string type, const std::string& actor,
                                 Instant now, const Note* note) {
    if (webhook_url().empty()) return;
    const std::string id = new_id("01", 26);
    http::Request request;
    request.method = "POST";
    request.url = webhook_url();
    request.body = pagerduty_wire::webhook_body(names_, {id, std::move(type), actor, now}, incident, note);
    request.headers.add("Content-Type", "application/json");
    request.headers.add("User-Agent", "PagerDuty-Webhook/V3.0");
    request.headers.add("X-Webhook-Id", pagerduty_wire::lower(new_id("", 32)));
    request.headers.add("X-Webhook-Subscription", "PSUB001");
    request.headers.add("X-PagerDuty-Signature", "v1=" + hmac_sha256_hex(webhook_secret(), request.body));
    queue_webhook(std::move(request));
}

// ---- REST -------------------------------------------------------------------------------------------------

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
