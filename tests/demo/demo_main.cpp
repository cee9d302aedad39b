// oncalld-demo: the main job in ten seconds, over real HTTP, against the sandbox.
#include "tests/demo/report.h"
#include "tests/demo/stage.h"

#include <boost/program_options.hpp>

#include <unistd.h>
#include <csignal>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

namespace {

namespace po = boost::program_options;
using namespace oncalld::demo;

constexpr int kDefaultKill = 40;

struct CommandLine {
    StageOptions stage;
    enum class Output { story, json } output = Output::story;
    std::chrono::milliseconds pause{0};
    enum class Folder { thrown_away, kept } folder = Folder::thrown_away;
};

std::filesystem::path build_folder() {
    return std::filesystem::canonical("/proc/self/exe").parent_path().parent_path().parent_path();
}

// "jira=4010,github=4011" -> ports by tracker.
std::map<std::string, int> ports(const std::string& text) {
    std::map<std::string, int> all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::size_t equals = text.find('=', at);
        if (equals >= end) throw po::error("ports are written as jira=4010,github=4011,pagerduty=4012");
        all[text.substr(at, equals - at)] = std::stoi(text.substr(equals + 1, end - equals - 1));
        at = end + 1;
    }
    return all;
}

std::optional<CommandLine> parse(int argc, char** argv) {
    CommandLine line;
    std::string kill_at, through, sandbox_ports, oncalld, oncallctl, sandbox;
    int lead = 0, pause = 0;
    const std::filesystem::path build = build_folder();
    po::options_description options(
        "oncalld-demo: a shift change in Jira, GitHub and PagerDuty, in ten seconds\n\nOptions");
    options.add_options()("json", "one JSON object at the end instead of the story")(
        "seed", po::value(&line.stage.seed)->default_value(1), "which tickets arrive")(
        "kill-at", po::value(&kill_at)->default_value(std::to_string(kDefaultKill)),
        "SIGKILL the daemon at this API call, or none")("pause", po::value(&pause)->default_value(0),
                                                        "milliseconds between two lines of the story")(
        "lead", po::value(&lead)->default_value(6000), "milliseconds from the start to the shift change")(
        "through", po::value(&through),
        "speak to the trackers through proxies: jira=PORT,github=PORT,pagerduty=PORT")(
        "sandbox-ports", po::value(&sandbox_ports),
        "ports of the sandbox behind the proxies, in the same form")(
        "oncalld", po::value(&oncalld)->default_value((build / "daemon/oncalld").string()), "the daemon")(
        "oncallctl", po::value(&oncallctl)->default_value((build / "daemon/oncallctl").string()),
        "its command line")(
        "sandbox", po::value(&sandbox)->default_value((build / "tests/sandbox/oncalld-sandbox").string()),
        "the fake trackers")("keep", "copy the logs and the state into ./oncalld-demo at the end")(
        "help", "print this");
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv).options(options).run(), given);
    po::notify(given);
    if (given.contains("help")) {
        std::cout << options;
        return std::nullopt;
    }
    if (kill_at != "none") line.stage.kill_at = std::stoi(kill_at);
    line.stage.through = ports(through);
    line.stage.sandbox_ports = ports(sandbox_ports);
    line.stage.lead = std::chrono::milliseconds(lead);
    line.stage.oncalld = oncalld;
    line.stage.oncallctl = oncallctl;
    line.stage.sandbox = sandbox;
    line.pause = std::chrono::milliseconds(pause);
    if (given.contains("json")) line.output = CommandLine::Output::json;
    if (given.contains("keep")) line.folder = CommandLine::Folder::kept;
    return line;
}

int run(const CommandLine& line) {
    const bool story = line.output == CommandLine::Output::story;
    const Colour colour = isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR") ? Colour::on : Colour::off;
    Stage stage(line.stage, [&](const std::string& text) {
        if (!story) return;
        std::cout << text << (text.ends_with('\n') ? "" : "\n") << std::flush;
        std::this_thread::sleep_for(line.pause);
    });
    const Verdict verdict = stage.play();
    if (story) {
        std::cout << "\nwhy? oncallctl explain says of one of them:\n"
                  << stage.explain("jira/for-next-shift") << "\n";
        std::cout << to_table(verdict, colour);
    } else {
        std::cout << to_json(verdict) << "\n";
    }
    const bool good = verdict.duplicates == 0 && verdict.lost == 0;
    if (line.folder == CommandLine::Folder::kept)
        std::filesystem::copy(
            stage.folder(), "oncalld-demo",
            std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto line = parse(argc, argv);
        return line ? run(*line) : EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "oncalld-demo: " << error.what() << "\n";
        return 2;
    }
}
