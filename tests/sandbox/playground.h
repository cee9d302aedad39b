// The three fakes behind sockets on loopback, with their webhooks and the control endpoint: what the program
// oncalld-sandbox runs. Everything happens on the one thread of its io_context, so each call, act and look is
// atomic.
//
// Beside control.h the control port answers
//   GET /reached?calls=N&hold_ms=M   204 once the trackers have had N calls altogether (408 after 60 s).
// The N-th call takes effect at once but is answered M ms later: whoever kills the daemon when /reached
// answers kills it at the worst moment, with the write applied and the answer not seen.
#pragma once

#include "connectors/http/transport.h"
#include "daemon/clock.h"
#include "daemon/web/http_server.h"
#include "tests/sandbox/control.h"
#include "tests/sandbox/webhook_sender.h"
#include "tests/sandbox/wire.h"

#include <cstdint>
#include <map>
#include <memory>
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
    // Serves while the io_context runs. Throws if a port is taken.
    Playground(boost::asio::io_context& io, const PlaygroundOptions& options);

    std::map<std::string, std::uint16_t> ports() const;  // all four

private:
    using Answer = boost::asio::awaitable<std::optional<http::Response>>;
    Answer on_call(std::string tracker, http::Request request);
    Answer on_control(http::Request request);
    boost::asio::awaitable<http::Response> wait_for_calls(Target target);
    boost::asio::awaitable<void> pause(milliseconds time);
    void serve(const std::string& name, std::uint16_t port, http::HttpServer::Handler handler);
    void send_webhooks();

    boost::asio::io_context& io_;
    const Clock clock_;
    http::Transport transport_;  // for the webhooks
    Fakes fakes_;
    int calls_ = 0;
    int held_call_ = 0;  // its answer is late; 0: none
    milliseconds hold_{0};
    std::map<std::string, std::unique_ptr<WebhookSender>> senders_;
    std::map<std::string, std::unique_ptr<http::HttpServer>> servers_;
};

}  // namespace oncalld::sandbox
