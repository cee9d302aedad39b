// Jira's own words in an error body, whichever of its shapes that has; the title of an HTML page, where a
// proxy answered. On one line, shortened, valid UTF-8; empty if there are none.
#pragma once

#include <string>
#include <string_view>

namespace oncalld::jira {

std::string vendor_text(std::string_view body);

}  // namespace oncalld::jira
