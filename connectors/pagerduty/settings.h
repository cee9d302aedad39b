// What one PagerDuty tracker needs: an account (US or EU), an API key, and the user it acts as.
#pragma once

#include "engine/ids.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::pagerduty {

struct Settings {
    TrackerId id;
    std::string url;                    // https://api.pagerduty.com or https://api.eu.pagerduty.com
    std::string token;                  // REST API key
    std::string from;                   // e-mail of the PagerDuty user that all writes are made as
    std::vector<std::string> services;  // ids; incidents of others are none of our business
    std::optional<std::string> webhook_secret;
};

inline bool watches(const Settings& settings, std::string_view service) {
    return std::find(settings.services.begin(), settings.services.end(), service) != settings.services.end();
}

}  // namespace oncalld::pagerduty
