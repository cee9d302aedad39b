#include "config/zone.h"

#include "config/near.h"
#include "config/text.h"
#include "engine/ascii.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

namespace oncalld::config {

namespace {

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-+";

// The loader also takes absolute paths, "localtime" and ":name": answers that differ from machine to machine.
bool is_plain_name(std::string_view name) {
    if (name.empty() || name.front() == '/' || name == "localtime" ||
        name.find("..") != std::string_view::npos)
        return false;
    return name.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

// Of the system's own list; empty where it has none, and then there is no near miss.
std::vector<std::string> known_zones() {
    const char* folder = std::getenv("TZDIR");
    std::ifstream file(fmt::format("{}/tzdata.zi", folder != nullptr ? folder : "/usr/share/zoneinfo"));
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        const auto parts = split_at_spaces(line);
        if (parts.size() > 1 && parts[0] == "Z") names.emplace_back(parts[1]);
        if (parts.size() > 2 && parts[0] == "L") names.emplace_back(parts[2]);
    }
    return names;
}

std::string near_zone(std::string_view name) {
    const std::vector<std::string> zones = known_zones();
    // "Oslo", "oslo": the city alone.
    const std::string city = lower_case(name);
    for (const std::string& zone : zones)
        if (lower_case(zone.substr(zone.find('/') + 1)) == city)
            return fmt::format("; did you mean `{}`?", zone);
    return did_you_mean(name, zones);
}

}  // namespace

std::optional<Zone> zone(const Node& node, Report& report) {
    absl::TimeZone loaded;
    if (is_plain_name(node.text) && absl::LoadTimeZone(node.text, &loaded)) return Zone(node.text, loaded);
    const std::string near = node.is(Node::Kind::scalar) ? near_zone(node.text) : "";
    report.error(node.place,
                 fmt::format("expected a time zone such as Europe/Oslo, found {}{}", found(node), near));
    return std::nullopt;
}

}  // namespace oncalld::config
