// `assign:` and `at_handoff:` of a route.
#pragma once

#include "config/match.h"
#include "config/names.h"
#include "engine/configuration.h"

#include <string>
#include <vector>

namespace oncalld::config {

// What a route is read against: everything that stands before the routes.
struct RouteContext {
    const Names& names;
    const Trackers& trackers;
    const People& people;
    const std::map<RotationId, Rotation>& rotations;
    Report& report;
};

// Keys that this version does not act on are added to `not_acted_on`.
std::optional<Assign> assign(const Node& node, const ReadMatch& match, const RouteContext& context,
                             std::vector<std::string>& not_acted_on);

void read_at_handoff(const Node& node, const ReadMatch& match, const RouteContext& context, Route& route,
                     std::vector<std::string>& not_acted_on);

}  // namespace oncalld::config
