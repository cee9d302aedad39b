#include "config/text.h"

#include <algorithm>
#include <charconv>

namespace oncalld::config {

namespace {

constexpr std::size_t kLongestQuote = 60;

}  // namespace

std::string in_ticks(std::string_view text) {
    std::size_t shown = std::min(text.size(), kLongestQuote);
    // Not within a UTF-8 character.
    while (shown < text.size() && shown > 0 && (static_cast<unsigned char>(text[shown]) & 0xC0) == 0x80)
        --shown;
    std::string quote = "`";
    for (const char c : text.substr(0, shown))
        quote += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return quote + (shown < text.size() ? "...`" : "`");
}

std::string one_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += "`" + words[i] + "`";
    }
    return text;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

std::vector<std::string_view> split_at_spaces(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; (at = text.find_first_not_of(' ', at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end;
    }
    return parts;
}

std::optional<int> parse_int(std::string_view text) {
    int number = 0;
    const char* end = text.data() + text.size();
    const auto [read, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc() || read != end) return std::nullopt;
    return number;
}

}  // namespace oncalld::config
