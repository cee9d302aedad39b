// Sends one tracker's webhooks as they are, in order, without making the tracker's API wait for a receiver.
// What is refused or not answered is tried again as the vendor would, only sooner.
#pragma once

#include "connectors/http/transport.h"
#include "daemon/wake.h"

#include <deque>
#include <vector>

namespace oncalld::sandbox {

// Belongs to its io_context's thread.
class WebhookSender {
public:
    enum class Retries {
        some,   // Jira, PagerDuty
        never,  // GitHub: one attempt, a lost delivery is found by polling
    };
    WebhookSender(boost::asio::io_context& io, http::Transport& transport, Retries retries)
        : io_(io), transport_(transport), retries_(retries), news_(io) {}

    void send(std::vector<http::Request> deliveries);
    boost::asio::awaitable<void> run();  // for ever

private:
    boost::asio::io_context& io_;
    http::Transport& transport_;
    const Retries retries_;
    std::deque<http::Request> waiting_;
    Wake news_;
};

// Jira's list, of which PagerDuty's is a part: timeouts, conflicts, limits and everything on the server's
// side.
bool worth_retrying(int status);

}  // namespace oncalld::sandbox
