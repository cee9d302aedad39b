#include "config/assign.h"

#include <fmt/format.h>

#include <set>

namespace oncalld::config {

namespace {

using Type = TrackerSettings::Type;

constexpr int kMostOpen = 100'000;

bool any_of_type(const ReadMatch& match, Type type) {
    return std::any_of(match.trackers.begin(), match.trackers.end(),
                       [&](const TrackerSettings* tracker) { return tracker->type == type; });
}

bool only_of_type(const ReadMatch& match, Type type) {
    return std::all_of(match.trackers.begin(), match.trackers.end(),
                       [&](const TrackerSettings* tracker) { return tracker->type == type; });
}

std::optional<RotationId> rotation(const Node& node, const RouteContext& context) {
    const auto name = name_of(node, "rotation", context.names.rotations, context.report);
    if (!name) return std::nullopt;
    return RotationId(*name);
}

// A fallback is a rotation or a person; a name that is both is the rotation.
void read_then(const Node& node, const RouteContext& context, Assign& assign) {
    std::vector<std::string> names = context.names.rotations;
    names.insert(names.end(), context.names.people.begin(), context.names.people.end());
    for (const Node* item : one_or_more(node, "a rotation or a person", context.report)) {
        const auto name = name_of(*item, "rotation or person", names, context.report);
        if (!name) continue;
        const auto& rotations = context.names.rotations;
        if (std::find(rotations.begin(), rotations.end(), *name) != rotations.end())
            assign.then.emplace_back(RotationId(*name));
        else
            assign.then.emplace_back(PersonId(*name));
    }
}

// Whether PagerDuty goes on escalating is too grave to be decided by a default.
void read_via(const Fields& fields, const ReadMatch& match, Assign& assign) {
    using Via = Assign::Via;
    Report& report = fields.report();
    const Entry* policy = fields.entry("policy");
    if (policy != nullptr)
        if (const auto id = text(policy->value, "the id of an escalation policy", report))
            assign.policy = PolicyId(*id);
    const Entry* via = fields.entry("via");
    if (via == nullptr) {
        if (any_of_type(match, Type::pagerduty))
            report.error(
                fields.place(),
                "this route can match PagerDuty incidents and must say how it assigns them: `via: policy` "
                "(PagerDuty chooses the person and keeps escalating) or `via: user` (stops escalation)");
        if (policy != nullptr) report.error(policy->place, "`policy` belongs to `via: policy`");
        return;
    }
    const auto chosen = choice<Via>(via->value, {{"user", Via::user}, {"policy", Via::policy}}, report);
    if (!chosen) return;
    assign.via = *chosen;
    switch (*chosen) {
        case Via::policy:
            if (!only_of_type(match, Type::pagerduty))
                report.error(via->place,
                             "only PagerDuty has escalation policies; match a `tracker` of type pagerduty");
            fields.require("policy");
            report.note(via->place,
                        "via policy: PagerDuty chooses the person, keeps escalating and pages; at the "
                        "boundary the incident is sent to the policy");
            return;
        case Via::user:
            if (policy != nullptr) report.error(policy->place, "`policy` belongs to `via: policy`");
            if (any_of_type(match, Type::pagerduty))
                report.note(via->place,
                            "via user: the incident leaves its escalation policy; if that person does "
                            "not answer, PagerDuty pages nobody else");
            return;
    }
}

void read_load(const Fields& fields, std::vector<std::string>& not_acted_on) {
    enum class Pick { first, least_loaded };
    Report& report = fields.report();
    if (const Node* node = fields.find("pick")) {
        const auto pick =
            choice<Pick>(*node, {{"first", Pick::first}, {"least_loaded", Pick::least_loaded}}, report);
        if (pick == Pick::least_loaded) not_acted_on.emplace_back("pick");
    }
    for (const std::string_view key : {"max_open", "when_open_below"}) {
        const Node* node = fields.find(key);
        if (node == nullptr) continue;
        whole_number(*node, 1, kMostOpen, report);
        not_acted_on.emplace_back(key);
    }
}

// Everyone whom the list gives a turn from its last version on, and whom an override names.
void add_people(const Rotation& rotation, std::set<PersonId>& all) {
    for (const Layer& layer : rotation.layers) {
        if (layer.versions.empty()) continue;
        for (const Slot& slot : layer.versions.back().participants)
            all.insert(slot.begin(), slot.end());
    }
    for (const Override& entry : rotation.overrides)
        if (entry.kind != Override::Kind::remove) all.insert(entry.person);
}

std::vector<const Rotation*> rotations_of(const Assign& assign, const RouteContext& context) {
    std::vector<const Rotation*> chain;
    const auto add = [&](const RotationId& id) {
        if (const auto found = context.rotations.find(id); found != context.rotations.end())
            chain.push_back(&found->second);
    };
    add(assign.rotation);
    for (const auto& fallback : assign.then)
        if (const auto* id = std::get_if<RotationId>(&fallback)) add(*id);
    return chain;
}

void warn_of_missing_accounts(const Place& place, const Assign& assign, const ReadMatch& match,
                              const RouteContext& context) {
    std::set<PersonId> people;
    for (const Rotation* rotation : rotations_of(assign, context))
        add_people(*rotation, people);
    for (const auto& fallback : assign.then)
        if (const auto* person = std::get_if<PersonId>(&fallback)) people.insert(*person);
    for (const TrackerSettings* tracker : match.trackers) {
        std::vector<std::string> without;
        for (const PersonId& id : people) {
            const auto person = context.people.find(id);
            if (person != context.people.end() && person->second.account(tracker->id) == nullptr)
                without.push_back("`" + id.str() + "`");
        }
        if (!without.empty())
            context.report.warning(place,
                                   fmt::format("without an account in `{}`, so not assignable there: {}",
                                               tracker->id.str(), joined(without, ", ")));
    }
}

}  // namespace

std::optional<Assign> assign(const Node& node, const ReadMatch& match, const RouteContext& context,
                             std::vector<std::string>& not_acted_on) {
    Report& report = context.report;
    if (node.is(Node::Kind::scalar)) {
        if (node.text != "none")
            report.error(node.place,
                         fmt::format("expected `none` or a map with `rotation`, found {}", found(node)));
        return std::nullopt;
    }
    const Fields fields(node, "`assign`",
                        {"rotation", "then", "via", "policy", "pick", "max_open", "when_open_below"}, report);
    Assign read;
    const Node* named = fields.require("rotation");
    if (named != nullptr) read.rotation = rotation(*named, context).value_or(RotationId());
    if (const Node* then = fields.find("then")) read_then(*then, context, read);
    read_via(fields, match, read);
    read_load(fields, not_acted_on);
    if (named != nullptr && read.via == Assign::Via::user) {
        // Going on to the fallbacks would assign past whoever really is on call.
        const auto chain = rotations_of(read, context);
        if (std::any_of(chain.begin(), chain.end(), [](const Rotation* r) { return r->external; }))
            not_acted_on.emplace_back("source");
        warn_of_missing_accounts(named->place, read, match, context);
    }
    return read;
}

void read_at_handoff(const Node& node, const ReadMatch& match, const RouteContext& context, Route& route,
                     std::vector<std::string>& not_acted_on) {
    enum class HumanOwned { keep, carry_over };
    Report& report = context.report;
    const auto read_policy = [&](const Node& policy) {
        route.at_handoff = choice<HandoffPolicy>(policy,
                                                 {{"carry_over", HandoffPolicy::carry_over},
                                                  {"keep", HandoffPolicy::keep},
                                                  {"release", HandoffPolicy::release}},
                                                 report)
                               .value_or(HandoffPolicy::carry_over);
        if (route.at_handoff == HandoffPolicy::release) not_acted_on.emplace_back("at_handoff: release");
    };
    if (!node.is(Node::Kind::map)) {
        read_policy(node);
        return;
    }
    const Fields fields(node, "`at_handoff`", {"policy", "restart", "human_owned"}, report);
    if (const Node* policy = fields.require("policy")) read_policy(*policy);
    if (const Entry* restart = fields.entry("restart");
        restart != nullptr && yes_or_no(restart->value, report) == Answer::yes) {
        route.restart = true;
        if (route.at_handoff != HandoffPolicy::carry_over)
            report.error(restart->place, "`restart` belongs to `policy: carry_over`");
        if (any_of_type(match, Type::pagerduty))
            report.error(restart->place,
                         "an incident that goes back to triggered pages somebody; `restart` is for "
                         "Jira and GitHub");
    }
    if (const Entry* owned = fields.entry("human_owned")) {
        const auto chosen = choice<HumanOwned>(
            owned->value, {{"keep", HumanOwned::keep}, {"carry_over", HumanOwned::carry_over}}, report);
        if (chosen == HumanOwned::carry_over)
            report.note(owned->place,
                        "`human_owned: carry_over` is not acted on by this version: what a person took "
                        "stays theirs");
    }
}

}  // namespace oncalld::config
