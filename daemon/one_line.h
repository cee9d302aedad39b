// Foreign text where it could do harm: a log or a terminal. Control characters, the C1 ones of UTF-8
// included, become spaces, so that it stays on its line and colours nothing.
#pragma once

#include <string>
#include <string_view>

namespace oncalld {

std::string one_line(std::string_view text);

}  // namespace oncalld
