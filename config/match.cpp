#include "config/match.h"

#include "config/moment.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace oncalld::config {

namespace {

using Type = TrackerSettings::Type;

// A pattern of a kilobyte is a mistake, and this keeps what a pattern may cost small.
constexpr std::int64_t kPatternMemory = 1 << 20;

// Which trackers have what a key asks for. A key that none of a route's trackers has can never match.
struct Feature {
    std::string_view key;
    std::vector<Type> types;
};

const std::vector<Feature>& features() {
    static const std::vector<Feature> all{
        {"project", {Type::jira}},
        {"repo", {Type::github}},
        {"service", {Type::pagerduty}},
        {"labels", {Type::jira, Type::github}},
        {"component", {Type::jira}},
        {"issue_type", {Type::jira, Type::github}},
        {"priority", {Type::jira, Type::pagerduty}},
        {"urgency", {Type::pagerduty}},
        {"reporter", {Type::jira, Type::github}},
    };
    return all;
}

std::vector<const TrackerSettings*> all_of(const Trackers& trackers) {
    std::vector<const TrackerSettings*> all;
    for (const TrackerSettings& tracker : trackers.settings)
        all.push_back(&tracker);
    return all;
}

// Leaves those that have what the keys ask for.
void narrow(const Fields& fields, ReadMatch& read) {
    for (const Feature& feature : features()) {
        const Entry* entry = fields.entry(feature.key);
        if (entry == nullptr || read.trackers.empty()) continue;
        const auto lacks = [&](const TrackerSettings* tracker) {
            return std::find(feature.types.begin(), feature.types.end(), tracker->type) ==
                   feature.types.end();
        };
        const Type type = read.trackers.front()->type;
        std::erase_if(read.trackers, lacks);
        if (!read.trackers.empty()) continue;
        const bool is_container =
            feature.key == "project" || feature.key == "repo" || feature.key == "service";
        fields.report().error(
            entry->place,
            fmt::format("tickets of type {} have no `{}`: this route could never match{}", to_string(type),
                        feature.key, is_container ? fmt::format("; write `{}`", container_key(type)) : ""));
    }
}

// What is not polled is never seen.
void read_containers(const Fields& fields, ReadMatch& read) {
    for (const std::string_view key : {"project", "repo", "service"}) {
        const Node* node = fields.find(key);
        if (node == nullptr || read.trackers.empty()) continue;
        std::vector<std::string> polled;
        for (const TrackerSettings* tracker : read.trackers)
            polled.insert(polled.end(), tracker->containers.begin(), tracker->containers.end());
        for (const Word& word : words(*node, fmt::format("a {}", key), fields.report())) {
            if (std::find(polled.begin(), polled.end(), word.text) == polled.end())
                fields.report().error(
                    word.place,
                    fmt::format(
                        "{} {} is not listed under `{}s` of a tracker, so its tickets are never seen{}", key,
                        in_ticks(word.text), key, did_you_mean(word.text, polled)));
            read.match.containers.push_back(word.text);
        }
        std::erase_if(read.trackers, [&](const TrackerSettings* tracker) {
            return std::none_of(read.match.containers.begin(), read.match.containers.end(),
                                [&](const std::string& container) {
                                    return std::find(tracker->containers.begin(), tracker->containers.end(),
                                                     container) != tracker->containers.end();
                                });
        });
    }
}

void read_labels(const Node& node, Match& match, Report& report) {
    if (!node.is(Node::Kind::map)) {
        match.labels_any = texts(words(node, "a label", report));
        return;
    }
    const Fields fields(node, "`labels`", {"any", "all", "none"}, report);
    const auto read = [&](std::string_view key, std::vector<std::string>& labels) {
        if (const Node* there = fields.find(key)) labels = texts(words(*there, "a label", report));
    };
    read("any", match.labels_any);
    read("all", match.labels_all);
    read("none", match.labels_none);
    for (const std::string& label : match.labels_none)
        if (std::find(match.labels_all.begin(), match.labels_all.end(), label) != match.labels_all.end())
            report.warning(node.place,
                           fmt::format("label {} is both wanted and refused: this route never matches",
                                       in_ticks(label)));
}

// A reporter is an account, or a person of ours.
void read_reporters(const Node& node, const People& people, ReadMatch& read, Report& report) {
    for (const Word& word : words(node, "an account", report)) {
        const auto person = people.find(PersonId(word.text));
        if (person == people.end()) {
            read.match.reporters.emplace_back(word.text);
            continue;
        }
        const auto known = read.match.reporters.size();
        for (const TrackerSettings* tracker : read.trackers)
            if (const AccountId* account = person->second.account(tracker->id))
                read.match.reporters.push_back(*account);
        if (read.match.reporters.size() == known && !read.trackers.empty())
            report.error(word.place, fmt::format("`{}` has no account where this route looks", word.text));
    }
}

void read_states(const Node& node, Match& match, Report& report) {
    for (const Node* item : one_or_more(node, "a state", report))
        if (const auto state = choice<TicketState>(*item,
                                                   {{"open", TicketState::open},
                                                    {"in_progress", TicketState::in_progress},
                                                    {"resolved", TicketState::resolved}},
                                                   report))
            match.states.push_back(*state);
}

void read_title(const Node& node, ReadMatch& read, Report& report) {
    const auto pattern = text(node, "a pattern", report);
    if (!pattern) return;
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(kPatternMemory);
    auto compiled = std::make_shared<const RE2>(*pattern, options);
    if (!compiled->ok()) {
        report.error(node.place, fmt::format("this pattern is not understood: {}", compiled->error()));
        return;
    }
    read.title = *pattern;
    read.match.title = std::move(compiled);
}

void read_age(const Node& node, Match& match, Report& report) {
    const Fields fields(node, "`age`", {"older_than", "newer_than"}, report);
    const auto read = [&](std::string_view key, std::optional<seconds>& age) {
        const Node* there = fields.find(key);
        const auto length =
            there == nullptr ? std::nullopt : duration(*there, std::chrono::seconds(1), report);
        if (length) age = std::chrono::duration_cast<seconds>(*length);
    };
    read("older_than", match.older_than);
    read("newer_than", match.newer_than);
    if (match.older_than && match.newer_than && *match.newer_than < *match.older_than)
        report.warning(node.place, "no age is both: this route never matches");
}

std::vector<std::string> strings_of(const Fields& fields, std::string_view key) {
    const Node* node = fields.find(key);
    if (node == nullptr) return {};
    return texts(words(*node, fmt::format("a {}", key), fields.report()));
}

// ---- covers -------------------------------------------------------------------------------------------

template <class T>
bool subset(const std::vector<T>& part, const std::vector<T>& whole) {
    return std::all_of(part.begin(), part.end(), [&](const T& value) {
        return std::find(whole.begin(), whole.end(), value) != whole.end();
    });
}

// "any of these; empty: any"
template <class T>
bool any_covers(const std::vector<T>& earlier, const std::vector<T>& later) {
    return earlier.empty() || (!later.empty() && subset(later, earlier));
}

bool any_label_covers(const Match& earlier, const Match& later) {
    if (any_covers(earlier.labels_any, later.labels_any)) return true;
    return std::any_of(later.labels_all.begin(), later.labels_all.end(), [&](const std::string& label) {
        return std::find(earlier.labels_any.begin(), earlier.labels_any.end(), label) !=
               earlier.labels_any.end();
    });
}

}  // namespace

ReadMatch match(const Node& node, const Names& names, const People& people, const Trackers& trackers,
                Report& report) {
    const Fields fields(node, "a match",
                        {"tracker", "project", "repo", "service", "labels", "component", "issue_type",
                         "priority", "urgency", "reporter", "title", "state", "age", "query"},
                        report);
    ReadMatch read;
    read.trackers = all_of(trackers);
    if (const Node* tracker = fields.find("tracker")) {
        const auto name = name_of(*tracker, "tracker", names.trackers, report);
        if (name) read.match.tracker = TrackerId(*name);
        std::erase_if(read.trackers, [&](const TrackerSettings* settings) {
            return !name || settings->id != *read.match.tracker;
        });
    }
    narrow(fields, read);
    read_containers(fields, read);
    if (const Node* labels = fields.find("labels")) read_labels(*labels, read.match, report);
    read.match.components = strings_of(fields, "component");
    read.match.issue_types = strings_of(fields, "issue_type");
    read.match.priorities = strings_of(fields, "priority");
    read.match.urgencies = strings_of(fields, "urgency");
    if (const Node* reporters = fields.find("reporter")) read_reporters(*reporters, people, read, report);
    if (const Node* states = fields.find("state")) read_states(*states, read.match, report);
    if (const Node* title = fields.find("title")) read_title(*title, read, report);
    if (const Node* age = fields.find("age")) read_age(*age, read.match, report);
    if ((read.query = fields.entry("query")) != nullptr) text(read.query->value, "a query", report);
    return read;
}

bool covers(const ReadMatch& earlier, const ReadMatch& later) {
    const Match& a = earlier.match;
    const Match& b = later.match;
    if (earlier.query != nullptr) return false;
    return (!a.tracker || a.tracker == b.tracker) && any_covers(a.containers, b.containers) &&
           any_label_covers(a, b) && subset(a.labels_all, b.labels_all) &&
           subset(a.labels_none, b.labels_none) && any_covers(a.components, b.components) &&
           any_covers(a.issue_types, b.issue_types) && any_covers(a.priorities, b.priorities) &&
           any_covers(a.urgencies, b.urgencies) && any_covers(a.reporters, b.reporters) &&
           any_covers(a.states, b.states) && (!a.title || earlier.title == later.title) &&
           (!a.older_than || (b.older_than && *b.older_than >= *a.older_than)) &&
           (!a.newer_than || (b.newer_than && *b.newer_than <= *a.newer_than));
}

}  // namespace oncalld::config
