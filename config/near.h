// The near miss of a mistyped word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

// "; did you mean `participants`?", or nothing where no candidate is close. Letter case is ignored.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace oncalld::config
