// Sends one tracker's webhooks as they are, in order, from a thread of its own, so that the tracker's API
// never waits for a receiver. What is refused or not answered is tried again as the vendor would, only
// sooner.
#pragma once

#include "connectors/http/message.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace oncalld::sandbox {

class WebhookSender {
public:
    enum class Retries {
        some,   // Jira, PagerDuty
        never,  // GitHub: one attempt, a lost delivery is found by polling
    };
    explicit WebhookSender(Retries retries);
    ~WebhookSender();  // what was not sent yet is dropped

    void send(std::vector<http::Request> deliveries);  // returns at once; any thread

private:
    void run();
    std::optional<http::Request> wait_for_next();
    bool pause(std::chrono::milliseconds time);  // false: stopping

    const Retries retries_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<http::Request> waiting_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

// Jira's list, of which PagerDuty's is a part: timeouts, conflicts, limits and everything on the server's
// side.
bool worth_retrying(int status);

}  // namespace oncalld::sandbox
