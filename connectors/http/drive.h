// Runs an Operation over the transport: the only place where a vendor's protocol meets a socket.
#pragma once

#include "connectors/http/transport.h"
#include "connectors/operation.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace oncalld::http {

// The least time between two writes to one tracker (GitHub asks for a second). Not thread-safe; one waiter at
// a time: a tracker's writes are sent one after another.
class Pace {
public:
    Pace(boost::asio::io_context& io, std::chrono::milliseconds between_writes)
        : timer_(io), between_writes_(between_writes) {}

    boost::asio::awaitable<void> wait() {
        if (next_write_ > std::chrono::steady_clock::now()) {
            timer_.expires_at(next_write_);
            co_await timer_.async_wait(boost::asio::use_awaitable);
        }
        next_write_ = std::chrono::steady_clock::now() + between_writes_;
    }

private:
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds between_writes_;
    std::chrono::steady_clock::time_point next_write_{};
};

// A read has no outcome to be unsure of: it is simply tried again.
inline Result<Response> settled(Result<Response> answer, Send::Access access) {
    if (answer || access == Send::Access::write || answer.error().kind != ErrorKind::outcome_unknown)
        return answer;
    Error error = answer.error();
    error.kind = ErrorKind::retry_after;
    return error;
}

// `operation` must outlive the call.
template <class T>
boost::asio::awaitable<Result<T>> drive(Transport& transport, Pace& pace, Operation<T>& operation) {
    Next<T> next = operation.start();
    while (Send* send = std::get_if<Send>(&next)) {
        const Send::Access access = send->access;
        if (access == Send::Access::write) co_await pace.wait();
        Result<Response> answer = co_await transport.fetch(std::move(send->request));
        next = operation.resume(settled(std::move(answer), access));
    }
    co_return std::get<Result<T>>(std::move(next));
}

}  // namespace oncalld::http
