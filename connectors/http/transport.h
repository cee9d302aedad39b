// The one HTTP client: libcurl's multi interface on the Asio loop. Keep-alive, HTTP/2 where offered,
// compression and the proxy variables (for https only) are libcurl's; TLS is always verified; no redirect is
// ever followed, so no credential can travel to another host.
//
// Runs on the loop's thread only. A fetch that is pending when the transport is destroyed completes with an
// error.
#pragma once

#include "connectors/http/message.h"
#include "engine/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace oncalld::http {

struct Limits {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds whole{30'000};
    std::chrono::seconds stalled{15};                  // less than a byte a second for so long
    std::size_t largest_body = std::size_t{32} << 20;  // with its headers
    long connections_each_host = 6;
};

// What was asked and what came of it; without headers and bodies, fit for a log.
struct Exchange {
    std::string method;
    std::string url;  // without query and userinfo
    int status = 0;   // 0: there was no answer
    std::chrono::milliseconds took{0};
};

class Transport {
public:
    explicit Transport(boost::asio::io_context& io, Limits limits = {});
    ~Transport();
    Transport(const Transport&) = delete;

    // Any status is a Response. An Error means that there was none: retry_after where the request surely did
    // not reach the server (name, connection, TLS), else outcome_unknown. Nothing but a GET is ever sent
    // twice.
    boost::asio::awaitable<Result<Response>> fetch(Request request);

    // Called after every exchange.
    void observe(std::function<void(const Exchange&)> observer);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oncalld::http
