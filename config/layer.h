// One layer of a rotation: its list of people, its shifts, its versions, its windows. A rotation without
// `layers:` has the same keys itself.
#pragma once

#include "config/names.h"
#include "config/read.h"
#include "engine/rotation.h"

#include <optional>

namespace oncalld::config {

// Reads `participants`, `shift`, `effective_from`, `effective_until`, `versions` and `restrict` from fields.
Layer layer(const Fields& fields, const Zone& zone, const Names& names);

}  // namespace oncalld::config
