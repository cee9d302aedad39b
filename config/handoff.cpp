#include "config/handoff.h"

#include "config/moment.h"
#include "config/read.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

using Type = TrackerSettings::Type;

constexpr milliseconds kMinute = std::chrono::minutes(1);

void check_home(const Fields& fields, const Names& names, const Trackers& trackers) {
    const Node* in = fields.require("in");
    const auto name = in == nullptr ? std::nullopt : name_of(*in, "tracker", names.trackers, fields.report());
    const TrackerSettings* tracker = name ? trackers.find(TrackerId(*name)) : nullptr;
    if (tracker == nullptr) return;
    if (tracker->type == Type::pagerduty) {
        fields.report().error(in->place, "a handoff ticket stands in Jira or GitHub");
        return;
    }
    const std::string_view wanted = container_key(tracker->type);
    const std::string_view other = wanted == "project" ? "repo" : "project";
    if (const Entry* wrong = fields.entry(other))
        fields.report().error(wrong->place, fmt::format("`{}` is of type {}: write `{}` instead of `{}`",
                                                        *name, to_string(tracker->type), wanted, other));
    else if (const Node* container = fields.require(wanted))
        text(*container, fmt::format("the name of a {}", wanted), fields.report());
}

void check_ticket(const Entry& entry, const Names& names, const Trackers& trackers, Report& report) {
    const Fields fields(entry.value, "a handoff ticket",
                        {"in", "project", "repo", "acknowledge_within", "escalate_to"}, report);
    check_home(fields, names, trackers);
    if (const Node* within = fields.find("acknowledge_within")) duration(*within, kMinute, report);
    if (const Node* person = fields.find("escalate_to")) name_of(*person, "person", names.people, report);
    report.note(entry.place, "`ticket` is not acted on by this version: no handoff ticket is kept");
}

}  // namespace

void check_handoff(const Node& node, const Names& names, const Trackers& trackers, Report& report) {
    const Fields fields(node, "`handoff`", {"prepare", "ticket"}, report);
    if (const Entry* prepare = fields.entry("prepare")) {
        duration(prepare->value, kMinute, report);
        report.note(prepare->place, "`prepare` is not acted on by this version: nobody is asked for notes");
    }
    if (const Entry* ticket = fields.entry("ticket")) check_ticket(*ticket, names, trackers, report);
}

}  // namespace oncalld::config
