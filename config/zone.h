// Time zones by name, loaded from the system's zone files. The loader keeps them for the life of the process.
#pragma once

#include "config/report.h"
#include "config/tree.h"
#include "engine/time.h"

#include <optional>

namespace oncalld::config {

// "Europe/Oslo". An unknown name is reported with the zone that may be meant.
std::optional<Zone> zone(const Node& node, Report& report);

}  // namespace oncalld::config
