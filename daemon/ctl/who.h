// `oncallctl who [ROTATION]`: who is on call at an instant, until when, and who is next.
#pragma once

#include "engine/configuration.h"

#include <optional>
#include <string>
#include <vector>

namespace oncalld::ctl {

struct Who {
    RotationId rotation;
    OnCall answer;
    std::optional<Boundary> next;  // where somebody else takes over
};

std::vector<Who> who(const Configuration& config, const std::optional<RotationId>& only, Instant at);

std::string to_text(const std::vector<Who>& all, const Configuration& config);
std::string to_json(const std::vector<Who>& all, const Configuration& config, Instant at);

}  // namespace oncalld::ctl
