// `mirrors:`, and `mirror:` of a route: read and checked, not acted on by this version.
#pragma once

#include "config/assign.h"

namespace oncalld::config {

void check_mirrors(const Node& section, const RouteContext& context);
void check_route_mirror(const Entry& entry, const RouteContext& context);

}  // namespace oncalld::config
