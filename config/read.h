// A small typed reader over the tree: every function reports what is wrong, with place and near miss, and
// returns nothing, so that the caller can go on and find the next fault.
#pragma once

#include "config/near.h"
#include "config/report.h"
#include "config/text.h"
#include "config/tree.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oncalld::config {

// A map with a fixed set of keys. Unknown ones are reported when it is made.
class Fields {
public:
    // `what` reads like "a person"; it appears in messages. References must outlive this.
    Fields(const Node& node, std::string_view what, std::initializer_list<std::string_view> known,
           Report& report);

    // Null where absent. A null value (`key: ~`) is there.
    const Node* find(std::string_view key) const;
    const Entry* entry(std::string_view key) const;
    // Absence is reported where the map stands, unless a near miss has been.
    const Node* require(std::string_view key) const;

    bool has(std::string_view key) const { return find(key) != nullptr; }
    Report& report() const { return report_; }
    const Place& place() const { return node_.place; }
    bool is_map() const { return node_.is(Node::Kind::map); }

private:
    const Node& node_;
    std::string what_;
    std::vector<std::string> known_;
    std::vector<std::string> mistyped_;  // known keys that stand here under a near miss
    Report& report_;
};

// A scalar, where `what` is expected ("a name").
std::optional<std::string> text(const Node& node, std::string_view what, Report& report);

// The same, of a key that may be absent.
std::string text_or(const Fields& fields, std::string_view key, std::string_view what,
                    std::string_view otherwise);

struct Word {
    std::string text;
    Place place;
};

// The items of a list that must not be empty; anything else is a list of one.
std::vector<const Node*> one_or_more(const Node& node, std::string_view what, Report& report);

// The same, of scalars.
std::vector<Word> words(const Node& node, std::string_view what, Report& report);
std::vector<std::string> texts(const std::vector<Word>& words);

// The items of a list, null after reporting that it is none.
const std::vector<Node>* list(const Node& node, std::string_view what, Report& report);

// The entries of a map whose keys are the user's own, null after reporting that it is none.
const std::vector<Entry>* map(const Node& node, std::string_view what, Report& report);

std::optional<int> whole_number(const Node& node, int least, int most, Report& report);

enum class Answer { no, yes };
std::optional<Answer> yes_or_no(const Node& node, Report& report);

// One of a few fixed words.
template <class T>
std::optional<T> choice(const Node& node, const std::vector<std::pair<std::string, T>>& choices,
                        Report& report) {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (node.is(Node::Kind::scalar) && node.text == name) return value;
        names.push_back(name);
    }
    report.error(node.place, "expected " + one_of(names) + ", found " + found(node) +
                                 (node.is(Node::Kind::scalar) ? did_you_mean(node.text, names) : ""));
    return std::nullopt;
}

// The text if it is one of `names`; else reported as "no person is called `bbo`".
std::optional<std::string> name_of(const Node& node, std::string_view kind,
                                   const std::vector<std::string>& names, Report& report);

}  // namespace oncalld::config
