#include "tests/sandbox/pagerduty_wire.h"

#include <algorithm>

namespace oncalld::sandbox::pagerduty_wire {

namespace {

std::string in_seconds(Instant t) {
    return to_rfc3339(std::chrono::floor<seconds>(t));
}

struct Reference {
    std::string_view type;
    std::string id;
    std::string summary;
    std::string path;      // of the API
    std::string web_path;  // of the web application
};

// Links name the vendor's hosts, wherever the fake listens; nobody follows them.
void write_fields(json::Writer& out, const Reference& ref) {
    out.key("id").text(ref.id).key("type").text(ref.type).key("summary").text(ref.summary);
    out.key("self")
        .text("https://api.pagerduty.com" + ref.path)
        .key("html_url")
        .text("https://acme.pagerduty.com" + ref.web_path);
}

void write(json::Writer& out, const Reference& ref) {
    out.object();
    write_fields(out, ref);
    out.end_object();
}

Reference user_reference(const Directory& names, const std::string& id) {
    const Member* const user = names.user(id);
    return {"user_reference", id, user ? user->name : id, "/users/" + id, "/users/" + id};
}

Reference service_reference(const Directory& names, const std::string& id) {
    const Setting::Service* const service = names.service(id);
    return {"service_reference", id, service ? service->name : id, "/services/" + id,
            "/service-directory/" + id};
}

Reference policy_reference(const Directory& names, const std::string& id) {
    const Setting::Policy* const policy = names.policy(id);
    return {"escalation_policy_reference", id, policy ? policy->name : id, "/escalation_policies/" + id,
            "/escalation_policies/" + id};
}

std::string numbered_title(const Incident& incident) {
    return "[#" + std::to_string(incident.number) + "] " + incident.title;
}

Reference incident_reference(const Incident& incident, std::string summary) {
    return {"incident_reference", incident.id, std::move(summary), "/incidents/" + incident.id,
            "/incidents/" + incident.id};
}

Reference priority_reference(const std::string& name) {
    const std::string id = "PRIO" + name;
    return {"priority_reference", id, name, "/priorities/" + id, "/account/incident_priorities"};
}

void write_priority(json::Writer& out, const Incident& incident) {
    out.key("priority");
    if (incident.priority.empty())
        out.null();
    else
        write(out, priority_reference(incident.priority));
}

void write_resolve_reason(json::Writer& out, const Incident& incident) {
    out.key("resolve_reason");
    if (!incident.merged) {
        out.null();
        return;
    }
    out.object().key("type").text("merge_resolve_reason").key("incident");
    write(out, incident_reference(incident, numbered_title(incident)));
    out.end_object();
}

void write_agent(json::Writer& out, const Directory& names, const std::string& user,
                 const Reference& otherwise) {
    out.key("agent");
    write(out, user.empty() ? otherwise : user_reference(names, user));
}

void write_assignments(json::Writer& out, const Directory& names, const Incident& incident) {
    out.key("assignments").array();
    if (incident.open()) {
        for (const std::string& user : incident.assignees) {
            out.object().key("at").text(in_seconds(incident.assigned)).key("assignee");
            write(out, user_reference(names, user));
            out.end_object();
        }
    }
    out.end_array();
}

void write_acknowledgements(json::Writer& out, const Directory& names, const Incident& incident) {
    out.key("acknowledgements").array();
    if (!incident.acknowledger.empty()) {
        out.object().key("at").text(in_seconds(incident.acknowledged)).key("acknowledger");
        write(out, user_reference(names, incident.acknowledger));
        out.end_object();
    }
    out.end_array();
}

void write_event_incident(json::Writer& out, const Directory& names, const Incident& incident) {
    write_fields(out, {"incident", incident.id, numbered_title(incident), "/incidents/" + incident.id,
                       "/incidents/" + incident.id});
    out.key("number").integer(incident.number).key("status").text(incident.status);
    out.key("incident_key").text(incident.key).key("created_at").text(in_seconds(incident.created));
    if (incident.reopened) out.key("reopened_at").text(in_seconds(*incident.reopened));
    out.key("title").text(incident.title).key("service");
    write(out, service_reference(names, incident.service));
    out.key("assignees").array();
    if (incident.open())
        for (const std::string& user : incident.assignees)
            write(out, user_reference(names, user));
    out.end_array().key("escalation_policy");
    write(out, policy_reference(names, incident.policy));
    out.key("teams").array().end_array();
    write_priority(out, incident);
    out.key("urgency").text(incident.urgency).key("conference_bridge").null();
    write_resolve_reason(out, incident);
    out.key("incident_type").object().key("name").text("incident_default").end_object();
}

void write_event_note(json::Writer& out, const Incident& incident, const Note& note) {
    out.key("incident");
    write(out, incident_reference(incident, incident.title));
    out.key("id").text(note.id).key("content").text(note.content).key("trimmed").boolean(false);
    out.key("type").text("incident_note");
}

}  // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

const Member* Directory::user(std::string_view id) const {
    for (const Member* member : users())
        if (member->pagerduty == id) return member;
    return nullptr;
}

const Member* Directory::user_by_email(std::string_view email) const {
    for (const Member* member : users())
        if (lower(member->email) == lower(email)) return member;
    return nullptr;
}

const Setting::Service* Directory::service(std::string_view id) const {
    const auto found = std::find_if(setting_.services.begin(), setting_.services.end(),
                                    [&](const Setting::Service& service) { return service.id == id; });
    return found == setting_.services.end() ? nullptr : &*found;
}

const Setting::Policy* Directory::policy(std::string_view id) const {
    const auto found = std::find_if(setting_.policies.begin(), setting_.policies.end(),
                                    [&](const Setting::Policy& policy) { return policy.id == id; });
    return found == setting_.policies.end() ? nullptr : &*found;
}

std::vector<const Member*> Directory::users() const {
    std::vector<const Member*> all;
    for (const Member& member : setting_.members)
        all.push_back(&member);
    all.push_back(&setting_.bot);
    return all;
}

void write_user(json::Writer& out, const Directory& names, const Member& user) {
    Reference ref = user_reference(names, user.pagerduty);
    ref.type = "user";
    out.object();
    write_fields(out, ref);
    out.key("name").text(user.name).key("email").text(user.email).key("time_zone").text("Europe/Oslo");
    out.key("color").text("purple").key("role").text("user").key("description").null();
    out.key("invitation_sent").boolean(false).key("job_title").text("Engineer");
    for (const char* list : {"teams", "contact_methods", "notification_rules"})
        out.key(list).array().end_array();
    out.end_object();
}

void write_incident(json::Writer& out, const Directory& names, const Incident& incident) {
    out.object();
    write_fields(out, {"incident", incident.id, numbered_title(incident), "/incidents/" + incident.id,
                       "/incidents/" + incident.id});
    out.key("incident_number").integer(incident.number).key("title").text(incident.title);
    out.key("created_at").text(in_seconds(incident.created));
    out.key("updated_at").text(in_seconds(incident.updated));
    out.key("status").text(incident.status).key("incident_key").text(incident.key).key("service");
    write(out, service_reference(names, incident.service));
    write_assignments(out, names, incident);
    out.key("assigned_via").text(incident.by_policy ? "escalation_policy" : "direct_assignment");
    out.key("last_status_change_at").text(in_seconds(incident.status_changed)).key("resolved_at");
    if (incident.resolved)
        out.text(in_seconds(*incident.resolved));
    else
        out.null();
    out.key("first_trigger_log_entry");
    write(out, {"trigger_log_entry_reference", incident.first_entry, "Triggered through the API",
                "/log_entries/" + incident.first_entry,
                "/incidents/" + incident.id + "/log_entries/" + incident.first_entry});
    out.key("alert_counts").object();
    for (const char* count : {"all", "triggered", "resolved"})
        out.key(count).integer(0);
    out.end_object().key("is_mergeable").boolean(true);
    out.key("incident_type").object().key("name").text("incident_default").end_object();
    out.key("escalation_policy");
    write(out, policy_reference(names, incident.policy));
    out.key("teams").array().end_array().key("pending_actions").array().end_array();
    write_acknowledgements(out, names, incident);
    out.key("alert_grouping").null().key("last_status_change_by");
    write(out, incident.status_changed_by.empty() ? service_reference(names, incident.service)
                                                  : user_reference(names, incident.status_changed_by));
    write_priority(out, incident);
    write_resolve_reason(out, incident);
    out.key("conference_bridge").null();
    out.key("incidents_responders").array().end_array().key("responder_requests").array().end_array();
    out.key("urgency").text(incident.urgency).end_object();
}

void write_note(json::Writer& out, const Directory& names, const Note& note) {
    out.object().key("id").text(note.id).key("user");
    write(out, user_reference(names, note.user));
    out.key("channel").object().key("summary").text("The PagerDuty website or APIs").end_object();
    out.key("content").text(note.content).key("created_at").text(in_seconds(note.created));
    out.key("updated_at").text(in_seconds(note.created)).end_object();
}

void write_log_entry(json::Writer& out, const Directory& names, const LogEntry& entry,
                     const Incident& incident, Include include) {
    const std::string path = "/log_entries/" + entry.id;
    out.object();
    write_fields(out, {entry.type, entry.id, entry.summary, path + "?incident_id=" + incident.id,
                       "/incidents/" + incident.id + path});
    out.key("created_at").text(in_seconds(entry.at));
    write_agent(out, names, entry.agent, service_reference(names, incident.service));
    out.key("channel").object().key("type").text(entry.agent.empty() ? "auto" : "api").end_object();
    out.key("service");
    write(out, service_reference(names, incident.service));
    out.key("incident");
    switch (include) {
        case Include::references:
            write(out, incident_reference(incident, numbered_title(incident)));
            break;
        case Include::incidents:
            write_incident(out, names, incident);
            break;
    }
    if (!entry.assignees.empty()) {
        out.key("assignees").array();
        for (const std::string& user : entry.assignees)
            write(out, user_reference(names, user));
        out.end_array();
    }
    out.key("teams").array().end_array().key("contexts").array().end_array().end_object();
}

std::string webhook_body(const Directory& names, const Event& event, const Incident& incident,
                         const Note* note) {
    json::Writer out;
    out.object().key("event").object();
    out.key("id").text(event.id).key("event_type").text(event.type).key("resource_type").text("incident");
    out.key("occurred_at").text(to_rfc3339(event.at));
    write_agent(out, names, event.agent,
                {"inbound_integration_reference", "PINTEG1", "Monitoring",
                 "/services/" + incident.service + "/integrations/PINTEG1", "/services/" + incident.service});
    out.key("client").null().key("data").object();
    if (note)
        write_event_note(out, incident, *note);
    else
        write_event_incident(out, names, incident);
    out.end_object().end_object().end_object();
    return out.take();
}

std::string error_body(std::string_view message, int code, const std::vector<std::string>& errors) {
    json::Writer out;
    out.object().key("error").object().key("message").text(message).key("code").integer(code);
    if (!errors.empty()) {
        out.key("errors").array();
        for (const std::string& error : errors)
            out.text(error);
        out.end_array();
    }
    out.end_object().end_object();
    return out.take();
}

}  // namespace oncalld::sandbox::pagerduty_wire
