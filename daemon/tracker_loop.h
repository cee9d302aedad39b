// The life of one tracker in the daemon: a poll that observes, and a worker that decides, reads, acts and
// confirms whenever there is something to do. Both are coroutines on the one loop; the store's thread does
// the rest. What they do is in pass.h; here is only the order and the waiting.
#pragma once

#include "connectors/http/drive.h"
#include "connectors/tracker.h"
#include "daemon/clock.h"
#include "daemon/log.h"
#include "daemon/pass.h"
#include "daemon/store/store_thread.h"
#include "daemon/wake.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace oncalld {

// What all trackers share. Lives as long as the loop; used on the loop's thread only.
struct Shell {
    boost::asio::io_context& io;
    store::StoreThread& store;
    http::Transport& transport;
    const Log& log;
    const Clock& clock;
    std::shared_ptr<const Configuration> config;              // replaced by a reload
    std::map<TrackerId, std::set<AccountId>> own_accounts{};  // of trackers that are identified
    Instant first_start{};
    bool stopping = false;
};

class TrackerLoop {
public:
    struct Pacing {
        std::chrono::milliseconds poll_every;
        std::chrono::milliseconds between_writes;
    };
    TrackerLoop(Shell& shell, std::unique_ptr<Tracker> tracker, Pacing pacing);

    const Tracker& tracker() const { return *tracker_; }

    // Identifies, then polls for ever. Ends when the shell is stopping.
    boost::asio::awaitable<void> poll();
    // Decides, reads, acts and confirms. Ends when the shell is stopping and no call is on the way.
    boost::asio::awaitable<void> work();

    // There may be something to decide or to do.
    void news() { work_.wake(); }
    void stop();

private:
    enum class Progress { idle, some };

    boost::asio::awaitable<bool> identify();
    boost::asio::awaitable<std::optional<Error>> observe_changes();
    boost::asio::awaitable<void> decide();
    boost::asio::awaitable<Progress> read_wanted();
    boost::asio::awaitable<Progress> read_back();
    boost::asio::awaitable<Result<pass::ReadBack>> look_for(const store::JournalRow& unclear);
    boost::asio::awaitable<Progress> send_due();
    boost::asio::awaitable<std::chrono::milliseconds> until_due();

    void report(const pass::Decided& decided) const;
    void report(const pass::Finished& finished) const;
    void leave_alone(std::chrono::milliseconds pause);
    std::chrono::milliseconds quiet_for() const;  // what is left of such a pause

    Shell& shell_;
    std::unique_ptr<Tracker> tracker_;
    Pacing pacing_;
    http::Pace pace_;
    Wake poll_, work_;
    AccountId account_;                                    // ours, once identified
    std::chrono::steady_clock::time_point quiet_until_{};  // the vendor asked for a pause
    int failed_polls_ = 0, failed_reads_ = 0;              // in a row
    int reads_at_once_;  // fewer while reads fail, so that one ticket fails alone
};

}  // namespace oncalld
