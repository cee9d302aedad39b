// The daemon put together: trackers, store, web endpoint, shift changes, and how it starts, reloads and
// stops. Everything here runs on the one loop.
#pragma once

#include "config/settings.h"
#include "daemon/tracker_loop.h"
#include "daemon/web/http_server.h"
#include "daemon/wiring.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace oncalld {

class Service {
public:
    struct Options {
        std::filesystem::path config;
        std::filesystem::path credentials_directory;
    };

    // `trackers` are in the order of `settings.trackers`. References must outlive the service.
    Service(boost::asio::io_context& io, store::StoreThread& store, const Log& log, const Clock& clock,
            Options options, config::Settings settings, std::vector<std::unique_ptr<Tracker>> trackers);

    ~Service();

    // Starts listening and everything else. Throws if the address cannot be bound.
    void start();
    // SIGHUP: a new configuration, or the old one if there is any error in it.
    void reload();
    // SIGTERM: no new work; calls that are on the way are finished and recorded; then the loop ends.
    void stop();
    // The drain took too long: ends the loop at once. What was on the way is read back at the next start.
    void abandon();
    // It stopped because a part of it failed, not because it was asked to.
    bool failed() const { return failure_ != nullptr; }

    std::uint16_t port() const { return server_.port(); }
    // One line for systemctl status.
    std::string status() const;

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> follow_shifts();
    boost::asio::awaitable<void> apply_reload(std::shared_ptr<const Configuration> next);
    boost::asio::awaitable<std::optional<http::Response>> respond(http::Request request);
    boost::asio::awaitable<http::Response> take_webhook(TrackerLoop& loop, const http::Request& request);
    boost::asio::awaitable<void> supervise(boost::asio::awaitable<void> part);

    Options options_;
    config::Settings settings_;  // as started; trackers and http change only by a restart
    http::Transport transport_;
    Shell shell_;
    std::vector<std::unique_ptr<TrackerLoop>> loops_;
    Wake shifts_;
    http::HttpServer server_;
    int running_ = 0;  // coroutines that must end before the loop may
    bool ready_ = false;
    std::exception_ptr failure_;
};

}  // namespace oncalld
