// What the engine needs to know of a configuration. config/ makes it from YAML; it cannot be wrong: every
// name resolves, every zone is loaded, every pattern is compiled.
#pragma once

#include "engine/person.h"
#include "engine/rotation.h"
#include "engine/route.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace oncalld {

struct Configuration {
    People people;
    std::map<RotationId, Rotation> rotations;
    std::vector<Route> routes;
    std::map<TrackerId, std::set<AccountId>> treat_as_unassigned;
    std::optional<seconds> adopt_newer_than;  // at the very first start; none: no ticket that existed before
};

}  // namespace oncalld
