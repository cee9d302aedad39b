// The stage: a sandbox and a daemon as processes on this machine, with a configuration of their own in a
// folder that is thrown away. It plays the story, kills the daemon when told to, and collects the evidence.
#pragma once

#include "daemon/clock.h"
#include "tests/demo/process.h"
#include "tests/demo/story.h"
#include "tests/demo/verdict.h"
#include "tests/sandbox/client.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>

namespace oncalld::demo {

struct StageOptions {
    std::filesystem::path oncalld, oncallctl, sandbox;
    unsigned seed = 1;
    std::optional<int> kill_at;          // SIGKILL at this API call, its effect applied and its answer unseen
    std::map<std::string, int> through;  // by tracker: the daemon speaks to this port instead (a proxy)
    std::map<std::string, int> sandbox_ports;  // by tracker, when a proxy must know them beforehand
    milliseconds lead{6'000};                  // real time from the start to the shift change
    milliseconds deadline{60'000};             // for everything to be settled after it
};

class Stage {
public:
    // `tell` gets one line of the story at a time, as it happens.
    Stage(StageOptions options, std::function<void(const std::string&)> tell);
    ~Stage();

    Verdict play();

    const std::filesystem::path& folder() const { return folder_; }
    // What `oncallctl explain` says of a ticket of the story; after play().
    std::string explain(const std::string& name) const;

private:
    void write_configuration();
    void start_sandbox();
    void start_daemon();
    void await_kill();
    void tick();
    bool wait_until(const std::function<bool()>& done, milliseconds limit);

    void create(const PlannedTicket& planned);
    void people_act(const PlannedTicket& planned);
    void set_webhooks(bool on);
    void tell_news();
    std::string line_of(const sandbox::LedgerEntry& entry) const;
    bool explained(const std::string& id) const;
    bool all_reached();
    Evidence evidence();

    http::Response control(const std::string& method, const std::string& path, const std::string& body = {});

    StageOptions options_;
    std::function<void(const std::string&)> tell_;
    Setting setting_;
    Story story_;
    Clock clock_;
    std::string clock_text_;
    std::filesystem::path folder_;
    std::map<std::string, int> ports_;  // of the sandbox, by tracker and "control"
    int daemon_port_ = 0;
    std::map<std::string, std::string> ids_;  // by name in the story
    std::vector<sandbox::LedgerEntry> ledger_;
    std::chrono::steady_clock::time_point last_news_{};
    sandbox::Client client_;
    Process sandbox_, daemon_;
    int kills_ = 0;
    std::atomic<bool> kill_due_ = false;  // set by the watcher, acted on by tick()
    std::thread watcher_;                 // waits for the API call that the daemon is killed at
};

}  // namespace oncalld::demo
