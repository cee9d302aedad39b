// What a configuration defines, collected before anything is read: a reference to something resolves even
// where its definition has faults of its own, so that one fault is reported once.
#pragma once

#include "config/tree.h"

#include <string>
#include <vector>

namespace oncalld::config {

struct Names {
    std::vector<std::string> people;
    std::vector<std::string> trackers;
    std::vector<std::string> rotations;
};

Names names_in(const Node& whole);

}  // namespace oncalld::config
