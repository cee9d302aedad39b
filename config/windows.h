// `restrict:` of a layer.
#pragma once

#include "config/report.h"
#include "config/tree.h"
#include "engine/rotation.h"

#include <vector>

namespace oncalld::config {

std::vector<Window> windows(const Node& node, Report& report);

}  // namespace oncalld::config
