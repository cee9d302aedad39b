// A ticket as one tracker shows it, and what people did to it. Plain values with ==; the connectors make
// them.
#pragma once

#include "engine/ids.h"
#include "engine/time.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace oncalld {

// Canonical: the trackers' own statuses are mapped onto these. PagerDuty: triggered, acknowledged, resolved.
enum class TicketState { open, in_progress, resolved };
enum class Resolution { none, done, wont_fix, duplicate };

// Who has the ticket. In PagerDuty an escalation policy may have chosen the people; then `policy` is set and
// the people are nobody's choice.
struct Assignment {
    std::vector<AccountId> accounts;  // sorted
    std::optional<PolicyId> policy;

    static Assignment to(AccountId account) { return {{std::move(account)}, {}}; }
    static Assignment to(PolicyId policy) { return {{}, std::move(policy)}; }
    bool nobody() const { return accounts.empty() && !policy; }
    bool has(const AccountId& account) const {
        return std::find(accounts.begin(), accounts.end(), account) != accounts.end();
    }
    friend bool operator==(const Assignment&, const Assignment&) = default;
};

struct Ticket {
    TicketRef ref;
    std::string key;        // what people call it: SUP-12, acme/data#7, 1234
    std::string url;        // for people; may be empty
    std::string container;  // Jira project key, GitHub owner/repo, PagerDuty service id
    std::string title;
    TicketState state = TicketState::open;
    Resolution resolution = Resolution::none;
    Assignment assignment;
    std::optional<Instant>
        assigned_at;  // the vendor's time of the present assignment, where it tells (PagerDuty)
    std::vector<std::string> labels;      // sorted
    std::vector<std::string> components;  // sorted
    std::string issue_type;
    std::string priority;
    std::string urgency;
    AccountId reporter;
    Instant created{};
    Instant updated{};  // the vendor's own time of the last change; orders snapshots
    std::optional<Instant> resolved_at;

    bool closed() const { return state == TicketState::resolved; }
    bool has_label(std::string_view label) const {
        return std::find(labels.begin(), labels.end(), label) != labels.end();
    }
    friend bool operator==(const Ticket&, const Ticket&) = default;
};

// How far a snapshot can be trusted as "now".
enum class Source {
    search,  // a search index: may lag behind our own and everybody's writes (Jira)
    feed,    // a webhook body, or a listing that reads the database (GitHub, PagerDuty)
    read,    // read by id: the only thing that proves somebody else changed what we wrote
};

struct Snapshot {
    Ticket ticket;
    Source source = Source::search;
    Instant observed_at{};  // our clock when the request was sent, or the webhook came in
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

// Something somebody did to a ticket; handled once, by the vendor's id.
struct Activity {
    enum class Kind { assigned, state_changed, labelled, commented, other };
    ActivityId id;
    TicketRef ticket;
    Kind kind = Kind::other;
    AccountId actor;  // empty: the vendor does not say (automation)
    Instant at{};
    std::string text;  // what happened, for `explain`; foreign text, never interpreted
    friend bool operator==(const Activity&, const Activity&) = default;
};

}  // namespace oncalld
