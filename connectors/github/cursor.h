// Where polling stands: per repository two feeds, issues and comments, each read in the order of the last
// change. JSON in the store:
//   {"at": "acme/etl", "repos": {"acme/data": {"open_listed": true,
//      "issues":   {"since": "2026-11-24T08:00:00Z", "next": "https://...", "etag": "W/\"...\""},
//      "comments": {...}}}}
// Empty members are left out. A cursor that cannot be read is the empty one: that costs a listing, never a
// change.
#pragma once

#include "engine/time.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace oncalld::github {

struct Feed {
    std::optional<Instant> since;  // none: from the beginning
    std::string next;              // a further page of it, as the vendor wrote it; empty: the first
    std::string etag;              // of the first page for exactly this `since`; empty: unknown
    friend bool operator==(const Feed&, const Feed&) = default;
};

struct RepoCursor {
    bool open_listed = false;  // the listing of everything open, with which a repository begins, is through
    Feed issues;
    Feed comments;
    friend bool operator==(const RepoCursor&, const RepoCursor&) = default;
};

struct Cursor {
    std::string at;  // the repository whose turn it is; empty: a new round begins
    std::map<std::string, RepoCursor> repos;
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

std::string to_text(const Cursor& cursor);
Cursor parse_cursor(std::string_view text);

// What one page tells about the place in the feed.
struct PageEnd {
    std::optional<Instant> last_updated;  // none: the page was empty
    std::optional<std::string> next;      // its rel="next" link
    std::string etag;
};

enum class Rest { drained, more };

// Moves on after a page. Page numbers shift while issues change (in ascending order some are skipped), so
// page two is never asked for: reading starts again from the last time seen, less one second, because times
// are whole seconds and more may yet happen in the last one. Only if a whole page shares one second is there
// no other way on than its link. While nothing changes, `since` stays, so that the ETag answers.
Rest advance(Feed& feed, const PageEnd& page);

}  // namespace oncalld::github
