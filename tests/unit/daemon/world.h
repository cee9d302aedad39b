// A whole world in one process, without sockets, threads, sleep or wall clock: the three fakes, the three
// real connectors, the real store in memory and the stages of the pass, strung together as
// daemon/tracker_loop does. A crash is simulated by throwing away everything but the database at a chosen
// point.
#pragma once

#include "connectors/tracker.h"
#include "daemon/pass.h"
#include "daemon/store/store.h"
#include "tests/sandbox/fake.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace oncalld::sandbox {

// Thrown by World at the point where the process is to die.
struct Crash {};

class World {
public:
    explicit World(unsigned seed = 1);
    ~World();

    // ---- the outside ----
    Fake& fake(std::string_view tracker);
    TicketView create(std::string_view tracker, TicketSpec spec);
    void act(std::string_view tracker, HumanAct act);
    TicketView view(std::string_view tracker, const std::string& id);
    void go_to(Instant t) { now = t; }

    // ---- the daemon ----
    // Delivers the webhooks that are queued; `poll` reads what changed; both until nothing is left to do.
    enum class News { webhooks, poll, both };
    void settle(News news = News::both);
    void reload(Configuration next);  // SIGHUP
    void restart();                   // as after a crash: what was on the way is unknown
    // The process dies at the n-th point from now on where it could: before and after each commit and call.
    void crash_at(int point) { crash_at_ = point; }
    int points_passed() const { return points_; }

    // ---- what came of it ----
    // The bot's effective writes so far, "jira SUP-1 assign 5b10...", oldest first.
    std::vector<std::string> writes() const;
    int calls() const;
    // Decisions with their reasons, and the writing requests as they were sent; oldest first.
    const std::vector<std::string>& transcript() const { return transcript_; }
    store::Store& store();

    Configuration config;
    Instant now;

private:
    struct Line;  // a tracker with its fake
    template <class T>
    Result<T> drive(Line& line, OperationPtr<T> operation);
    void point();
    void poll(Line& line);
    void deliver(Line& line);
    bool work(Line& line);
    bool read_wanted(Line& line);
    bool read_back(Line& line);
    bool send_due(Line& line);

    std::map<std::string, std::unique_ptr<Line>, std::less<>> lines_;
    store::Database db_;
    std::unique_ptr<store::Store> store_;
    std::map<TrackerId, std::set<AccountId>> own_;
    Instant first_start_;
    std::vector<std::string> transcript_;
    int points_ = 0;
    int crash_at_ = -1;
};

}  // namespace oncalld::sandbox
