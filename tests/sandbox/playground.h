// The three fakes behind sockets on loopback, with their webhooks and the control endpoint: what the program
// oncalld-sandbox runs. The fakes themselves stay pure; one mutex makes each call, act and look atomic.
//
// Beside control.h the control port answers
//   GET /reached?calls=N&hold_ms=M   once the trackers have had N calls altogether (or after 60 s: 408).
// The N-th call takes effect at once but is answered M ms later: whoever kills the daemon when /reached
// answers kills it at the worst moment, with the write applied and the answer not seen.
#pragma once

#include "daemon/clock.h"
#include "tests/sandbox/control.h"
#include "tests/sandbox/server.h"
#include "tests/sandbox/webhook_sender.h"
#include "tests/sandbox/wire.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace oncalld::sandbox {

inline constexpr const char* kControl = "control";

struct PlaygroundOptions {
    std::map<std::string, std::uint16_t> ports;  // by tracker, and of "control"; absent or 0: any free one
    std::map<std::string, std::string> public_bases;  // by tracker, where clients see another URL than ours
    std::vector<WebhookTarget> webhooks;              // set before the first call
    std::vector<Setting::PolicyShift> shifts;         // of policy PESC001
    milliseconds jira_search_lag{0};
    Clock clock;
    unsigned seed = 1;
};

class Playground {
public:
    // Serves at once. Throws if a port is taken.
    explicit Playground(const PlaygroundOptions& options);

    std::map<std::string, std::uint16_t> ports() const;  // all four

private:
    Reply on_call(const std::string& tracker, const http::Request& request);
    Reply on_control(const http::Request& request);
    http::Response wait_for_calls(const Target& target);
    void send_webhooks();  // with the lock held

    const Clock clock_;
    std::mutex mutex_;
    Fakes fakes_;  // guarded by mutex_, as the next three
    int calls_ = 0;
    int held_call_ = 0;  // its answer is late; 0: none
    milliseconds hold_{0};
    std::condition_variable called_;
    std::map<std::string, std::unique_ptr<WebhookSender>> senders_;
    std::map<std::string, std::unique_ptr<Server>> servers_;  // last: their threads use all of the above
};

}  // namespace oncalld::sandbox
