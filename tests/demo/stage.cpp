#include "tests/demo/stage.h"

#include "connectors/json.h"
#include "tests/sandbox/playground.h"

#include <absl/time/time.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace oncalld::demo {

using namespace std::chrono_literals;
using sandbox::LedgerEntry;

namespace {

constexpr double kRate = 60;           // a minute of the story in a second
constexpr milliseconds kHold{250};     // the killed call's answer comes that late
constexpr milliseconds kQuiet{1'000};  // nothing more happens: it is settled
constexpr const char* kHookSecret = "demo-hook-secret";

// Two support routes, one that pages, and the rest left alone. PORTs are put in.
constexpr const char* kConfiguration = R"yaml(people:
  ann: {name: Ann Berg, timezone: Europe/Oslo, accounts: {jira: 5b10ac8d82e05b22cc7d4a01, github: ann-berg, pagerduty: PANN001}}
  bob: {name: Bob Lie,  timezone: Europe/Oslo, accounts: {jira: 5b10ac8d82e05b22cc7d4b02, github: bob-lie,  pagerduty: PBOB002}}
  cy:  {name: Cy Dahl,  timezone: Europe/Oslo, accounts: {jira: 5b10ac8d82e05b22cc7d4c03, github: cy-dahl,  pagerduty: PCYD003}}
  lea: {name: Lea Vik,  timezone: Europe/Oslo, accounts: {jira: 5b10ac8d82e05b22cc7d4d04, github: lea-vik,  pagerduty: PLEA004}}

trackers:
  jira:
    type: jira
    url: http://127.0.0.1:@JIRA@
    auth: {email: bot@acme.example, token_file: token}
    poll: {every: 1s}
    projects: [SUP]
    webhook: {secret_file: hook-secret}
  github:
    type: github
    url: http://127.0.0.1:@GITHUB@
    auth: {token_file: token}
    poll: {every: 1s}
    pace: off                       # allowed on loopback only
    repos: [acme/data]
    webhook: {secret_file: hook-secret}
  pagerduty:
    type: pagerduty
    url: http://127.0.0.1:@PAGERDUTY@
    auth: {token_file: token, from: bot@acme.example}
    poll: {every: 1s}
    services: [PIJ90N7]
    webhook: {secret_file: hook-secret}

rotations:
  data-support:
    timezone: Europe/Oslo
    participants: [ann, bob, cy]
    shift: {every: 1 week, at: Mon 09:00}
    effective_from: 2026-11-23

routes:
  - name: jira-support
    match: {tracker: jira, project: SUP, labels: {any: [support, ops], none: [no-rotation]}}
    assign: {rotation: data-support}
    at_handoff: {policy: carry_over, restart: true}
  - name: github-support
    match: {tracker: github, repo: acme/data, labels: {any: [support, ops], none: [no-rotation]}}
    assign: {rotation: data-support}
    at_handoff: carry_over
  - name: pages
    match: {tracker: pagerduty, service: PIJ90N7}
    assign: {rotation: data-support, via: policy, policy: PESC001}
    at_handoff: carry_over
  - name: everything-else
    match: {}
    assign: none

http: {listen: "127.0.0.1:@HTTP@"}
)yaml";

void write_private(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void replace(std::string& text, const std::string& what, int port) {
    text.replace(text.find(what), what.size(), std::to_string(port));
}

Instant machine_now() {
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::string shift(Instant from, const char* person) {
    return to_rfc3339(from) + "=" + person;
}

Zone oslo() {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/Oslo", &zone))
        throw std::runtime_error("no time zone data: install tzdata");
    return {"Europe/Oslo", zone};
}

}  // namespace

Stage::Stage(StageOptions options, std::function<void(const std::string&)> tell)
    : options_(std::move(options)),
      tell_(std::move(tell)),
      setting_(sandbox::demo_setting({}, options_.seed)),
      story_(make_story(setting_, options_.seed)) {
    const Instant real = machine_now();
    const auto lead =
        milliseconds(static_cast<std::int64_t>(static_cast<double>(options_.lead.count()) * kRate));
    const Instant simulated = shift_change() - lead;
    clock_ = Clock(Simulation{simulated, real, kRate});
    clock_text_ = to_rfc3339(simulated) + "@" + to_rfc3339(real) + "*60";
    std::string pattern = (std::filesystem::temp_directory_path() / "oncalld-demo-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
}

Stage::~Stage() {
    daemon_.kill();
    sandbox_.kill();  // also lets the watcher go
    if (watcher_.joinable()) watcher_.join();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

// ---- the processes ------------------------------------------------------------------------------------

void Stage::start_sandbox() {
    std::vector<std::string> command{options_.sandbox.string(),
                                     "--seed",
                                     std::to_string(options_.seed),
                                     "--clock",
                                     clock_text_,
                                     "--shift",
                                     shift(shift_change() - 24h * 7, kOutgoing),
                                     "--shift",
                                     shift(shift_change(), kIncoming)};
    for (const auto& [tracker, port] : options_.through) {
        command.push_back("--public-base-" + tracker);
        command.push_back("http://127.0.0.1:" + std::to_string(port));
        if (const auto at = options_.sandbox_ports.find(tracker); at != options_.sandbox_ports.end()) {
            command.push_back("--" + tracker);
            command.push_back(std::to_string(at->second));
        }
    }
    sandbox_ = Process(command, folder_ / "sandbox.log");
    const Result<json::Document> ports = json::parse(sandbox_.first_line());
    if (!ports) throw std::runtime_error("the sandbox did not start: " + options_.sandbox.string());
    for (const char* name : {"jira", "github", "pagerduty", sandbox::kControl})
        ports_[name] = static_cast<int>(json::integer_at(*ports, std::string_view(name)).value_or(0));
}

void Stage::write_configuration() {
    const auto port = [&](const std::string& tracker) {
        const auto proxy = options_.through.find(tracker);
        return proxy == options_.through.end() ? ports_.at(tracker) : proxy->second;
    };
    daemon_port_ = free_port();
    std::string text = kConfiguration;
    replace(text, "@JIRA@", port("jira"));
    replace(text, "@GITHUB@", port("github"));
    replace(text, "@PAGERDUTY@", port("pagerduty"));
    replace(text, "@HTTP@", daemon_port_);
    write_private(folder_ / "oncalld.yaml", text);
    write_private(folder_ / "token", setting_.token);
    write_private(folder_ / "hook-secret", kHookSecret);
}

void Stage::start_daemon() {
    daemon_ = Process({options_.oncalld.string(), "--config", (folder_ / "oncalld.yaml").string(), "--state",
                       (folder_ / "state").string(), "--clock", clock_text_},
                      folder_ / "oncalld.log");
    http::Request ready;
    ready.url = "http://127.0.0.1:" + std::to_string(daemon_port_) + "/readyz";
    for (int i = 0; i < 600; ++i) {
        const auto answer = client_.call(ready);
        if (answer && answer->status == 200) return;
        std::this_thread::sleep_for(50ms);
    }
    throw std::runtime_error("oncalld did not become ready; its log is " +
                             (folder_ / "oncalld.log").string());
}

// The sandbox tells when its n-th API call has taken effect, and holds back the answer meanwhile.
void Stage::await_kill() {
    const std::string path =
        "/reached?calls=" + std::to_string(*options_.kill_at) + "&hold_ms=" + std::to_string(kHold.count());
    http::Request request;
    request.url = "http://127.0.0.1:" + std::to_string(ports_.at(sandbox::kControl)) + path;
    watcher_ = std::thread([this, request] {
        sandbox::Client client(std::chrono::seconds(70));
        const auto answer = client.call(request);
        if (!answer || answer->status != 204) return;
        ::kill(daemon_.pid(), SIGKILL);
        kill_due_ = true;
    });
}

void Stage::tick() {
    if (kill_due_.exchange(false)) {
        daemon_.kill();  // dead already: waited for
        ++kills_;
        tell_("the daemon is killed with SIGKILL in the middle of a call, and started again");
        start_daemon();
    }
    tell_news();
    std::this_thread::sleep_for(20ms);
}

bool Stage::wait_until(const std::function<bool()>& done, milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        tick();
    }
    return true;
}

http::Response Stage::control(const std::string& method, const std::string& path, const std::string& body) {
    http::Request request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(ports_.at(sandbox::kControl)) + path;
    request.body = body;
    Result<http::Response> answer = client_.call(request);
    if (!answer) throw std::runtime_error("the sandbox does not answer: " + answer.error().message);
    if (answer->status >= 300) throw std::runtime_error("the sandbox refused " + path + ": " + answer->body);
    return std::move(*answer);
}

// ---- the story ----------------------------------------------------------------------------------------

Verdict Stage::play() {
    start_sandbox();
    write_configuration();
    set_webhooks(true);
    start_daemon();
    const Zone zone = oslo();
    tell_("it is " + to_human(clock_.now(), zone) + ", and a minute passes in a second");
    tell_(Process({options_.oncallctl.string(), "who", "--config", (folder_ / "oncalld.yaml").string(),
                   "--at", to_rfc3339(clock_.now())},
                  folder_ / "oncallctl.log")
              .output());
    if (options_.kill_at) await_kill();

    for (const PlannedTicket& planned : story_.tickets)
        if (planned.arrival == Arrival::webhook) create(planned);
    for (const PlannedTicket& planned : story_.tickets)
        if (!planned.acts.empty()) people_act(planned);
    set_webhooks(false);
    tell_("webhooks are switched off: what comes now is found by polling");
    for (const PlannedTicket& planned : story_.tickets)
        if (planned.arrival == Arrival::poll) create(planned);
    if (clock_.now() >= shift_change())
        throw std::runtime_error("this machine was too slow for the story; try a longer --lead");

    wait_until([&] { return clock_.now() >= shift_change(); }, options_.lead * 2);
    tell_("it is " + to_human(shift_change(), zone) + ": ann hands over to bob");
    set_webhooks(true);
    wait_until([&] { return std::chrono::steady_clock::now() - last_news_ > kQuiet && all_reached(); },
               options_.deadline);
    daemon_.terminate();
    tell_news();
    Verdict verdict = judge(story_, evidence(), setting_);
    verdict.kills = kills_;
    return verdict;
}

void Stage::create(const PlannedTicket& planned) {
    const auto answer =
        control("POST", "/tickets", encode(sandbox::NewTicket{planned.tracker, planned.spec}));
    const auto view = sandbox::decode_view(answer.body);
    if (!view) throw std::runtime_error("the sandbox made no ticket: " + view.error().message);
    ids_[planned.name] = view->id;
    tick();
}

void Stage::people_act(const PlannedTicket& planned) {
    const std::string& id = ids_.at(planned.name);
    wait_until([&] { return explained(id); }, options_.lead);
    for (HumanAct act : planned.acts) {
        act.ticket = id;
        control("POST", "/acts", encode(sandbox::NewAct{planned.tracker, act}));
    }
    tick();
}

void Stage::set_webhooks(bool on) {
    for (const char* tracker : {"jira", "github", "pagerduty"}) {
        const std::string url =
            "http://127.0.0.1:" + std::to_string(daemon_port_) + "/webhooks/" + std::string(tracker);
        control("POST", "/webhooks", encode(sandbox::WebhookTarget{tracker, on ? url : "", kHookSecret}));
    }
}

// Assigned, and the reason said.
bool Stage::explained(const std::string& id) const {
    return std::any_of(ledger_.begin(), ledger_.end(), [&](const LedgerEntry& entry) {
        return entry.ticket == id && entry.kind == "comment" && is_bot(setting_, entry.actor);
    });
}

bool Stage::all_reached() {
    const auto tickets = sandbox::decode_tickets(control("GET", "/tickets").body);
    if (!tickets) return false;
    return std::all_of(story_.tickets.begin(), story_.tickets.end(), [&](const PlannedTicket& planned) {
        const auto& there = tickets->at(planned.tracker);
        const auto found = std::find_if(there.begin(), there.end(), [&](const TicketView& ticket) {
            return ticket.id == ids_.at(planned.name);
        });
        return found != there.end() && reached(planned.end, *found);
    });
}

Evidence Stage::evidence() {
    Evidence all;
    all.ids = ids_;
    all.ledger = ledger_;
    auto tickets = sandbox::decode_tickets(control("GET", "/tickets").body);
    auto calls = sandbox::decode_calls(control("GET", "/calls").body);
    if (!tickets || !calls) throw std::runtime_error("the sandbox's answers make no sense");
    all.tickets = std::move(*tickets);
    all.calls = std::move(*calls);
    return all;
}

// ---- telling ------------------------------------------------------------------------------------------

void Stage::tell_news() {
    auto ledger = sandbox::decode_ledger(control("GET", "/ledger").body);
    if (!ledger || ledger->size() == ledger_.size()) return;
    last_news_ = std::chrono::steady_clock::now();
    // The ledger is merged by time over the trackers, so news are not only at its end.
    std::map<std::string, std::size_t> known;
    for (const LedgerEntry& entry : ledger_)
        ++known[entry.tracker];
    std::map<std::string, std::size_t> seen;
    for (const LedgerEntry& entry : *ledger)
        if (++seen[entry.tracker] > known[entry.tracker])
            if (const std::string line = line_of(entry); !line.empty()) tell_(line);
    ledger_ = std::move(*ledger);
}

std::string Stage::line_of(const LedgerEntry& entry) const {
    if (!entry.effective) return {};
    const std::string who = person_of(setting_, entry.actor);
    std::string what;
    if (entry.kind == "create") {
        what = "is created: " + entry.value;
    } else if (entry.kind == "assign") {
        if (entry.value.starts_with("policy:"))
            what = "goes to escalation policy " + entry.value.substr(7);
        else if (entry.value.empty())
            what = "is unassigned";
        else
            what = "goes to " + person_of(setting_, entry.value);
    } else if (entry.kind == "comment") {
        std::string text = entry.value;
        if (const auto end = text.find("-->"); end != std::string::npos) text = text.substr(end + 3);
        if (const auto tail = text.rfind("\n[oncalld "); tail != std::string::npos) text.resize(tail);
        std::replace(text.begin(), text.end(), '\n', ' ');
        text.erase(0, text.find_first_not_of(' '));
        what = "is told: " + text;
    } else {
        what = entry.kind + ": " + entry.value;
    }
    return entry.tracker + " " + entry.key + " " + what + " (by " + who + ")";
}

std::string Stage::explain(const std::string& name) const {
    const auto id = ids_.find(name);
    if (id == ids_.end()) return {};
    return Process(
               {options_.oncallctl.string(), "explain", id->second, "--state", (folder_ / "state").string()},
               folder_ / "oncallctl.log")
        .output();
}

}  // namespace oncalld::demo
