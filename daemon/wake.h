// A place to sleep on the loop until a time, or until somebody has news. A wake() that comes while nobody
// sleeps is kept for the next sleeper. Single-threaded: belongs to its io_context.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace oncalld {

class Wake {
public:
    explicit Wake(boost::asio::io_context& io) : timer_(io) {}

    void wake() {
        news_ = true;
        timer_.cancel();
    }

    // `limit` in real time.
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds limit) {
        if (!news_) {
            timer_.expires_after(limit);
            boost::system::error_code cancelled;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, cancelled);
            co_await timer_.async_wait(token);
        }
        news_ = false;
    }

private:
    boost::asio::steady_timer timer_;
    bool news_ = false;
};

}  // namespace oncalld
