// `match:` of a route.
#pragma once

#include "config/names.h"
#include "config/read.h"
#include "config/trackers.h"
#include "engine/route.h"

#include <string>
#include <vector>

namespace oncalld::config {

// A match, and what the engine does not see of it.
struct ReadMatch {
    Match match;
    std::string title;                             // the pattern as written
    const Entry* query = nullptr;                  // not acted on by this version
    std::vector<const TrackerSettings*> trackers;  // whose tickets it can match
};

ReadMatch match(const Node& node, const Names& names, const People& people, const Trackers& trackers,
                Report& report);

// Whether every ticket that `later` matches is matched by `earlier` too, so that a route behind it is never
// reached. Says no where that takes more than looking.
bool covers(const ReadMatch& earlier, const ReadMatch& later);

}  // namespace oncalld::config
