// How far the polling of a site has come. One round reads every project in turn, oldest change first; a
// project is read from a bound that stays the same over all its pages, because a page token belongs to its
// query. As text it is JSON with a version; text that does not parse reads as the empty cursor: all is read
// anew.
//
//   {"v":1,"since":{"SUP":1795514400000},"page":{"project":"SUP","from":1795514100000,"token":"..."}}
#pragma once

#include "engine/time.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oncalld::jira {

struct Cursor {
    std::map<std::string, Instant>
        since;  // project -> newest `updated` that Jira has shown us; none: never yet

    // Where the round stands; empty project: at its beginning.
    std::string project;
    std::optional<Instant>
        from;                 // bound of this project's query; none: its first page is still to be asked for
    bool first_time = false;  // this query began without a `since`: it also asks for everything open
    std::string token;        // of the next page

    friend bool operator==(const Cursor&, const Cursor&) = default;
};

std::string to_text(const Cursor& cursor);
Cursor parse_cursor(std::string_view text);

}  // namespace oncalld::jira
