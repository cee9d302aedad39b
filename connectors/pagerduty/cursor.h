// Where a poll stands. One round reads two feeds, a page per call: first the log since the last round (who
// did what), then the whole set of open incidents. An incident that was open after the last round and shows
// up in neither is read by id.
//
// As text: JSON with the members below, times as RFC 3339, ids joined by spaces:
//   {"feed":"open","round":"2026-11-24T08:00:00Z","since":"2026-11-24T07:57:00Z","offset":100,
//    "open":"Q1 Q2","missing":"Q3"}
// Between rounds: feed "log", offset 0, no "round", and all that is known to be open in "missing".
#pragma once

#include "engine/time.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace oncalld::pagerduty {

struct Cursor {
    enum class Feed { log, open };
    Feed feed = Feed::log;
    std::optional<Instant> round;   // when the present round began (our clock); none: not begun
    Instant since{};                // log entries from here on
    std::optional<Instant> until;   // ... to here: the log is longer than the API pages through
    std::optional<Instant> oldest;  // log entry seen in this slice
    std::int64_t offset = 0;        // of the next page of the feed
    std::set<std::string> open;     // seen open in this round
    std::set<std::string> missing;  // open in the last round, not seen in this one yet
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

// The empty text, and one that is no cursor: the very first round. Everything open is seen again, which
// changes nothing.
Cursor parse_cursor(const std::string& text, Instant now);
std::string to_string(const Cursor& cursor);

}  // namespace oncalld::pagerduty
