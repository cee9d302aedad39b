// A small HTTP/1.1 server behind plain Request and Response: what the webhooks, and later the page, need. It
// sits behind the site's own reverse proxy, but trusts nobody: sizes are limited, and a whole request has one
// deadline, so that a client that sends a byte a second is cut off.
//
// Runs on the loop's thread only. Malformed requests are answered 400, too large ones 413 or 431, and never
// reach the handler.
#pragma once

#include "connectors/http/message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace oncalld::http {

struct ServerLimits {
    std::chrono::milliseconds whole_request{10'000};  // from the first byte to the last
    std::chrono::milliseconds idle{60'000};           // between requests of one connection
    std::size_t header = 16 * 1024;
    std::size_t body = std::size_t{26} << 20;  // GitHub and Jira send up to 25 MB
    int connections = 256;
};

class HttpServer {
public:
    // No response: the connection is closed without an answer (the sandbox's faults). An exception of the
    // handler is answered 503, so that the sender tries again.
    using Handler = std::function<boost::asio::awaitable<std::optional<Response>>(Request)>;

    // Binds at once; throws std::runtime_error naming the address if that fails. Port 0: any.
    HttpServer(boost::asio::io_context& io, const std::string& address, std::uint16_t port, Handler handler,
               ServerLimits limits = {});
    ~HttpServer();

    void start();
    // Accepts nothing more and closes idle connections; requests that are being answered are finished.
    void stop();
    std::uint16_t port() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace oncalld::http
