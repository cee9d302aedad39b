#include "config/mirror.h"

#include "config/status_map.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

struct Side {
    const TrackerSettings* tracker;
    std::string container;
    Place place;
};

void check_container(const TrackerSettings& tracker, const std::string& container, const Place& place,
                     Report& report) {
    if (std::find(tracker.containers.begin(), tracker.containers.end(), container) !=
        tracker.containers.end())
        return;
    const std::string_view key = container_key(tracker.type);
    report.error(place, fmt::format("{} {} is not listed under `{}s` of `{}`{}", key, in_ticks(container),
                                    key, tracker.id.str(), did_you_mean(container, tracker.containers)));
}

// "jira/SUP", "github/acme/data"
std::optional<Side> side(const Node& node, const RouteContext& context) {
    const auto slash = node.text.find('/');
    if (slash == std::string::npos || slash + 1 == node.text.size()) {
        context.report.error(
            node.place, fmt::format("expected tracker/project such as jira/SUP or github/acme/data, found {}",
                                    found(node)));
        return std::nullopt;
    }
    const Node tracker{Node::Kind::scalar, node.place, node.text.substr(0, slash)};
    const auto name = name_of(tracker, "tracker", context.names.trackers, context.report);
    const TrackerSettings* settings = name ? context.trackers.find(TrackerId(*name)) : nullptr;
    if (settings == nullptr) return std::nullopt;
    Side read{settings, node.text.substr(slash + 1), node.place};
    check_container(*settings, read.container, read.place, context.report);
    return read;
}

std::vector<const TrackerSettings*> check_between(const Node& node, const RouteContext& context) {
    const auto* items = list(node, "two sides", context.report);
    if (items == nullptr) return {};
    std::vector<Side> sides;
    for (const Node& item : *items)
        if (const auto read = side(item, context)) sides.push_back(*read);
    if (items->size() != 2)
        context.report.error(node.place,
                             fmt::format("a mirror is between two sides, found {}", items->size()));
    if (sides.size() != 2 || items->size() != 2) return {};
    if (sides[0].tracker == sides[1].tracker) {
        context.report.error(sides[1].place, "a mirror is between two different trackers");
        return {};
    }
    return {sides[0].tracker, sides[1].tracker};
}

// `origin`, `both`, `none`, or `{authority: jira}`; labels also `{both: ["area/*"]}`.
void check_field(const Entry& entry, const std::vector<std::string>& trackers, Report& report) {
    if (!entry.value.is(Node::Kind::map)) {
        choice<int>(entry.value, {{"origin", 0}, {"both", 0}, {"none", 0}}, report);
        return;
    }
    if (entry.key == "labels") {
        const Fields fields(entry.value, "`labels`", {"both"}, report);
        if (const Node* both = fields.require("both"))
            words(*both, "a label or a pattern such as area/*", report);
        return;
    }
    const Fields fields(entry.value, fmt::format("`{}`", entry.key), {"authority"}, report);
    if (const Node* authority = fields.require("authority")) name_of(*authority, "side", trackers, report);
}

void check_fields(const Node& node, const std::vector<std::string>& trackers, Report& report) {
    const Fields fields(node, "`fields`", {"title", "body", "comments", "labels", "assignee", "priority"},
                        report);
    for (const Entry& entry : node.entries)
        check_field(entry, trackers, report);
}

void check_visibility(const Fields& mirror, const std::vector<std::string>& trackers) {
    enum class Visibility { internal, open };
    Report& report = mirror.report();
    Answer allowed = Answer::no;
    if (const Node* node = mirror.find("allow_public"))
        allowed = yes_or_no(*node, report).value_or(Answer::yes);
    const Entry* entry = mirror.entry("visibility");
    const auto* sides = entry == nullptr ? nullptr : map(entry->value, "a visibility for each side", report);
    if (sides == nullptr) return;
    int internal = 0;
    int open = 0;
    for (const Entry& side : *sides) {
        if (std::find(trackers.begin(), trackers.end(), side.key) == trackers.end())
            report.error(side.place, fmt::format("expected {}, found {}{}", one_of(trackers),
                                                 in_ticks(side.key), did_you_mean(side.key, trackers)));
        const auto read = choice<Visibility>(
            side.value, {{"internal", Visibility::internal}, {"public", Visibility::open}}, report);
        internal += read == Visibility::internal ? 1 : 0;
        open += read == Visibility::open ? 1 : 0;
    }
    if (internal > 0 && open > 0 && allowed == Answer::no)
        report.error(entry->place,
                     "this mirror would show internal tickets to the public; add `allow_public: true` "
                     "if that is meant");
}

void check_mirror(const Entry& entry, const RouteContext& context) {
    Report& report = context.report;
    const Fields fields(entry.value, "a mirror",
                        {"between", "status", "fields", "visibility", "allow_public"}, report);
    const Node* between = fields.require("between");
    const auto trackers =
        between == nullptr ? std::vector<const TrackerSettings*>{} : check_between(*between, context);
    std::vector<std::string> names;
    for (const TrackerSettings* tracker : trackers)
        names.push_back(tracker->id.str());
    // Without two sides the rest cannot be judged.
    if (trackers.empty()) return;
    if (const Node* status = fields.find("status")) check_status_map(*status, trackers, report);
    if (const Node* node = fields.find("fields")) check_fields(*node, names, report);
    check_visibility(fields, names);
}

}  // namespace

void check_mirrors(const Node& section, const RouteContext& context) {
    const auto* entries = map(section, "mirrors", context.report);
    if (entries == nullptr) return;
    for (const Entry& entry : *entries) {
        check_mirror(entry, context);
        context.report.note(
            entry.place,
            fmt::format("mirror {} is not acted on by this version: nothing is copied", in_ticks(entry.key)));
    }
}

void check_route_mirror(const Entry& entry, const RouteContext& context) {
    Report& report = context.report;
    const Fields fields(entry.value, "`mirror`", {"to", "project", "repo", "service", "when"}, report);
    const Node* to = fields.require("to");
    const auto name = to == nullptr ? std::nullopt : name_of(*to, "tracker", context.names.trackers, report);
    if (const TrackerSettings* tracker = name ? context.trackers.find(TrackerId(*name)) : nullptr)
        if (const Node* container = fields.require(container_key(tracker->type)))
            if (const auto read = text(*container, fmt::format("a {}", container_key(tracker->type)), report))
                check_container(*tracker, *read, container->place, report);
    if (const Node* when = fields.find("when"))
        match(*when, context.names, context.people, context.trackers, report);
    report.note(entry.place, "`mirror` is not acted on by this version: nothing is copied");
}

}  // namespace oncalld::config
