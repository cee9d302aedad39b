// HTTP messages as plain values, shared by the client (transport.h), the daemon's server and the tests.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oncalld::http {

// Header names keep their spelling; look-ups ignore case. Order and repetitions are kept.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    // The first value of that name; null if there is none. Valid until the headers change.
    const std::string* find(std::string_view name) const;
    std::string get(std::string_view name) const;  // "" if absent
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }
    friend bool operator==(const Headers&, const Headers&) = default;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
    std::string method = "GET";
    std::string url;  // client: absolute; server: origin form, path and query as received
    Headers headers;
    std::string body;
    friend bool operator==(const Request&, const Request&) = default;
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;
    friend bool operator==(const Response&, const Response&) = default;
};

std::string percent_encode(std::string_view text);                 // RFC 3986 unreserved characters stay
std::optional<std::string> percent_decode(std::string_view text);  // none: malformed

}  // namespace oncalld::http
