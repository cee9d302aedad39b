// Why something was done, or not done. Logs, `explain`, tests and later metrics all read this one enum; the
// sentence beside it is for people.
#pragma once

#include <string>
#include <string_view>

namespace oncalld {

enum class Reason {
    // nothing is done
    no_route,            // no route matches
    route_assigns_none,  // the route says `assign: none`
    not_acted_on,        // the route uses keys that this version does not act on
    opted_out,           // label no-rotation
    closed,
    older_than_start,  // existed before the first start and `adopt:` does not reach back so far
    human_owns,        // a person changed what we wrote
    nobody_on_call,
    no_account,  // the person on call has no account in this tracker
    already_right,
    kept,              // at_handoff: keep
    needs_fresh_read,  // what we saw may be stale: read by id first
    // something is done
    on_call,
    reopened_by_person,  // closed and reopened: automatic again, goes to today's person
    carry_over,
    reopen_marked,  // closed with the label reopen-next-shift
    restart,        // in progress goes back to open for the incoming person
};

std::string_view to_string(Reason reason);
Reason reason_from(std::string_view word);  // of an unknown word: no_route

struct Explanation {
    Reason reason = Reason::no_route;
    std::string text;  // one sentence, no full stop
    friend bool operator==(const Explanation&, const Explanation&) = default;
};

}  // namespace oncalld
