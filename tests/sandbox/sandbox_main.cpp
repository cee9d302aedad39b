// oncalld-sandbox: Jira, GitHub and PagerDuty on this machine's loopback, without their clouds.
#include "connectors/json.h"
#include "tests/sandbox/playground.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/program_options.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace oncalld;
namespace po = boost::program_options;

constexpr const char* kTrackers[] = {"jira", "github", "pagerduty"};

po::options_description described() {
    po::options_description options(
        "oncalld-sandbox: Jira, GitHub and PagerDuty on loopback, for demos and tests");
    auto add = options.add_options();
    add("help", "print this");
    for (const std::string tracker : kTrackers) {
        add(tracker.c_str(), po::value<std::uint16_t>()->default_value(0), "port; 0: any free one");
        add((tracker + "-webhook").c_str(), po::value<std::string>()->default_value(""),
            "URL that gets its webhooks");
        add(("public-base-" + tracker).c_str(), po::value<std::string>(),
            "base URL in links, if clients come through a proxy");
    }
    add("control", po::value<std::uint16_t>()->default_value(0), "port of the control endpoint");
    add("webhook-secret", po::value<std::string>()->default_value(""), "what webhooks are signed with");
    add("seed", po::value<unsigned>()->default_value(1), "of ids and the like");
    add("clock", po::value<std::string>(), "SIMULATED@REAL*RATE; default: the wall clock");
    add("shift",
        po::value<std::vector<std::string>>()->default_value({"2020-01-01T00:00:00Z=ann"}, "ann, always"),
        "FROM=PERSON: on call under policy PESC001 from then on; repeatable");
    add("jira-search-lag", po::value<int>()->default_value(0), "milliseconds that Jira's search is behind");
    return options;
}

sandbox::Setting::PolicyShift shift_of(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::optional<Instant> from = parse_rfc3339(text.substr(0, equals));
    if (equals == std::string::npos || !from)
        throw std::invalid_argument("--shift is FROM=PERSON, not " + text);
    for (const sandbox::Member& member : sandbox::demo_setting({}, 1).members)
        if (member.person == text.substr(equals + 1)) return {*from, member.pagerduty};
    throw std::invalid_argument("--shift: nobody is called " + text.substr(equals + 1));
}

sandbox::PlaygroundOptions chosen(const po::variables_map& given) {
    sandbox::PlaygroundOptions options;
    for (const std::string tracker : kTrackers) {
        options.ports[tracker] = given[tracker].as<std::uint16_t>();
        options.webhooks.push_back({tracker, given[tracker + "-webhook"].as<std::string>(),
                                    given["webhook-secret"].as<std::string>()});
        if (given.count("public-base-" + tracker))
            options.public_bases[tracker] = given["public-base-" + tracker].as<std::string>();
    }
    options.ports[sandbox::kControl] = given["control"].as<std::uint16_t>();
    options.seed = given["seed"].as<unsigned>();
    options.jira_search_lag = milliseconds(given["jira-search-lag"].as<int>());
    for (const std::string& shift : given["shift"].as<std::vector<std::string>>())
        options.shifts.push_back(shift_of(shift));
    if (given.count("clock")) {
        const Result<Clock> clock = parse_clock(given["clock"].as<std::string>());
        if (!clock) throw std::invalid_argument(clock.error().message);
        options.clock = *clock;
    }
    return options;
}

std::string ports_line(const sandbox::Playground& playground) {
    json::Writer out;
    out.object();
    for (const auto& [name, port] : playground.ports())
        out.key(name).integer(port);
    return out.end_object().take();
}

int run(int argc, char** argv) {
    const po::options_description options = described();
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, options), given);
    if (given.count("help")) {
        std::cout << options;
        return 0;
    }
    po::notify(given);

    boost::asio::io_context io(1);
    boost::asio::signal_set ends(io, SIGTERM, SIGINT);
    ends.async_wait([&](boost::system::error_code, int) { io.stop(); });
    const sandbox::Playground playground(io, chosen(given));
    std::cout << ports_line(playground) << std::endl;  // flushed: somebody is waiting for it
    io.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "oncalld-sandbox: " << error.what() << "\n";
        return 2;
    }
}
