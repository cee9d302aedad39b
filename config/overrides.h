// `overrides:` of a rotation.
#pragma once

#include "config/names.h"
#include "config/report.h"
#include "config/tree.h"
#include "engine/rotation.h"

#include <vector>

namespace oncalld::config {

struct PlacedOverride {
    Override value;
    Place place;
};

// In file order: a later one wins. Times without an offset are read in `zone`. Two that set somebody for the
// same time are a warning.
std::vector<PlacedOverride> overrides(const Node& node, const Zone& zone, const Names& names, Report& report);

// A replace applies while the person is on call. One that never does is a warning: somebody expects a
// colleague to be covered. Looks at the layers of `rotation` and at `overrides`.
void warn_of_idle_replaces(const Rotation& rotation, const std::vector<PlacedOverride>& overrides,
                           Report& report);

}  // namespace oncalld::config
