// `routes:`
#pragma once

#include "config/assign.h"
#include "engine/route.h"

#include <vector>

namespace oncalld::config {

std::vector<Route> routes(const Node& section, const RouteContext& context);

}  // namespace oncalld::config
