// `handoff:` of a rotation: read and checked, not acted on by this version.
#pragma once

#include "config/names.h"
#include "config/report.h"
#include "config/trackers.h"

namespace oncalld::config {

void check_handoff(const Node& node, const Names& names, const Trackers& trackers, Report& report);

}  // namespace oncalld::config
