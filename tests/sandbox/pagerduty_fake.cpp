#include "tests/sandbox/pagerduty_fake.h"

#include <algorithm>
#include <charconv>

namespace oncalld::sandbox {

using pagerduty_wire::Incident;
using pagerduty_wire::Note;

namespace {

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
    std::size_t number = 0;
    const char* const end = id_or_number.data() + id_or_number.size();
    const auto [stopped, failed] = std::from_chars(id_or_number.data(), end, number);
    if (failed != std::errc() || stopped != end || number < 1 || number > incidents_.size())
        return std::nullopt;
    return number - 1;
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
    const auto& assignees = incident.assignees;
    if (std::find(assignees.begin(), assignees.end(), actor) == assignees.end()) {
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

}  // namespace oncalld::sandbox
