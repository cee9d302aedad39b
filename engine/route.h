// Routes: which tickets are whose business. Ordered, the first match wins, and only the current snapshot is
// looked at, so that webhook, poll and restart agree.
#pragma once

#include "engine/ids.h"
#include "engine/ticket.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace re2 {
class RE2;
}

namespace oncalld {

struct Match {
    std::optional<TrackerId> tracker;
    std::vector<std::string> containers;  // project, repo or service; empty: any
    std::vector<std::string> labels_any, labels_all, labels_none;
    std::vector<std::string> components, issue_types, priorities, urgencies;  // any of; empty: any
    std::vector<AccountId> reporters;
    std::vector<TicketState> states;
    std::shared_ptr<const re2::RE2> title;          // found anywhere in the title; null: any
    std::optional<seconds> older_than, newer_than;  // age since creation
};

enum class HandoffPolicy {
    carry_over,  // open and ours: the incoming person is assigned
    keep,        // stays with the outgoing person
    release,     // back to the queue, unassigned
};

struct Assign {
    enum class Via { user, policy };
    RotationId rotation;
    std::vector<std::variant<RotationId, PersonId>> then;  // fallbacks, in order
    Via via = Via::user;
    std::optional<PolicyId> policy;  // with via: policy
};

struct Route {
    RouteId id;
    Match match;
    std::optional<Assign> assign;  // none: `assign: none`, the tickets are left alone
    HandoffPolicy at_handoff = HandoffPolicy::carry_over;
    bool restart = false;  // carry_over: in progress goes back to open for the incoming person
    std::string
        not_acted_on;  // names keys that this version reads but does not act on: tickets are left alone
};

// `now` is for the age keys only.
bool matches(const Match& match, const Ticket& ticket, Instant now);

// The first matching route, or null.
const Route* route_for(const std::vector<Route>& routes, const Ticket& ticket, Instant now);

}  // namespace oncalld
