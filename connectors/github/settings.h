// What one GitHub tracker needs: github.com or an Enterprise Server, and one account's token.
#pragma once

#include "engine/ids.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::github {

struct Settings {
    TrackerId id;
    std::string url;                 // https://api.github.com or https://HOST/api/v3, no slash at the end
    std::string token;               // never in a message or a cursor
    std::vector<std::string> repos;  // "owner/name"
    std::optional<std::string> webhook_secret;  // none: every webhook is refused
};

// Logins ignore case on GitHub; an AccountId does not. So every account of this tracker is in lower case:
// those that GitHub sends here, and those of the configuration, which must come through here as well.
AccountId account(std::string_view login);

// The configured spelling of "owner/name", whose case GitHub ignores and routes do not; null: not configured.
const std::string* find_repo(const Settings& settings, std::string_view full_name);

}  // namespace oncalld::github
