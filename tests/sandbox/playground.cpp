#include "tests/sandbox/playground.h"

#include "tests/sandbox/github_fake.h"
#include "tests/sandbox/jira_fake.h"
#include "tests/sandbox/pagerduty_fake.h"

#include <absl/strings/numbers.h>

#include <utility>

namespace oncalld::sandbox {

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

Playground::Playground(const PlaygroundOptions& options) : clock_(options.clock) {
    for (const char* name : {"jira", "github", "pagerduty", kControl})
        servers_[name] = std::make_unique<Server>(find_or(options.ports, name, 0));

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

    senders_["jira"] = std::make_unique<WebhookSender>(WebhookSender::Retries::some);
    senders_["github"] = std::make_unique<WebhookSender>(WebhookSender::Retries::never);
    senders_["pagerduty"] = std::make_unique<WebhookSender>(WebhookSender::Retries::some);
    for (const WebhookTarget& target : options.webhooks)
        fakes_.at(target.tracker)->set_webhook(target.url, target.secret);

    for (const auto& [tracker, fake] : fakes_)
        servers_.at(tracker)->start(
            [this, name = tracker](const http::Request& request) { return on_call(name, request); });
    servers_.at(kControl)->start([this](const http::Request& request) { return on_control(request); });
}

std::map<std::string, std::uint16_t> Playground::ports() const {
    std::map<std::string, std::uint16_t> ports;
    for (const auto& [name, server] : servers_)
        ports[name] = server->port();
    return ports;
}

Reply Playground::on_call(const std::string& tracker, const http::Request& request) {
    Reply reply;
    {
        const std::lock_guard lock(mutex_);
        reply = fakes_.at(tracker)->call(request, clock_.now());
        send_webhooks();
        if (++calls_ == held_call_) reply.delay += hold_;
    }
    called_.notify_all();
    return reply;
}

Reply Playground::on_control(const http::Request& request) {
    const Target target = parse_target(request.url);
    if (target.path == "/reached") return {.response = wait_for_calls(target)};
    const std::lock_guard lock(mutex_);
    Reply reply{.response = control(fakes_, request, clock_.now())};
    send_webhooks();
    return reply;
}

http::Response Playground::wait_for_calls(const Target& target) {
    const int wanted = number(target, "calls");
    std::unique_lock lock(mutex_);
    held_call_ = wanted;
    hold_ = milliseconds(number(target, "hold_ms"));
    const bool reached = called_.wait_for(lock, seconds(60), [&] { return calls_ >= wanted; });
    return {.status = reached ? 204 : 408};
}

void Playground::send_webhooks() {
    for (const auto& [tracker, fake] : fakes_)
        senders_.at(tracker)->send(fake->take_webhooks());
}

}  // namespace oncalld::sandbox
