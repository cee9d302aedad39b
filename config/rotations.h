// `rotations:`
#pragma once

#include "config/names.h"
#include "config/report.h"
#include "config/trackers.h"
#include "engine/rotation.h"

#include <map>

namespace oncalld::config {

std::map<RotationId, Rotation> rotations(const Node& section, const Names& names, const Trackers& trackers,
                                         Report& report);

}  // namespace oncalld::config
