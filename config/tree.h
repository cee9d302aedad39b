// YAML text -> a plain tree of values that knows where each stands. The only user of yaml-cpp.
//
// Built from parser events, not from YAML::Node: that one keeps duplicate keys silently and lets `&a [*a]`
// loop for ever. Here aliases are copied, depth and size are capped, and a key stands in a map once.
#pragma once

#include "config/report.h"
#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

struct Entry;

struct Node {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    Place place;
    std::string text;            // scalar: as written; numbers and dates are nobody's business here
    std::vector<Node> items;     // list
    std::vector<Entry> entries;  // map, in file order, keys unique

    bool is(Kind wanted) const { return kind == wanted; }
    const Entry* find(std::string_view key) const;  // null where there is none, or where this is no map
};

struct Entry {
    std::string key;
    Place place;  // of the key
    Node value;
};

// "a list", "a map", "`text`", "nothing": what an error says was found.
std::string found(const Node& node);

// The document as a map. An empty text is an empty map; anything wrong is reported and what could be read is
// returned, so that the errors behind it are found too.
Node parse_tree(const std::string& file, const std::string& text, Report& report);

}  // namespace oncalld::config
