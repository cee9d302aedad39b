// oncallctl: everything a person types. Works on files: the configuration, and the state directory read-only.
#include "config/load.h"
#include "connectors/json.h"
#include "daemon/ctl/explain.h"
#include "daemon/ctl/who.h"
#include "daemon/exit_codes.h"
#include "daemon/state_directory.h"
#include "daemon/wiring.h"

#include <boost/program_options.hpp>

#include <chrono>
#include <iostream>

namespace {

namespace po = boost::program_options;
using namespace oncalld;

constexpr int kFound = 0, kNotFound = 1;

constexpr const char* kHelp =
    "oncallctl: ask and check what oncalld does\n\n"
    "  oncallctl check [FILE]             is this configuration right? all errors at once, offline\n"
    "  oncallctl who [ROTATION]           who is on call, until when, who is next\n"
    "  oncallctl explain TICKET           what was done to a ticket, and why\n\n"
    "Examples\n"
    "  oncallctl check /etc/oncalld/oncalld.yaml\n"
    "  oncallctl who data-support --at 2026-12-24T12:00:00Z\n"
    "  oncallctl explain SUP-12 --json\n\n"
    "Exit codes: 0 yes or found, 1 not found or nobody on call, 64 usage, 69 the state cannot be read,\n"
    "78 the configuration has errors\n\n"
    "Options";

struct CommandLine {
    std::string command;
    std::vector<std::string> arguments;
    std::filesystem::path config, state;
    std::string at;
    enum class Output { text, json } output = Output::text;
};

Instant machine_now() {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

void print_findings_json(const config::Loaded& loaded) {
    json::Writer out;
    out.object().key("ok").boolean(loaded.settings.has_value()).key("findings").array();
    for (const config::Finding& finding : loaded.findings) {
        out.object().key("severity").text(to_string(finding.severity)).key("file").text(finding.place.file);
        out.key("line").integer(finding.place.line).key("column").integer(finding.place.column);
        out.key("text").text(finding.text).end_object();
    }
    std::cout << out.end_array().end_object().take() << '\n';
}

int check(const CommandLine& line) {
    const std::filesystem::path path =
        line.arguments.empty() ? line.config : std::filesystem::path(line.arguments[0]);
    const config::Loaded loaded = config::load_path(path, credentials_directory());
    if (line.output == CommandLine::Output::json) {
        print_findings_json(loaded);
        return loaded.settings ? kFound : kBadConfig;
    }
    for (const config::Finding& finding : loaded.findings)
        std::cout << config::to_string(finding) << '\n';
    if (!loaded.settings) return kBadConfig;
    std::cout << path.string() << ": ok (trackers: " << loaded.settings->trackers.size()
              << ", rotations: " << loaded.settings->engine.rotations.size()
              << ", routes: " << loaded.settings->engine.routes.size() << ")\n";
    return kFound;
}

std::optional<config::Settings> load_or_say(const CommandLine& line) {
    config::Loaded loaded = config::load_path(line.config, credentials_directory());
    if (loaded.settings) return std::move(loaded.settings);
    for (const config::Finding& finding : loaded.findings)
        if (finding.severity == config::Severity::error) std::cerr << config::to_string(finding) << '\n';
    return std::nullopt;
}

int who(const CommandLine& line) {
    Instant at = machine_now();
    if (!line.at.empty()) {
        const auto given = parse_rfc3339(line.at);
        if (!given) {
            std::cerr << "oncallctl: --at wants an instant with an offset, e.g. 2026-12-24T12:00:00Z, not "
                      << line.at << '\n';
            return kUsage;
        }
        at = *given;
    }
    const std::optional<config::Settings> settings = load_or_say(line);
    if (!settings) return kBadConfig;
    std::optional<RotationId> only;
    if (!line.arguments.empty()) {
        only = RotationId(line.arguments[0]);
        if (!settings->engine.rotations.contains(*only)) {
            std::cerr << "oncallctl: no rotation " << only->str() << " in " << line.config.string()
                      << "; there are:";
            for (const auto& [id, rotation] : settings->engine.rotations)
                std::cerr << ' ' << id.str();
            std::cerr << '\n';
            return kNotFound;
        }
    }
    const auto all = ctl::who(settings->engine, only, at);
    if (line.output == CommandLine::Output::json)
        std::cout << ctl::to_json(all, settings->engine, at) << '\n';
    else
        std::cout << ctl::to_text(all, settings->engine);
    return only && all.front().answer.people.empty() ? kNotFound : kFound;
}

int explain(const CommandLine& line) {
    if (line.arguments.empty()) {
        std::cerr << "oncallctl: explain which ticket? For example: oncallctl explain SUP-12\n";
        return kUsage;
    }
    const std::filesystem::path file = StateDirectory::database_in(line.state);
    if (!std::filesystem::exists(file)) {
        std::cerr
            << "oncallctl: there is no " << file.string()
            << "; has oncalld run yet, and may you read its state? Another place is named with --state\n";
        return kUnavailable;
    }
    store::Database database(file, store::Database::Mode::read_only);
    store::Store store(database);
    const auto refs = store.find_by_key(line.arguments[0]);
    if (refs.empty()) {
        std::cerr << "oncallctl: " << line.arguments[0]
                  << " was never seen; keys look like SUP-12, acme/data#7 or a "
                  << "PagerDuty incident number (state: " << file.string() << ")\n";
        return kNotFound;
    }
    for (const TicketRef& ref : refs) {
        const auto explained = ctl::explain(store, ref);
        if (!explained) continue;
        if (line.output == CommandLine::Output::json)
            std::cout << ctl::to_json(*explained) << '\n';
        else
            std::cout << ctl::to_text(*explained, Zone());
    }
    return kFound;
}

std::optional<CommandLine> parse(int argc, char** argv, int& exit_code) {
    CommandLine line;
    std::string config, state;
    po::options_description options(kHelp);
    options.add_options()("config",
                          po::value(&config)->default_value("/etc/oncalld/oncalld.yaml")->value_name("PATH"),
                          "configuration")("state", po::value(&state)->value_name("DIR"),
                                           "state directory (default: /var/lib/oncalld)")(
        "at", po::value(&line.at)->value_name("INSTANT"), "who: at this instant instead of now")(
        "json", "one JSON object instead of text")("version", "print the version")("help", "print this");
    po::options_description hidden;
    hidden.add_options()("command", po::value(&line.command))("arguments", po::value(&line.arguments));
    po::positional_options_description positions;
    positions.add("command", 1).add("arguments", -1);
    po::options_description all;
    all.add(options).add(hidden);
    po::variables_map given;
    exit_code = kUsage;
    try {
        po::store(po::command_line_parser(argc, argv).options(all).positional(positions).run(), given);
        po::notify(given);
    } catch (const po::error& error) {
        std::cerr << "oncallctl: " << error.what() << "; see oncallctl --help\n";
        return std::nullopt;
    }
    if (given.contains("help")) {
        std::cout << options;
        exit_code = kFound;
        return std::nullopt;
    }
    if (given.contains("version")) {
        std::cout << "oncallctl " ONCALLD_VERSION "\n";
        exit_code = kFound;
        return std::nullopt;
    }
    if (line.command.empty()) {
        std::cerr << options;
        return std::nullopt;
    }
    if (line.arguments.size() > 1) {
        std::cerr << "oncallctl: " << line.command << " takes one argument; see oncallctl --help\n";
        return std::nullopt;
    }
    line.config = config;
    line.state = state.empty() ? default_state_directory() : std::filesystem::path(state);
    if (given.contains("json")) line.output = CommandLine::Output::json;
    return line;
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = kUsage;
    const auto line = parse(argc, argv, exit_code);
    if (!line) return exit_code;
    try {
        if (line->command == "check") return check(*line);
        if (line->command == "who") return who(*line);
        if (line->command == "explain") return explain(*line);
    } catch (const std::exception& error) {
        std::cerr << "oncallctl: " << error.what() << '\n';
        return kUnavailable;
    }
    std::cerr << "oncallctl: no command " << line->command << "; there are check, who and explain\n";
    return kUsage;
}
