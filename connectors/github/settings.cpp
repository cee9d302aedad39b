#include "connectors/github/settings.h"

#include <algorithm>

namespace oncalld::github {

namespace {

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

}  // namespace

AccountId account(std::string_view login) {
    return AccountId(lower_case(login));
}

const std::string* find_repo(const Settings& settings, std::string_view full_name) {
    const std::string wanted = lower_case(full_name);
    const auto found = std::find_if(settings.repos.begin(), settings.repos.end(),
                                    [&](const std::string& repo) { return lower_case(repo) == wanted; });
    return found == settings.repos.end() ? nullptr : &*found;
}

}  // namespace oncalld::github
