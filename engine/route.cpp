#include "engine/route.h"

#include <re2/re2.h>

#include <algorithm>

namespace oncalld {

namespace {

template <class T>
bool any_of(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool shares_one(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
    return std::any_of(there.begin(), there.end(), [&](const std::string& value) {
        return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    });
}

bool labels_match(const Match& match, const Ticket& ticket) {
    if (!match.labels_any.empty() && !shares_one(match.labels_any, ticket.labels)) return false;
    if (shares_one(match.labels_none, ticket.labels)) return false;
    return std::all_of(match.labels_all.begin(), match.labels_all.end(),
                       [&](const std::string& label) { return ticket.has_label(label); });
}

}  // namespace

bool matches(const Match& match, const Ticket& ticket, Instant now) {
    if (match.tracker && *match.tracker != ticket.ref.tracker) return false;
    if (!any_of(match.containers, ticket.container)) return false;
    if (!labels_match(match, ticket)) return false;
    if (!match.components.empty() && !shares_one(match.components, ticket.components)) return false;
    if (!any_of(match.issue_types, ticket.issue_type)) return false;
    if (!any_of(match.priorities, ticket.priority)) return false;
    if (!any_of(match.urgencies, ticket.urgency)) return false;
    if (!any_of(match.reporters, ticket.reporter)) return false;
    if (!any_of(match.states, ticket.state)) return false;
    if (match.title && !re2::RE2::PartialMatch(ticket.title, *match.title)) return false;
    if (match.older_than && now - ticket.created < *match.older_than) return false;
    if (match.newer_than && now - ticket.created > *match.newer_than) return false;
    return true;
}

const Route* route_for(const std::vector<Route>& routes, const Ticket& ticket, Instant now) {
    const auto found = std::find_if(routes.begin(), routes.end(),
                                    [&](const Route& route) { return matches(route.match, ticket, now); });
    return found == routes.end() ? nullptr : &*found;
}

}  // namespace oncalld
