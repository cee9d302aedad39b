#include "daemon/service.h"

#include "config/load.h"
#include "daemon/notify.h"
#include "daemon/shift_moves.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace oncalld {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using store::Store;

namespace {

http::Response answer(int status, std::string text) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(text) + "\n";
    return response;
}

// GitHub offers redelivery for 3 days, Enterprise Server for 7; Jira and PagerDuty retry for less.
constexpr std::chrono::hours kDeliveryMemory{24 * 14};

constexpr std::string_view kWebhooks = "/webhooks/";

}  // namespace

Service::Service(boost::asio::io_context& io, store::StoreThread& store, const Log& log, const Clock& clock,
                 Options options, config::Settings settings, std::vector<std::unique_ptr<Tracker>> trackers)
    : options_(std::move(options)),
      settings_(std::move(settings)),
      transport_(io),
      shell_{io, store, transport_, log, clock, std::make_shared<const Configuration>(settings_.engine)},
      shifts_(io),
      server_(io, settings_.http.address, settings_.http.port,
              [this](http::Request request) { return respond(std::move(request)); }) {
    transport_.observe([&log](const http::Exchange& exchange) {
        log.debug(exchange.method + " " + exchange.url,
                  {{"status", exchange.status ? std::to_string(exchange.status) : "no answer"},
                   {"milliseconds", std::to_string(exchange.took.count())}});
    });
    for (std::size_t i = 0; i < trackers.size(); ++i) {
        const config::TrackerSettings& tracker = settings_.trackers[i];
        loops_.push_back(std::make_unique<TrackerLoop>(
            shell_, std::move(trackers[i]), TrackerLoop::Pacing{tracker.poll_every, tracker.pace}));
    }
}

// Whatever the store still does for us refers to us.
Service::~Service() {
    shell_.store.finish();
}

// ---- starting and stopping ----------------------------------------------------------------------------

void Service::start() {
    ++running_;
    boost::asio::co_spawn(shell_.io, supervise(run()), boost::asio::detached);
}

boost::asio::awaitable<void> Service::run() {
    auto recover = [this](Store& store) {
        shell_.first_start = store.first_start(shell_.clock.now());
        return store.recover(shell_.clock.now());
    };
    const int unclear = co_await shell_.store.run(recover);
    if (unclear > 0)
        shell_.log.warning(
            std::to_string(unclear) +
            " calls were on the way when the daemon stopped; reading back what became of them");
    if (shell_.stopping) co_return;
    for (const auto& loop : loops_) {
        running_ += 2;
        boost::asio::co_spawn(shell_.io, supervise(loop->poll()), boost::asio::detached);
        boost::asio::co_spawn(shell_.io, supervise(loop->work()), boost::asio::detached);
    }
    server_.start();
    ready_ = true;
    shell_.log.info("ready: " + status());
    notify::ready(status());
    co_await follow_shifts();
}

// A coroutine that throws takes the daemon down with a clear last word: the store failing is the usual cause,
// and nothing may be written to a tracker that cannot be journalled. systemd starts us again.
boost::asio::awaitable<void> Service::supervise(boost::asio::awaitable<void> part) {
    try {
        co_await std::move(part);
    } catch (const std::exception& error) {
        if (!failure_) failure_ = std::current_exception();
        shell_.log.error(std::string("stopping: ") + error.what());
        stop();
    }
    if (--running_ == 0) shell_.io.stop();
}

void Service::stop() {
    if (shell_.stopping) return;
    shell_.stopping = true;
    ready_ = false;
    notify::stopping();
    shell_.log.info("stopping: finishing the calls that are on the way");
    server_.stop();
    for (const auto& loop : loops_)
        loop->stop();
    shifts_.wake();
}

void Service::abandon() {
    shell_.log.warning("a call is still on the way after the drain; it is read back at the next start");
    shell_.io.stop();
}

std::string Service::status() const {
    std::string text;
    for (const auto& loop : loops_)
        text += (text.empty() ? "" : ", ") + loop->tracker().id().str();
    return "rotations: " + std::to_string(shell_.config->rotations.size()) +
           "; trackers: " + (text.empty() ? "none" : text) + "; listening on " + settings_.http.address +
           ":" + std::to_string(server_.port());
}

// ---- shift changes ------------------------------------------------------------------------------------

boost::asio::awaitable<void> Service::follow_shifts() {
    while (!shell_.stopping) {
        const std::shared_ptr<const Configuration> config = shell_.config;
        const Instant now = shell_.clock.now();
        std::optional<Instant> wake;
        auto process = [&](Store& store) {
            store.wake(now);
            store.forget_deliveries_before(now - kDeliveryMemory);
            wake = store.next_wake();
            return pass::process_handoffs(store, *config, now);
        };
        const std::vector<Handoff> handoffs = co_await shell_.store.run(process);
        for (const Handoff& handoff : handoffs)
            shell_.log.info(
                "shift change of " + handoff.rotation.str() + ": " + handoff.outgoing.str() +
                    " hands over to " + handoff.incoming.str(),
                {{"rotation", handoff.rotation.str()}, {"boundary", to_rfc3339(handoff.boundary)}});
        for (const auto& loop : loops_)
            loop->news();
        for (const auto& [id, rotation] : config->rotations) {
            const auto next = next_boundary(rotation, config->people, now);
            if (next && (!wake || next->at < *wake)) wake = next->at;
        }
        // The wall clock may be set, and a sleeping machine's timer stands still: look at least once a
        // minute.
        const milliseconds pause =
            wake ? std::min<milliseconds>(shell_.clock.real_delay_until(*wake), 60s) : 60s;
        co_await shifts_.sleep(pause);
    }
}

// ---- reload -------------------------------------------------------------------------------------------

void Service::reload() {
    if (shell_.stopping) return;
    notify::reloading();
    config::Loaded loaded = config::load_path(options_.config, options_.credentials_directory);
    tell(shell_.log, loaded.findings);
    if (!loaded.settings) {
        shell_.log.error("the new configuration has errors: the old one stays in force");
        notify::ready(status());
        return;
    }
    leave_out_trackers(*loaded.settings);
    if (loaded.settings->trackers != settings_.trackers || loaded.settings->http != settings_.http)
        shell_.log.warning("changes under `trackers` and `http` take effect at the next restart");
    normalise_accounts(*loaded.settings);
    auto next = std::make_shared<const Configuration>(std::move(loaded.settings->engine));
    ++running_;
    boost::asio::co_spawn(shell_.io, supervise(apply_reload(std::move(next))), boost::asio::detached);
}

// Nothing is reassigned because of a reload: a shift change that is due is processed as the old configuration
// says, and what the new one says of now becomes the baseline.
boost::asio::awaitable<void> Service::apply_reload(std::shared_ptr<const Configuration> next) {
    const std::shared_ptr<const Configuration> old = shell_.config;
    const Instant now = shell_.clock.now();
    for (const std::string& move : shift_moves(*old, *next, now))
        shell_.log.info("reload: " + move);
    auto rebase = [&](Store& store) {
        pass::process_handoffs(store, *old, now);
        pass::rebase_handoffs(store, *next, now);
        return Done{};
    };
    co_await shell_.store.run(rebase);
    shell_.config = next;
    auto decide_anew = [](Store& store) {
        store.set_all_dirty();
        return Done{};
    };
    co_await shell_.store.run(decide_anew);
    shifts_.wake();
    if (shell_.stopping) co_return;
    shell_.log.info("reloaded: " + status());
    notify::ready(status());
}

// ---- the web endpoint ---------------------------------------------------------------------------------

boost::asio::awaitable<std::optional<http::Response>> Service::respond(http::Request request) {
    const std::string path = request.url.substr(0, request.url.find('?'));
    if (path == "/healthz") co_return answer(200, "ok");
    if (path == "/readyz") co_return ready_ ? answer(200, "ready") : answer(503, "not ready");
    if (path.starts_with(kWebhooks)) {
        const std::string name = path.substr(kWebhooks.size());
        for (const auto& loop : loops_) {
            if (loop->tracker().id().str() != name) continue;
            if (request.method != "POST") co_return answer(405, "webhooks are POSTed");
            co_return co_await take_webhook(*loop, request);
        }
        co_return answer(404, "no tracker of that name");
    }
    co_return answer(404, "nothing here");
}

// 2xx only once the event is on the disk. Vendors punish anything else: GitHub never sends again, PagerDuty
// drops on a 4xx and disables the webhook after three.
boost::asio::awaitable<http::Response> Service::take_webhook(TrackerLoop& loop,
                                                             const http::Request& request) {
    const TrackerId& tracker = loop.tracker().id();
    const Instant now = shell_.clock.now();
    const auto parsed = loop.tracker().parse_webhook(request, now);
    if (const auto* refusal = std::get_if<WebhookRefusal>(&parsed)) {
        if (*refusal == WebhookRefusal::bad_signature) {
            shell_.log.warning("a webhook with a wrong signature was refused", {{"tracker", tracker.str()}});
            co_return answer(401, "wrong signature");
        }
        auto keep = [&](Store& store) {
            store.keep_unreadable(tracker, request.body, now);
            return Done{};
        };
        co_await shell_.store.run(keep);
        shell_.log.warning("a webhook was signed but could not be read; it is kept",
                           {{"tracker", tracker.str()}});
        co_return answer(202, "kept");
    }
    const auto& event = std::get<WebhookEvent>(parsed);
    auto observe = [&](Store& store) { return pass::observe(store, tracker, event, now); };
    const bool fresh = co_await shell_.store.run(observe);
    if (fresh) loop.news();
    shell_.log.debug(event.ignored.empty() ? "webhook taken" : "webhook ignored: " + event.ignored,
                     {{"tracker", tracker.str()}, {"delivery", event.delivery}});
    co_return answer(202, fresh ? "taken" : "taken before");
}

}  // namespace oncalld
