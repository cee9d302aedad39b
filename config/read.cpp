#include "config/read.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

constexpr std::size_t kFewKeys = 4;

}  // namespace

Fields::Fields(const Node& node, std::string_view what, std::initializer_list<std::string_view> known,
               Report& report)
    : node_(node), what_(what), known_(known.begin(), known.end()), report_(report) {
    if (!node.is(Node::Kind::map)) {
        const std::string keys = known_.size() <= kFewKeys ? " with " + one_of(known_) : "";
        report.error(node.place, fmt::format("expected {} as a map{}, found {}", what, keys, found(node)));
        return;
    }
    for (const Entry& candidate : node.entries) {
        if (std::find(known_.begin(), known_.end(), candidate.key) != known_.end()) continue;
        const auto near = near_miss(candidate.key, known_);
        if (near) mistyped_.push_back(*near);
        report.error(candidate.place, fmt::format("unknown key {} in {}{}", in_ticks(candidate.key), what,
                                                  near ? "; did you mean `" + *near + "`?"
                                                       : "; known here: " + one_of(known_)));
    }
}

const Entry* Fields::entry(std::string_view key) const {
    return node_.find(key);
}

const Node* Fields::find(std::string_view key) const {
    const Entry* there = node_.find(key);
    return there == nullptr ? nullptr : &there->value;
}

const Node* Fields::require(std::string_view key) const {
    const Node* there = find(key);
    const bool mistyped = std::find(mistyped_.begin(), mistyped_.end(), key) != mistyped_.end();
    if (there == nullptr && is_map() && !mistyped)
        report_.error(place(), fmt::format("{} needs `{}`", what_, key));
    return there;
}

std::optional<std::string> text(const Node& node, std::string_view what, Report& report) {
    if (node.is(Node::Kind::scalar) && !node.text.empty()) return node.text;
    report.error(node.place, fmt::format("expected {}, found {}", what, found(node)));
    return std::nullopt;
}

std::string text_or(const Fields& fields, std::string_view key, std::string_view what,
                    std::string_view otherwise) {
    const Node* node = fields.find(key);
    if (node == nullptr) return std::string(otherwise);
    return text(*node, what, fields.report()).value_or(std::string(otherwise));
}

std::vector<const Node*> one_or_more(const Node& node, std::string_view what, Report& report) {
    if (!node.is(Node::Kind::list)) return {&node};
    // Empty would mean "any" in one place and "none" in another: better to leave the key out.
    if (node.items.empty()) report.error(node.place, fmt::format("expected {}, found an empty list", what));
    std::vector<const Node*> all;
    for (const Node& item : node.items)
        all.push_back(&item);
    return all;
}

std::vector<Word> words(const Node& node, std::string_view what, Report& report) {
    std::vector<Word> all;
    for (const Node* item : one_or_more(node, what, report))
        if (const auto word = text(*item, what, report)) all.push_back({*word, item->place});
    return all;
}

std::vector<std::string> texts(const std::vector<Word>& words) {
    std::vector<std::string> all;
    for (const Word& word : words)
        all.push_back(word.text);
    return all;
}

const std::vector<Node>* list(const Node& node, std::string_view what, Report& report) {
    if (node.is(Node::Kind::list)) return &node.items;
    report.error(node.place, fmt::format("expected {} in a list, found {}", what, found(node)));
    return nullptr;
}

const std::vector<Entry>* map(const Node& node, std::string_view what, Report& report) {
    if (node.is(Node::Kind::map)) return &node.entries;
    report.error(node.place, fmt::format("expected {} in a map, found {}", what, found(node)));
    return nullptr;
}

std::optional<int> whole_number(const Node& node, int least, int most, Report& report) {
    const auto number = parse_int(node.text);
    if (number && least <= *number && *number <= most) return number;
    report.error(node.place,
                 fmt::format("expected a whole number from {} to {}, found {}", least, most, found(node)));
    return std::nullopt;
}

std::optional<Answer> yes_or_no(const Node& node, Report& report) {
    return choice<Answer>(node, {{"true", Answer::yes}, {"false", Answer::no}}, report);
}

std::optional<std::string> name_of(const Node& node, std::string_view kind,
                                   const std::vector<std::string>& names, Report& report) {
    const auto name = text(node, fmt::format("the name of a {}", kind), report);
    if (!name || std::find(names.begin(), names.end(), *name) != names.end()) return name;
    report.error(node.place,
                 fmt::format("no {} is called {}{}", kind, in_ticks(*name), did_you_mean(*name, names)));
    return std::nullopt;
}

}  // namespace oncalld::config
