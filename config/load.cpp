#include "config/load.h"

#include "config/merge.h"
#include "config/mirror.h"
#include "config/moment.h"
#include "config/people.h"
#include "config/rotations.h"
#include "config/routes.h"
#include "config/url.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace oncalld::config {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestFile = 4 * 1024 * 1024;
constexpr int kMostWrites = 1'000'000;

std::optional<seconds> read_adopt(const Node& node, Report& report) {
    const Fields fields(node, "`adopt`", {"tickets_newer_than"}, report);
    const Node* newer = fields.require("tickets_newer_than");
    const auto length = newer == nullptr ? std::nullopt : duration(*newer, std::chrono::seconds(1), report);
    if (!length) return std::nullopt;
    return std::chrono::duration_cast<seconds>(*length);
}

void check_limits(const Entry& entry, Report& report) {
    const Fields fields(entry.value, "`limits`", {"writes_per_hour"}, report);
    if (const Node* writes = fields.find("writes_per_hour")) {
        const Fields per(*writes, "`writes_per_hour`", {"route", "reporter"}, report);
        for (const std::string_view key : {"route", "reporter"})
            if (const Node* most = per.find(key)) whole_number(*most, 1, kMostWrites, report);
    }
    report.note(entry.place,
                "`limits` is not acted on by this version: no step is held for being one too many");
}

HttpSettings read_http(const Node& node, Report& report) {
    const Fields fields(node, "`http`", {"listen"}, report);
    const Node* listen = fields.find("listen");
    return listen == nullptr ? HttpSettings{} : listen_address(*listen, report).value_or(HttpSettings{});
}

// Nobody who is forgotten in every list wants to find out by never being asked.
void warn_of_the_forgotten(const Node& section, const Configuration& engine, Report& report) {
    std::set<PersonId> named;
    for (const auto& [id, rotation] : engine.rotations) {
        if (rotation.external) return;
        named.insert(rotation.shadows.begin(), rotation.shadows.end());
        for (const Override& entry : rotation.overrides)
            named.insert(entry.person);
        for (const Layer& layer : rotation.layers)
            for (const Version& version : layer.versions)
                for (const Slot& slot : version.participants)
                    named.insert(slot.begin(), slot.end());
    }
    for (const Route& route : engine.routes)
        if (route.assign)
            for (const auto& fallback : route.assign->then)
                if (const auto* person = std::get_if<PersonId>(&fallback)) named.insert(*person);
    for (const Entry& entry : section.entries)
        if (!named.contains(PersonId(entry.key)))
            report.warning(entry.place,
                           fmt::format("`{}` is in no rotation and no route: never on call", entry.key));
}

struct Whole {
    Settings settings;
    std::vector<SecretFile> secret_files;
};

Whole read_whole(const Node& whole, const SecretPlaces& secrets, Report& report) {
    static const Node nothing{Node::Kind::map};
    const Fields fields(whole, "the configuration",
                        {"people", "trackers", "rotations", "adopt", "routes", "mirrors", "limits", "http"},
                        report);
    const auto section = [&](std::string_view key) -> const Node& {
        const Node* there = fields.find(key);
        return there == nullptr ? nothing : *there;
    };
    const Names names = names_in(whole);
    Whole read;
    Configuration& engine = read.settings.engine;
    engine.people = people(section("people"), names, report);
    Trackers trackers = fields.require("trackers") == nullptr
                            ? Trackers{}
                            : config::trackers(section("trackers"), engine.people, report);
    engine.rotations = rotations(section("rotations"), names, trackers, report);
    const RouteContext context{names, trackers, engine.people, engine.rotations, report};
    if (const Node* node = fields.require("routes")) engine.routes = routes(*node, context);
    if (const Node* node = fields.find("mirrors")) check_mirrors(*node, context);
    if (const Node* node = fields.find("adopt")) engine.adopt_newer_than = read_adopt(*node, report);
    if (const Entry* entry = fields.entry("limits")) check_limits(*entry, report);
    if (const Node* node = fields.find("http")) read.settings.http = read_http(*node, report);
    if (!report.has_errors()) warn_of_the_forgotten(section("people"), engine, report);
    engine.treat_as_unassigned = std::move(trackers.treat_as_unassigned);
    read.settings.trackers = std::move(trackers.settings);
    read.settings.secrets = secrets;
    read.secret_files = std::move(trackers.secret_files);
    return read;
}

enum class SecretCheck { none, read_each };

// A secret that is not here may be where the daemon runs: `check` is also run where the YAML is kept. One
// that is here and cannot be used is an error anywhere.
void check_secret(const SecretFile& file, const SecretPlaces& secrets, Report& report) {
    const auto secret = read_secret(file.name, secrets);
    if (secret) return;
    if (find_secret(file.name, secrets))
        report.error(file.place, secret.error().message);
    else
        report.warning(file.place, secret.error().message + "; oncalld does not start without it");
}

Loaded load(const std::vector<SourceText>& sources, const SecretPlaces& secrets, SecretCheck check,
            Report report) {
    std::vector<std::string> files;
    std::vector<Node> fragments;
    for (const SourceText& source : sources) {
        files.push_back(source.file);
        fragments.push_back(parse_tree(source.file, source.text, report));
    }
    Loaded loaded;
    if (!fragments.empty()) {
        Whole read = read_whole(merge(std::move(fragments), report), secrets, report);
        if (check == SecretCheck::read_each)
            for (const SecretFile& file : read.secret_files)
                check_secret(file, secrets, report);
        if (!report.has_errors()) loaded.settings = std::move(read.settings);
    }
    loaded.findings = report.in_file_order(files);
    return loaded;
}

// In file-name order; a folder that cannot be read or holds none is reported.
std::vector<fs::path> yaml_files(const fs::path& path, Report& report) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) return {path};
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(path, failed), end; !failed && entry != end; entry.increment(failed))
        if (entry->path().extension() == ".yaml")
            files.push_back(entry->path());
        else if (entry->path().extension() == ".yml")
            report.warning({entry->path().string(), 0, 0}, "this file is not read; name it *.yaml");
    std::sort(files.begin(), files.end());
    if (failed)
        report.error({path.string(), 0, 0}, fmt::format("this folder cannot be read: {}", failed.message()));
    else if (files.empty())
        report.error({path.string(), 0, 0}, "this folder holds no *.yaml file");
    return files;
}

std::optional<SourceText> read_file(const fs::path& path, Report& report) {
    const Place place{path.string(), 0, 0};
    std::error_code failed;
    const std::uintmax_t size = fs::file_size(path, failed);
    if (failed) {
        report.error(place, fmt::format("this file cannot be read: {}", failed.message()));
        return std::nullopt;
    }
    if (size > kLargestFile) {
        report.error(place, "this file is larger than 4 MiB; is it the right one?");
        return std::nullopt;
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        report.error(place, "this file cannot be read by this user");
        return std::nullopt;
    }
    return SourceText{path.string(),
                      {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}};
}

}  // namespace

Loaded load(const std::vector<SourceText>& sources, const SecretPlaces& secrets) {
    return load(sources, secrets, SecretCheck::none, Report());
}

Loaded load_path(const fs::path& path, const fs::path& credentials_directory) {
    Report report;
    std::vector<SourceText> sources;
    for (const fs::path& file : yaml_files(path, report))
        if (auto source = read_file(file, report)) sources.push_back(std::move(*source));
    std::error_code failed;
    const bool folder = fs::is_directory(path, failed);
    const SecretPlaces secrets{credentials_directory, folder ? path : path.parent_path()};
    return load(sources, secrets, SecretCheck::read_each, std::move(report));
}

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "error";
}

namespace {

// What concerns a whole file has no line.
std::string shown_place(const Finding& finding) {
    return finding.place.line == 0 ? finding.place.file : to_string(finding.place);
}

}  // namespace

std::string to_string(const Finding& finding) {
    return fmt::format("{}: {}: {}", shown_place(finding), to_string(finding.severity), finding.text);
}

std::string place_and_text(const Finding& finding) {
    return fmt::format("{}: {}", shown_place(finding), finding.text);
}

}  // namespace oncalld::config
