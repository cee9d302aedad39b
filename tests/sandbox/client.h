// The project's own HTTP client, used as a plain blocking call: for the demo, which has no loop of its own.
#pragma once

#include "connectors/http/transport.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace oncalld::sandbox {

// One call at a time: not thread-safe. Connections are kept.
class Client {
public:
    explicit Client(std::chrono::milliseconds timeout = std::chrono::seconds(5))
        : transport_(io_, limits(timeout)) {}

    // An Error only if there was no answer at all. `request.url` is absolute.
    Result<http::Response> call(const http::Request& request) {
        std::optional<Result<http::Response>> answer;
        boost::asio::co_spawn(io_, ask(request, answer), boost::asio::detached);
        while (!answer) {
            io_.restart();
            io_.run_one();
        }
        return std::move(*answer);
    }

private:
    static http::Limits limits(std::chrono::milliseconds timeout) {
        http::Limits limits;
        limits.whole = timeout;
        limits.stalled = std::chrono::ceil<std::chrono::seconds>(timeout) + std::chrono::seconds(1);
        return limits;
    }
    boost::asio::awaitable<void> ask(http::Request request, std::optional<Result<http::Response>>& answer) {
        answer.emplace(co_await transport_.fetch(std::move(request)));
    }

    boost::asio::io_context io_;
    http::Transport transport_;
};

}  // namespace oncalld::sandbox
