// The near miss of a mistyped word.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

// The candidate that is meant, or nothing where none is close. Letter case is ignored.
std::optional<std::string> near_miss(std::string_view word, const std::vector<std::string>& candidates);

// "; did you mean `participants`?", or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace oncalld::config
