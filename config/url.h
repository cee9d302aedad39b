// Addresses: of a tracker, and the one to listen on.
#pragma once

#include "config/report.h"
#include "config/settings.h"
#include "config/tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace oncalld::config {

struct BaseUrl {
    std::string text;  // without a trailing slash
    std::string host;  // lower case, without port and brackets
};

// https, or http on loopback. Credentials, a query or a fragment in it are refused.
std::optional<BaseUrl> base_url(const Node& node, Report& report);

// "localhost", 127.0.0.0/8 and ::1
bool is_loopback(std::string_view host);

// "127.0.0.1:8437", "[::1]:8437". What is not loopback is allowed with a warning.
std::optional<HttpSettings> listen_address(const Node& node, Report& report);

}  // namespace oncalld::config
