// What the PagerDuty fake keeps, and how it looks on the wire: REST API v2 and the trimmed bodies of V3
// webhooks. Field names and order follow PagerDuty's API description and what its webhooks were seen to hold.
#pragma once

#include "connectors/json.h"
#include "tests/sandbox/fake.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox::pagerduty_wire {

struct Note {
    std::string id, user, content;
    Instant created{};
};

struct Incident {
    std::string id;
    int number = 0;
    std::string title, service, policy, urgency, priority, key;
    std::string status = "triggered";
    bool by_policy = true;               // assigned_via
    std::vector<std::string> assignees;  // user ids
    Instant assigned{}, created{}, updated{}, status_changed{};
    std::string status_changed_by;  // user id; empty: the service
    std::string acknowledger;       // user id while acknowledged
    Instant acknowledged{};
    std::optional<Instant> resolved, reopened;
    bool merged = false;  // resolved because it was merged into another one
    std::string first_entry;
    std::vector<Note> notes;

    bool open() const { return status != "resolved"; }
};

struct LogEntry {
    std::string id, type, incident, summary;
    std::string agent;  // user id; empty: the service
    std::vector<std::string> assignees;
    Instant at{};
};

std::string lower(std::string_view text);  // ASCII

// Names behind ids, for the `summary` of references.
class Directory {
public:
    explicit Directory(const Setting& setting) : setting_(setting) {}

    const Member* user(std::string_view id) const;
    const Member* user_by_email(std::string_view email) const;  // any case
    const Setting::Service* service(std::string_view id) const;
    const Setting::Policy* policy(std::string_view id) const;
    std::vector<const Member*> users() const;

private:
    const Setting& setting_;
};

void write_user(json::Writer& out, const Directory& names, const Member& user);
void write_incident(json::Writer& out, const Directory& names, const Incident& incident);
void write_note(json::Writer& out, const Directory& names, const Note& note);
enum class Include { references, incidents };
void write_log_entry(json::Writer& out, const Directory& names, const LogEntry& entry,
                     const Incident& incident, Include include);

// One V3 event. `note`: only with incident.annotated. `agent`: user id; empty: an integration.
struct Event {
    std::string id, type, agent;
    Instant at{};
};
std::string webhook_body(const Directory& names, const Event& event, const Incident& incident,
                         const Note* note);

std::string error_body(std::string_view message, int code, const std::vector<std::string>& errors = {});

}  // namespace oncalld::sandbox::pagerduty_wire
