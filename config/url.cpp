#include "config/url.h"

#include "config/read.h"
#include "engine/ascii.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

struct HostPort {
    std::string host;
    std::optional<int> port;
};

// "host", "host:1", "[::1]:1"
std::optional<HostPort> split_host(std::string_view text) {
    HostPort parts;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        parts.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        parts.host = text.substr(0, colon);
        rest = text.substr(colon);
    }
    if (parts.host.empty()) return std::nullopt;
    parts.host = lower_case(parts.host);
    if (rest.empty()) return parts;
    parts.port = parse_int(rest.substr(1));
    if (rest.front() != ':' || !parts.port || *parts.port < 1 || *parts.port > 65535) return std::nullopt;
    return parts;
}

}  // namespace

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "::1") return true;
    // Four numbers, or it could be a name: 127.evil.example
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<BaseUrl> base_url(const Node& node, Report& report) {
    const auto typed = text(node, "an address such as https://tracker.example", report);
    if (!typed) return std::nullopt;
    if (typed->find('@') != std::string::npos) {
        // Not shown: it may be a password.
        report.error(node.place, "an address must not hold a user or a password; see `auth`");
        return std::nullopt;
    }
    std::string_view rest = *typed;
    const bool secure = rest.starts_with("https://");
    const bool known = secure || rest.starts_with("http://");
    if (known) rest.remove_prefix(rest.find("//") + 2);
    const auto host = split_host(rest.substr(0, rest.find('/')));
    if (!known || !host || rest.find_first_of("?# \t\r\n\\") != std::string_view::npos) {
        report.error(node.place, fmt::format("expected an address such as https://tracker.example, found {}",
                                             found(node)));
        return std::nullopt;
    }
    if (!secure && !is_loopback(host->host)) {
        report.error(node.place, fmt::format("expected https, found {}: credentials would travel in the open",
                                             found(node)));
        return std::nullopt;
    }
    const auto end = typed->find_last_not_of('/');
    return BaseUrl{typed->substr(0, end + 1), host->host};
}

std::optional<HttpSettings> listen_address(const Node& node, Report& report) {
    const auto address = split_host(node.text);
    if (!address || !address->port) {
        report.error(node.place,
                     fmt::format("expected host:port such as 127.0.0.1:8437, found {}", found(node)));
        return std::nullopt;
    }
    if (!is_loopback(address->host))
        report.warning(node.place,
                       fmt::format("{} is not loopback: the status page shows ticket titles to whoever can "
                                   "reach it; listen on 127.0.0.1 behind a reverse proxy",
                                   in_ticks(address->host)));
    const std::string host = address->host == "localhost" ? "127.0.0.1" : address->host;
    return HttpSettings{host, static_cast<std::uint16_t>(*address->port)};
}

}  // namespace oncalld::config
