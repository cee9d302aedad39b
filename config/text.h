// The few things that reading a configuration does to plain text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

// `text` in backticks, shortened, with control characters defused: for messages.
std::string in_ticks(std::string_view text);

// "`a`, `b` or `c`"
std::string one_of(const std::vector<std::string>& words);

std::string joined(const std::vector<std::string>& words, std::string_view between);

// What stands between spaces, nothing empty.
std::vector<std::string_view> split_at_spaces(std::string_view text);

// "12", "-3"; the whole text, decimal, in the range of int.
std::optional<int> parse_int(std::string_view text);

}  // namespace oncalld::config
