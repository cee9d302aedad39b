#include "config/routes.h"

#include "config/mirror.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

struct ReadRoute {
    Route route;
    ReadMatch match;
    Place place;
};

void read_name(const Fields& fields, const std::vector<ReadRoute>& before, Route& route) {
    const Node* node = fields.require("name");
    const auto name = node == nullptr ? std::nullopt : text(*node, "a name", fields.report());
    if (!name) return;
    route.id = RouteId(*name);
    for (const ReadRoute& earlier : before)
        if (earlier.route.id == route.id)
            fields.report().error(node->place, fmt::format("a route is called {} already, at {}",
                                                           in_ticks(*name), to_string(earlier.place)));
}

void warn_of_cover(const std::vector<ReadRoute>& before, const ReadRoute& route, Report& report) {
    for (const ReadRoute& earlier : before) {
        if (!covers(earlier.match, route.match)) continue;
        report.warning(route.place, fmt::format("this route never matches: {} at {} comes first and matches "
                                                "all of its tickets; move it up or remove it",
                                                in_ticks(earlier.route.id.str()), to_string(earlier.place)));
        return;
    }
}

ReadRoute read_route(const Node& node, const std::vector<ReadRoute>& before, const RouteContext& context) {
    Report& report = context.report;
    const Fields fields(node, "a route", {"name", "match", "assign", "at_handoff", "mirror"}, report);
    ReadRoute read{{}, {}, node.place};
    read_name(fields, before, read.route);
    const Node* matched = fields.require("match");
    if (matched != nullptr) {
        read.match = match(*matched, context.names, context.people, context.trackers, report);
        read.route.match = read.match.match;
        if (matched->is(Node::Kind::map)) warn_of_cover(before, read, report);
    }
    std::vector<std::string> not_acted_on;
    if (read.match.query != nullptr) not_acted_on.emplace_back("query");
    if (const Node* there = fields.require("assign"))
        read.route.assign = assign(*there, read.match, context, not_acted_on);
    if (const Node* there = fields.find("at_handoff"))
        read_at_handoff(*there, read.match, context, read.route, not_acted_on);
    if (const Entry* mirror = fields.entry("mirror")) check_route_mirror(*mirror, context);
    if (!not_acted_on.empty()) {
        read.route.not_acted_on = joined(not_acted_on, ", ");
        report.note(read.place,
                    fmt::format("the tickets of this route are left alone: this version does not act on `{}`",
                                joined(not_acted_on, "`, `")));
    }
    return read;
}

}  // namespace

std::vector<Route> routes(const Node& section, const RouteContext& context) {
    std::vector<ReadRoute> all;
    const auto* items = list(section, "routes", context.report);
    if (items == nullptr) return {};
    for (const Node& item : *items)
        all.push_back(read_route(item, all, context));
    std::vector<Route> routes;
    for (ReadRoute& read : all)
        routes.push_back(std::move(read.route));
    return routes;
}

}  // namespace oncalld::config
