// What one Jira Cloud site needs: where it is, one account's token, and which projects are ours.
#pragma once

#include "engine/ids.h"

#include <optional>
#include <string>
#include <vector>

namespace oncalld::jira {

struct Settings {
    TrackerId id;
    std::string
        url;  // https://SITE.atlassian.net or https://api.atlassian.com/ex/jira/CLOUDID, no slash at the end
    std::string email;                          // of the account that the token belongs to
    std::string token;                          // never in a message or a cursor
    std::vector<std::string> projects;          // keys: "SUP"
    std::optional<std::string> webhook_secret;  // none: every webhook is refused
};

}  // namespace oncalld::jira
