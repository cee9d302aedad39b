#include "tests/sandbox/playground.h"

#include "tests/sandbox/github_fake.h"
#include "tests/sandbox/jira_fake.h"
#include "tests/sandbox/pagerduty_fake.h"

#include <absl/strings/numbers.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <utility>

namespace oncalld::sandbox {

using namespace std::chrono_literals;

namespace {

template <class Map>
typename Map::mapped_type find_or(const Map& map, const std::string& key,
                                  typename Map::mapped_type otherwise) {
    const auto found = map.find(key);
    return found == map.end() ? otherwise : found->second;
}

int number(const Target& target, std::string_view name) {
    int value = 0;
    return absl::SimpleAtoi(target.get(name).value_or(""), &value) ? value : 0;
}

}  // namespace

Playground::Playground(boost::asio::io_context& io, const PlaygroundOptions& options)
    : io_(io), clock_(options.clock), transport_(io) {
    for (const char* tracker : {"jira", "github", "pagerduty"})
        serve(tracker, find_or(options.ports, tracker, 0),
              [this, tracker](http::Request request) { return on_call(tracker, std::move(request)); });
    serve(kControl, find_or(options.ports, kControl, 0),
          [this](http::Request request) { return on_control(std::move(request)); });

    const auto setting = [&](const std::string& tracker) {
        Setting made = demo_setting(options.shifts, options.seed);
        made.base_url = find_or(options.public_bases, tracker,
                                "http://127.0.0.1:" + std::to_string(servers_.at(tracker)->port()));
        return made;
    };
    auto jira = std::make_unique<JiraFake>(setting("jira"));
    jira->set_search_lag(options.jira_search_lag);
    fakes_["jira"] = std::move(jira);
    fakes_["github"] = std::make_unique<GitHubFake>(setting("github"));
    fakes_["pagerduty"] = std::make_unique<PagerDutyFake>(setting("pagerduty"));
    for (const WebhookTarget& target : options.webhooks)
        fakes_.at(target.tracker)->set_webhook(target.url, target.secret);

    for (const auto& [tracker, fake] : fakes_) {
        const auto retries =
            tracker == "github" ? WebhookSender::Retries::never : WebhookSender::Retries::some;
        auto& sender = senders_[tracker] = std::make_unique<WebhookSender>(io_, transport_, retries);
        boost::asio::co_spawn(io_, sender->run(), boost::asio::detached);
    }
}

void Playground::serve(const std::string& name, std::uint16_t port, http::HttpServer::Handler handler) {
    auto& server = servers_[name] =
        std::make_unique<http::HttpServer>(io_, "127.0.0.1", port, std::move(handler));
    server->start();
}

std::map<std::string, std::uint16_t> Playground::ports() const {
    std::map<std::string, std::uint16_t> ports;
    for (const auto& [name, server] : servers_)
        ports[name] = server->port();
    return ports;
}

Playground::Answer Playground::on_call(std::string tracker, http::Request request) {
    Reply reply = fakes_.at(tracker)->call(request, clock_.now());
    send_webhooks();
    if (++calls_ == held_call_) reply.delay += hold_;
    if (reply.delay > 0ms) co_await pause(reply.delay);
    if (reply.drop) co_return std::nullopt;
    co_return std::move(reply.response);
}

Playground::Answer Playground::on_control(http::Request request) {
    const Target target = parse_target(request.url);
    if (target.path == "/reached") co_return co_await wait_for_calls(target);
    http::Response response = control(fakes_, request, clock_.now());
    send_webhooks();
    co_return response;
}

boost::asio::awaitable<http::Response> Playground::wait_for_calls(Target target) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    const int wanted = number(target, "calls");
    held_call_ = wanted;
    hold_ = milliseconds(number(target, "hold_ms"));
    while (calls_ < wanted && std::chrono::steady_clock::now() < end)
        co_await pause(2ms);
    http::Response response;
    response.status = calls_ < wanted ? 408 : 204;
    co_return response;
}

boost::asio::awaitable<void> Playground::pause(milliseconds time) {
    boost::asio::steady_timer timer(io_, time);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

void Playground::send_webhooks() {
    for (const auto& [tracker, fake] : fakes_)
        senders_.at(tracker)->send(fake->take_webhooks());
}

}  // namespace oncalld::sandbox
