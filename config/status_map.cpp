#include "config/status_map.h"

#include "config/read.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace oncalld::config {

namespace {

using Type = TrackerSettings::Type;

// One state as a tracker has it. An empty label or reason asks for nothing.
struct Form {
    std::string state;
    std::string label = {};
    std::string reason = {};
    Place place = {};

    int asked() const { return (label.empty() ? 0 : 1) + (reason.empty() ? 0 : 1); }
};

struct Mapped {
    std::string canonical;
    std::vector<Form> forms;
};

// What the tracker shows after this was written: GitHub closes as completed unless told otherwise ("Update an
// issue", `state_reason`).
Form after_writing(Form form, Type type) {
    if (type == Type::github && form.state == "closed" && form.reason.empty()) form.reason = "completed";
    return form;
}

bool shows(const Form& seen, const Form& form) {
    return seen.state == form.state && (form.label.empty() || form.label == seen.label) &&
           (form.reason.empty() || form.reason == seen.reason);
}

// The form that asks for most wins, of equals the first.
const Mapped* to_canonical(const std::vector<Mapped>& map, const Form& seen) {
    const Mapped* best = nullptr;
    int asked = -1;
    for (const Mapped& mapped : map)
        for (const Form& form : mapped.forms)
            if (shows(seen, form) && form.asked() > asked) {
                best = &mapped;
                asked = form.asked();
            }
    return best;
}

std::optional<Form> github_form(const Node& node, Report& report) {
    const Fields fields(node, "a state of GitHub", {"state", "label", "reason"}, report);
    const Node* state = fields.require("state");
    if (state == nullptr) return std::nullopt;
    const auto chosen = choice<std::string>(*state, {{"open", "open"}, {"closed", "closed"}}, report);
    if (!chosen) return std::nullopt;
    Form form{*chosen, text_or(fields, "label", "a label", ""), "", node.place};
    if (const Node* reason = fields.find("reason")) {
        if (*chosen == "open") {
            report.error(fields.entry("reason")->place, "an open issue has no `reason`; remove it");
            return std::nullopt;
        }
        form.reason =
            choice<std::string>(
                *reason,
                {{"completed", "completed"}, {"not_planned", "not_planned"}, {"duplicate", "duplicate"}},
                report)
                .value_or("");
    }
    return form;
}

std::optional<Form> form(const Node& node, Type type, Report& report) {
    switch (type) {
        case Type::jira: {
            const auto status = text(node, "the name of a status", report);
            if (!status) return std::nullopt;
            return Form{*status, "", "", node.place};
        }
        case Type::github:
            return github_form(node, report);
        case Type::pagerduty: {
            const auto status = choice<std::string>(
                node,
                {{"triggered", "triggered"}, {"acknowledged", "acknowledged"}, {"resolved", "resolved"}},
                report);
            if (!status) return std::nullopt;
            return Form{*status, "", "", node.place};
        }
    }
    return std::nullopt;
}

// The same form under two states leaves open which one is read.
bool check_unambiguous(const std::vector<Mapped>& map, const TrackerSettings& tracker, Report& report) {
    std::map<std::tuple<std::string, std::string, std::string>, const Mapped*> seen;
    bool unambiguous = true;
    for (const Mapped& mapped : map)
        for (const Form& form : mapped.forms) {
            const auto [first, fresh] = seen.try_emplace({form.state, form.label, form.reason}, &mapped);
            if (fresh) continue;
            unambiguous = false;
            report.error(form.place, fmt::format("this is `{}` in `{}` already: reading it could mean either",
                                                 first->second->canonical, tracker.id.str()));
        }
    return unambiguous;
}

void check_stable(const std::vector<Mapped>& map, const TrackerSettings& tracker, Report& report) {
    for (const Mapped& mapped : map) {
        if (mapped.forms.empty()) continue;
        const Form& written = mapped.forms.front();
        const Mapped* read = to_canonical(map, after_writing(written, tracker.type));
        if (read != &mapped)
            report.error(written.place, fmt::format("not stable: `{}` written to `{}` reads back as `{}`",
                                                    mapped.canonical, tracker.id.str(), read->canonical));
    }
}

}  // namespace

void check_status_map(const Node& node, const std::vector<const TrackerSettings*>& trackers, Report& report) {
    const Fields states(node, "`status`",
                        {"open", "in_progress", "parked", "resolved", "wont_fix", "duplicate"}, report);
    if (!states.is_map()) return;
    std::vector<std::string> names;
    for (const TrackerSettings* tracker : trackers)
        names.push_back(tracker->id.str());
    for (const Entry& state : node.entries)
        if (const auto* sides = map(state.value, "a form for each tracker", report))
            for (const Entry& side : *sides)
                if (std::find(names.begin(), names.end(), side.key) == names.end())
                    report.error(side.place, fmt::format("expected {}, found {}{}", one_of(names),
                                                         in_ticks(side.key), did_you_mean(side.key, names)));
    for (const TrackerSettings* tracker : trackers) {
        std::vector<Mapped> map;
        for (const Entry& state : node.entries) {
            Mapped mapped{state.key, {}};
            if (const Entry* side = state.value.find(tracker->id.str()))
                for (const Node* item : one_or_more(side->value, "a status", report))
                    if (auto read = form(*item, tracker->type, report)) mapped.forms.push_back(*read);
            map.push_back(std::move(mapped));
        }
        if (check_unambiguous(map, *tracker, report)) check_stable(map, *tracker, report);
    }
}

}  // namespace oncalld::config
