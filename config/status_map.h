// How a mirror translates states: each canonical state has forms in each tracker; the first is written, all
// are read. The map must be stable, to_canonical(from_canonical(s)) == s, or a mirrored state would wander by
// itself.
#pragma once

#include "config/report.h"
#include "config/trackers.h"
#include "config/tree.h"

#include <vector>

namespace oncalld::config {

void check_status_map(const Node& node, const std::vector<const TrackerSettings*>& trackers, Report& report);

}  // namespace oncalld::config
