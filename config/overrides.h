// `overrides:` of a rotation.
#pragma once

#include "config/names.h"
#include "config/report.h"
#include "config/tree.h"
#include "engine/rotation.h"

#include <vector>

namespace oncalld::config {

// In file order: a later one wins. Times without an offset are read in `zone`. Two that set somebody for the
// same time are a warning.
std::vector<Override> overrides(const Node& node, const Zone& zone, const Names& names, Report& report);

}  // namespace oncalld::config
