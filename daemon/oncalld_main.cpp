// oncalld: the service. Everything is built here, top to bottom.
#include "config/load.h"
#include "daemon/clock.h"
#include "daemon/exit_codes.h"
#include "daemon/log.h"
#include "daemon/notify.h"
#include "daemon/service.h"
#include "daemon/state_directory.h"
#include "daemon/store/store_thread.h"
#include "daemon/wiring.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/program_options.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>

namespace {

namespace po = boost::program_options;
using namespace oncalld;

struct CommandLine {
    std::filesystem::path config, state;
    std::string clock, log_level;
    Writes writes = Writes::real;
};

std::optional<CommandLine> parse(int argc, char** argv, int& exit_code) {
    CommandLine line;
    std::string config, state;
    po::options_description options(
        "oncalld: makes the on-call rotation real in Jira, GitHub and PagerDuty\n\n"
        "  oncalld --config /etc/oncalld/oncalld.yaml\n\nOptions");
    options.add_options()("config",
                          po::value(&config)->default_value("/etc/oncalld/oncalld.yaml")->value_name("PATH"),
                          "configuration: a YAML file, or a folder of *.yaml fragments")(
        "state", po::value(&state)->value_name("DIR"),
        "state directory (default: $STATE_DIRECTORY, else /var/lib/oncalld)")(
        "dry-run", "read everything, write nothing to any tracker, and log what would be done")(
        "log-level", po::value(&line.log_level)->default_value("info")->value_name("LEVEL"),
        "debug, info, warning or error")(
        "clock", po::value(&line.clock)->value_name("SIM@REAL*RATE"),
        "simulated time, e.g. 2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*60; only with trackers on loopback")(
        "version", "print the version")("help", "print this");
    po::variables_map given;
    try {
        po::store(po::command_line_parser(argc, argv).options(options).run(), given);
        po::notify(given);
    } catch (const po::error& error) {
        std::cerr << "oncalld: " << error.what() << "; see oncalld --help\n";
        exit_code = kUsage;
        return std::nullopt;
    }
    exit_code = EXIT_SUCCESS;
    if (given.contains("help")) {
        std::cout << options;
        return std::nullopt;
    }
    if (given.contains("version")) {
        std::cout << "oncalld " ONCALLD_VERSION "\n";
        return std::nullopt;
    }
    line.config = config;
    line.state = state.empty() ? default_state_directory() : std::filesystem::path(state);
    if (given.contains("dry-run")) line.writes = Writes::dry_run;
    return line;
}

// Signals and the watchdog keep the loop company for as long as it runs.
class Supervisor {
public:
    Supervisor(boost::asio::io_context& io, Service& service)
        : service_(service), signals_(io, SIGTERM, SIGINT, SIGHUP), drain_(io), watchdog_(io) {
        await_signal();
        if (const auto interval = notify::watchdog_interval()) feed(*interval / 2);
    }

private:
    // systemd gives a stopping service 90 s; a call that hangs for longer than this is read back at the next
    // start.
    static constexpr std::chrono::seconds kDrain{20};

    void await_signal() {
        signals_.async_wait([this](boost::system::error_code failed, int signal) {
            if (failed) return;
            if (signal == SIGHUP) {
                service_.reload();
            } else {
                service_.stop();
                drain_.expires_after(kDrain);
                drain_.async_wait([this](boost::system::error_code cancelled) {
                    if (!cancelled) service_.abandon();
                });
            }
            await_signal();
        });
    }

    void feed(std::chrono::microseconds every) {
        notify::watchdog();
        watchdog_.expires_after(every);
        watchdog_.async_wait([this, every](boost::system::error_code cancelled) {
            if (!cancelled) feed(every);
        });
    }

    Service& service_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer drain_, watchdog_;
};

int serve(const CommandLine& line, const Clock& clock, const Log& log) {
    config::Loaded loaded = config::load_path(line.config, credentials_directory());
    tell(log, loaded.findings);
    if (!loaded.settings) return kBadConfig;
    config::Settings& settings = *loaded.settings;
    for (const std::string& said : leave_out_trackers(settings))
        log.warning(said);
    std::vector<std::unique_ptr<Tracker>> trackers;
    for (const config::TrackerSettings& tracker : settings.trackers) {
        if (clock.simulation() && !on_loopback(tracker)) {
            log.error("--clock is refused: tracker " + tracker.id.str() +
                      " is not on loopback, and real people "
                      "would be assigned by a simulated calendar");
            return kUsage;
        }
        auto made = make_tracker(tracker, settings.secrets, line.writes);
        if (!made) {
            log.error(to_string(made.error()));
            return kBadConfig;
        }
        trackers.push_back(std::move(made).value());
    }
    normalise_accounts(settings);

    const StateDirectory state(line.state);
    boost::asio::io_context io(1);
    store::StoreThread store(state.database());
    Service service(io, store, log, clock, {line.config, credentials_directory()}, std::move(settings),
                    std::move(trackers));
    const Supervisor supervisor(io, service);
    service.start();
    io.run();
    return service.failed() ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = EXIT_SUCCESS;
    const auto line = parse(argc, argv, exit_code);
    if (!line) return exit_code;
    const auto level = parse_level(line->log_level);
    if (!level) {
        std::cerr << "oncalld: --log-level is debug, info, warning or error, not " << line->log_level << '\n';
        return kUsage;
    }
    const Log log(*level);
    Clock clock;
    if (!line->clock.empty()) {
        auto parsed = parse_clock(line->clock);
        if (!parsed) {
            log.error("--clock: " + to_string(parsed.error()));
            return kUsage;
        }
        clock = *parsed;
    }
    try {
        return serve(*line, clock, log);
    } catch (const std::exception& error) {
        log.error(error.what());
        return kUnavailable;
    }
}
