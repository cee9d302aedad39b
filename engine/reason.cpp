#include "engine/reason.h"

namespace oncalld {

std::string_view to_string(Reason reason) {
    switch (reason) {
        case Reason::no_route:
            return "no_route";
        case Reason::route_assigns_none:
            return "route_assigns_none";
        case Reason::not_acted_on:
            return "not_acted_on";
        case Reason::opted_out:
            return "opted_out";
        case Reason::closed:
            return "closed";
        case Reason::older_than_start:
            return "older_than_start";
        case Reason::human_owns:
            return "human_owns";
        case Reason::nobody_on_call:
            return "nobody_on_call";
        case Reason::no_account:
            return "no_account";
        case Reason::already_right:
            return "already_right";
        case Reason::kept:
            return "kept";
        case Reason::needs_fresh_read:
            return "needs_fresh_read";
        case Reason::on_call:
            return "on_call";
        case Reason::reopened_by_person:
            return "reopened_by_person";
        case Reason::carry_over:
            return "carry_over";
        case Reason::reopen_marked:
            return "reopen_marked";
        case Reason::restart:
            return "restart";
    }
    return "no_route";
}

Reason reason_from(std::string_view word) {
    for (int i = 0; i <= static_cast<int>(Reason::restart); ++i)
        if (to_string(static_cast<Reason>(i)) == word) return static_cast<Reason>(i);
    return Reason::no_route;
}

}  // namespace oncalld
