// The part of JQL that oncalld sends: comparisons of project, statusCategory, updated and key with AND, OR
// and brackets, ordered by `updated`. Anything else is refused, as Jira refuses what it does not know.
#pragma once

#include "engine/result.h"
#include "tests/sandbox/jira_site.h"

#include <functional>
#include <string_view>

namespace oncalld::sandbox::jira {

struct Query {
    std::function<bool(const Issue&)> matches;
    bool by_updated = false;  // ORDER BY updated ASC; else newest created first, as Jira does
};

// The error's vendor_text is what Jira says.
Result<Query> parse_jql(std::string_view jql, const Site& site);

}  // namespace oncalld::sandbox::jira
