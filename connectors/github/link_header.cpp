#include "connectors/github/link_header.h"

#include "engine/ascii.h"

#include <algorithm>
#include <utility>

namespace oncalld::github {

namespace {

// Reads one header from left to right. Commas and semicolons are separators only outside <...> and "...".
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool done() {
        skip_spaces();
        return rest_.empty();
    }
    bool take(char c) {
        skip_spaces();
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<std::string_view> until(char c) {
        const std::size_t end = rest_.find(c);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view found = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return found;
    }
    std::string_view token() {
        skip_spaces();
        const std::string_view found = rest_.substr(0, std::min(rest_.find_first_of(" \t=;,"), rest_.size()));
        rest_.remove_prefix(found.size());
        return found;
    }
    // A token or a quoted string; none if its closing quote is missing.
    std::optional<std::string> value() {
        if (!take('"')) return std::string(token());
        std::string text;
        while (!rest_.empty()) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return text;
            if (c == '\\' && !rest_.empty()) {
                c = rest_.front();
                rest_.remove_prefix(1);
            }
            text += c;
        }
        return std::nullopt;
    }

private:
    void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

    std::string_view rest_;
};

// rel="next last" names two relations.
bool names(std::string_view relations, std::string_view wanted) {
    while (!relations.empty()) {
        const std::size_t end = std::min(relations.find(' '), relations.size());
        if (equal_ignoring_case(relations.substr(0, end), wanted)) return true;
        relations.remove_prefix(std::min(end + 1, relations.size()));
    }
    return false;
}

// Host names and schemes ignore case, and a scheme's own port may be left out.
std::string origin(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::size_t host = scheme + 3;
    const std::size_t end = std::min(url.find_first_of("/?#\\", host), url.size());
    std::string text = lower_case(url.substr(0, end));
    if (text.find('@') != std::string::npos) return {};  // "https://api.github.com@evil.example"
    for (const auto& [prefix, port] :
         {std::pair<std::string_view, std::string_view>{"https://", ":443"}, {"http://", ":80"}})
        if (text.starts_with(prefix) && text.ends_with(port)) text.resize(text.size() - port.size());
    return text;
}

}  // namespace

std::optional<std::string> find_link(std::string_view header, std::string_view relation) {
    Reader reader(header);
    while (!reader.done()) {
        if (reader.take(',')) continue;  // empty elements are allowed
        if (!reader.take('<')) return std::nullopt;
        const std::optional<std::string_view> target = reader.until('>');
        if (!target) return std::nullopt;
        bool wanted = false, has_relation = false;
        while (reader.take(';')) {
            const std::string_view name = reader.token();
            if (!reader.take('=')) continue;
            const std::optional<std::string> value = reader.value();
            if (!value) return std::nullopt;
            // Only the first `rel` counts (RFC 8288, 3.3).
            if (!equal_ignoring_case(name, "rel") || has_relation) continue;
            has_relation = true;
            wanted = names(*value, relation);
        }
        if (wanted) return std::string(*target);
        if (!reader.done() && !reader.take(',')) return std::nullopt;
    }
    return std::nullopt;
}

bool same_origin(std::string_view url, std::string_view other) {
    const std::string mine = origin(url);
    return !mine.empty() && mine == origin(other);
}

}  // namespace oncalld::github
