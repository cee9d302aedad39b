#include "config/names.h"

namespace oncalld::config {

namespace {

std::vector<std::string> keys_under(const Node& whole, std::string_view section) {
    std::vector<std::string> keys;
    if (const Entry* there = whole.find(section))
        for (const Entry& entry : there->value.entries)
            keys.push_back(entry.key);
    return keys;
}

}  // namespace

Names names_in(const Node& whole) {
    return {keys_under(whole, "people"), keys_under(whole, "trackers"), keys_under(whole, "rotations")};
}

}  // namespace oncalld::config
