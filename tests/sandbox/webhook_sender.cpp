#include "tests/sandbox/webhook_sender.h"

#include "tests/sandbox/client.h"

#include <utility>

namespace oncalld::sandbox {

namespace {

constexpr int kAttempts = 6;
constexpr std::chrono::milliseconds kFirstPause{50};  // then twice as long each time: about 1.5 s in all

}  // namespace

bool worth_retrying(int status) {
    return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

WebhookSender::WebhookSender(Retries retries) : retries_(retries), thread_([this] { run(); }) {}

WebhookSender::~WebhookSender() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void WebhookSender::send(std::vector<http::Request> deliveries) {
    if (deliveries.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        for (http::Request& delivery : deliveries)
            waiting_.push_back(std::move(delivery));
    }
    changed_.notify_all();
}

std::optional<http::Request> WebhookSender::wait_for_next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return std::nullopt;
    http::Request next = std::move(waiting_.front());
    waiting_.pop_front();
    return next;
}

bool WebhookSender::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stopping_; });
}

void WebhookSender::run() {
    Client client;
    while (const std::optional<http::Request> delivery = wait_for_next()) {
        const int attempts = retries_ == Retries::some ? kAttempts : 1;
        std::chrono::milliseconds wait = kFirstPause;
        for (int attempt = 1; attempt <= attempts; ++attempt, wait *= 2) {
            const Result<http::Response> answer = client.call(*delivery);
            if (answer && !worth_retrying(answer->status)) break;
            if (attempt < attempts && !pause(wait)) return;
        }
    }
}

}  // namespace oncalld::sandbox
