#include "tests/sandbox/webhook_sender.h"

#include <chrono>
#include <utility>

namespace oncalld::sandbox {

namespace {

using namespace std::chrono_literals;

constexpr int kAttempts = 6;
constexpr std::chrono::milliseconds kFirstPause{50};  // then twice as long each time: about 1.5 s in all

}  // namespace

bool worth_retrying(int status) {
    return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

void WebhookSender::send(std::vector<http::Request> deliveries) {
    for (http::Request& delivery : deliveries)
        waiting_.push_back(std::move(delivery));
    if (!waiting_.empty()) news_.wake();
}

boost::asio::awaitable<void> WebhookSender::run() {
    for (;;) {
        while (waiting_.empty())
            co_await news_.sleep(24h);
        const http::Request delivery = std::move(waiting_.front());
        waiting_.pop_front();
        const int attempts = retries_ == Retries::some ? kAttempts : 1;
        std::chrono::milliseconds wait = kFirstPause;
        for (int attempt = 1; attempt <= attempts; ++attempt, wait *= 2) {
            const Result<http::Response> answer = co_await transport_.fetch(delivery);
            if (answer && !worth_retrying(answer->status)) break;
            boost::asio::steady_timer pause(io_, wait);
            if (attempt < attempts) co_await pause.async_wait(boost::asio::use_awaitable);
        }
    }
}

}  // namespace oncalld::sandbox
