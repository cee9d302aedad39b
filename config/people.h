// `people:`
#pragma once

#include "config/names.h"
#include "config/report.h"
#include "config/tree.h"
#include "engine/person.h"

namespace oncalld::config {

People people(const Node& section, const Names& names, Report& report);

}  // namespace oncalld::config
