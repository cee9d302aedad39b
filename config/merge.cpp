#include "config/merge.h"

#include "config/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace oncalld::config {

namespace {

bool is_joined(std::string_view key) {
    return key == "overrides" || key == "time_off";
}

void merge_into(Node& whole, Node part, Report& report) {
    for (Entry& entry : part.entries) {
        const auto there = std::find_if(whole.entries.begin(), whole.entries.end(),
                                        [&](const Entry& candidate) { return candidate.key == entry.key; });
        if (there == whole.entries.end()) {
            whole.entries.push_back(std::move(entry));
            continue;
        }
        Node& first = there->value;
        if (first.is(Node::Kind::map) && entry.value.is(Node::Kind::map))
            merge_into(first, std::move(entry.value), report);
        else if (is_joined(entry.key) && first.is(Node::Kind::list) && entry.value.is(Node::Kind::list))
            std::move(entry.value.items.begin(), entry.value.items.end(), std::back_inserter(first.items));
        else
            report.error(entry.place, fmt::format("key {} is given twice; the first is at {}; only maps, "
                                                  "`overrides` and `time_off` are merged",
                                                  in_ticks(entry.key), to_string(there->place)));
    }
}

}  // namespace

Node merge(std::vector<Node> fragments, Report& report) {
    Node whole = std::move(fragments.front());
    for (auto part = std::next(fragments.begin()); part != fragments.end(); ++part)
        merge_into(whole, std::move(*part), report);
    return whole;
}

}  // namespace oncalld::config
