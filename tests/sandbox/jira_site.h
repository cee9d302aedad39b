// A Jira site's issues and what may be done to them, without HTTP: the rules of the fake. People and the API
// call the same functions, so both leave the same traces (changelog, `updated`, statuses, resolution).
//
// The workflow is Jira's simplified one: To Do, In Progress, Done, each reachable from each other one by a
// transition named after its target. Done sets a resolution; the way back does not take it off by itself, but
// its screen offers the field (as on sites where nobody added the post-function).
#pragma once

#include "engine/result.h"
#include "engine/ticket.h"
#include "tests/sandbox/fake.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oncalld::sandbox::jira {

struct Comment {
    std::int64_t id = 0;
    std::string author;
    Instant created{};
    std::string adf;         // the body as JSON
    std::string text;        // and as a reader sees it
    std::string properties;  // JSON array of {key, value}
    std::string marker;      // the step id in the property "oncalld"
};

struct ChangeItem {
    std::string field, from, from_text, to, to_text;  // empty: null
};

struct Change {
    std::int64_t id = 0;
    std::string author;
    Instant at{};
    std::vector<ChangeItem> items;
};

struct Issue {
    std::int64_t id = 0;
    std::string key, project, summary, description;
    TicketState state = TicketState::open;
    std::string resolution;  // name; empty: unresolved
    std::optional<Instant> resolved_at;
    std::string assignee, reporter, type, priority;
    std::vector<std::string> labels, components;
    Instant created{}, updated{}, state_changed{};
    std::vector<Comment> comments;
    std::vector<Change> changes;
};

struct Status {
    std::string_view id, name, category_key, category_name, color;
    int category_id;
};
const Status& status_of(TicketState state);

struct Transition {
    std::string_view id;
    TicketState to;
};
std::vector<Transition> transitions_from(TicketState state);

class Site {
public:
    explicit Site(Setting setting);

    const Setting& setting() const { return setting_; }
    bool has_project(std::string_view key) const;
    const Member* member(std::string_view account) const;  // the bot included; null: unknown

    Issue& create(const TicketSpec& spec, Instant now);
    Issue* find(std::string_view id_or_key);
    const std::map<std::int64_t, Issue>& issues() const { return issues_; }

    // The changelog entry, or null if nothing changed.
    const Change* assign(Issue& issue, const std::string& actor, const std::string& account, Instant now);
    const Change* transition(Issue& issue, const std::string& actor, TicketState to, std::string resolution,
                             Instant now);
    const Change* label(Issue& issue, const std::string& actor, std::vector<std::string> labels, Instant now);
    const Comment& comment(Issue& issue, Comment comment, Instant now);

    // The search index shows a write only after this long.
    void set_search_lag(milliseconds lag) { search_lag_ = lag; }
    std::vector<const Issue*> indexed(Instant now);

private:
    const Change* record(Issue& issue, const std::string& actor, std::vector<ChangeItem> items, Instant now);
    void touch(Issue& issue, Instant now);

    struct Version {
        Instant visible_from{};
        Issue issue;
    };

    Setting setting_;
    std::map<std::int64_t, Issue> issues_;
    std::map<std::string, std::int64_t, std::less<>> by_key_;
    std::map<std::string, std::int64_t> last_number_;  // by project
    std::int64_t last_id_ = 10000;                     // of anything
    milliseconds search_lag_{0};
    std::map<std::int64_t, std::vector<Version>>
        unindexed_;  // oldest first; the first may be visible already
};

}  // namespace oncalld::sandbox::jira
