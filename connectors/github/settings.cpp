#include "connectors/github/settings.h"

#include "engine/ascii.h"

#include <algorithm>

namespace oncalld::github {

AccountId account(std::string_view login) {
    return AccountId(lower_case(login));
}

const std::string* find_repo(const Settings& settings, std::string_view full_name) {
    const auto found =
        std::find_if(settings.repos.begin(), settings.repos.end(),
                     [&](const std::string& repo) { return equal_ignoring_case(repo, full_name); });
    return found == settings.repos.end() ? nullptr : &*found;
}

}  // namespace oncalld::github
