// Whose future shifts move between two configurations: what an operator wants to read after a reload.
#pragma once

#include "engine/configuration.h"

#include <string>
#include <vector>

namespace oncalld {

// One line for each stretch in the next eight weeks in which another person is first on call, in the
// rotation's zone. At most ten lines a rotation.
std::vector<std::string> shift_moves(const Configuration& before, const Configuration& after, Instant now);

}  // namespace oncalld
