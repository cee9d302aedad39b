// Fragments of a `conf.d/` become one tree.
#pragma once

#include "config/report.h"
#include "config/tree.h"

#include <vector>

namespace oncalld::config {

// Maps merge by key. A scalar or a list given twice is an error that names both places, except `overrides`
// and `time_off`, whose lists are joined in the given order.
Node merge(std::vector<Node> fragments, Report& report);

}  // namespace oncalld::config
