#include "connectors/github/markdown.h"

#include "connectors/http/message.h"
#include "engine/ascii.h"
#include "engine/overloaded.h"

#include <algorithm>
#include <array>
#include <variant>

namespace oncalld::github {

namespace {

constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

// What, followed by a number, GitHub takes for a reference: GH-12 and the path of an issue's own page.
bool ends_like_a_reference(std::string_view text) {
    static constexpr std::array<std::string_view, 4> kEnds{"gh-", "/issues/", "/pull/", "/discussions/"};
    return std::any_of(kEnds.begin(), kEnds.end(),
                       [&](std::string_view end) { return ends_with_ignoring_case(text, end); });
}

// There an underscore is no emphasis, and a backslash would break the address that GitHub makes a link of.
bool is_within_word(std::string_view text, std::size_t i) {
    return i > 0 && i + 1 < text.size() && is_alnum(text[i - 1]) && is_alnum(text[i + 1]);
}

// A line is one line: what was a line break in foreign text would otherwise begin a heading, a list or a
// quote.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_control(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

// Signs that mean something only where a line begins: headings, lists, rules, and /commands of other bots.
std::string guard_line_start(std::string line) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    line.erase(0, first);
    if (std::string_view("#-+/").find(line.front()) != std::string_view::npos) return "\\" + line;
    const std::size_t digits =
        static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_digit) - line.begin());
    if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')'))
        line.insert(digits, "\\");
    return line;
}

bool is_login(std::string_view login) {
    // Enterprise-managed users carry an underscore. App accounts end in [bot], and mentioning them does
    // nothing.
    return !login.empty() && std::all_of(login.begin(), login.end(),
                                         [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
}

std::string render(const Strong& strong) {
    // Emphasis needs its stars next to the text: "** a**" would show the stars.
    const std::string text = on_one_line(strong.text);
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    const std::size_t last = text.find_last_not_of(' ');
    return "**" + defuse(std::string_view(text).substr(first, last - first + 1)) + "**";
}

std::string render(const Link& link) {
    const bool web = link.url.starts_with("https://") || link.url.starts_with("http://");
    if (!web) return defuse(link.text + " (" + link.url + ")");
    std::string url;
    for (const char c : link.url) {
        if (c == '&')
            url += "&amp;";  // entities are undone in destinations too
        else if (is_control(c) || c == ' ' || c == '<' || c == '>' || c == '\\')
            url += http::percent_encode(std::string_view(&c, 1));
        else
            url += c;
    }
    return "[" + defuse(link.text) + "](<" + url + ">)";
}

std::string render(const Line& line) {
    std::string out;
    bool after_mention = false;
    for (const Inline& part : line) {
        std::string text = std::visit(Overloaded{[](const Text& t) { return defuse(t.text); },
                                                 [](const Strong& s) { return render(s); },
                                                 [](const Mention& m) {
                                                     return is_login(m.account.str()) ? "@" + m.account.str()
                                                                                      : defuse(m.name);
                                                 },
                                                 [](const Link& l) { return render(l); }},
                                      part);
        if (text.empty()) continue;
        // "@ann" + "a" would be somebody else, "@acme" + "/all" a whole team.
        const char first = text.front();
        if (after_mention && (is_alnum(first) || first == '-' || first == '_' || first == '/'))
            out += kZeroWidthSpace;
        out += text;
        after_mention = std::holds_alternative<Mention>(part);
    }
    return guard_line_start(std::move(out));
}

std::string render(const Block& block) {
    return std::visit(Overloaded{[](const Paragraph& paragraph) { return render(paragraph.line); },
                                 [](const BulletList& list) {
                                     std::string out;
                                     for (const Line& item : list.items) {
                                         if (!out.empty()) out += '\n';
                                         out += "- " + render(item);
                                     }
                                     return out;
                                 }},
                      block);
}

}  // namespace

std::string defuse(std::string_view foreign) {
    const std::string text = on_one_line(foreign);
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_digit(c) && ends_like_a_reference(out)) out += kZeroWidthSpace;
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '@':
            case '#':
                out += c;
                out += kZeroWidthSpace;
                break;
            case '_':
                if (!is_within_word(text, i)) out += '\\';
                out += c;
                break;
            case '\\':
            case '`':
            case '*':
            case '[':
            case ']':
            case '~':
            case '$':
                out += '\\';
                out += c;
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string to_markdown(const Document& document) {
    std::string out;
    for (const Block& block : document.blocks) {
        const std::string text = render(block);
        if (text.empty()) continue;
        if (!out.empty()) out += "\n\n";
        out += text;
    }
    return out;
}

std::string fit(std::string text, std::size_t max_code_points) {
    const auto begins_code_point = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    const auto count = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
    if (count <= max_code_points || max_code_points == 0)
        return count <= max_code_points ? text : std::string();
    std::size_t kept = 0, end = 0;
    for (; end < text.size(); ++end)
        if (begins_code_point(text[end]) && ++kept == max_code_points) break;
    text.resize(end);
    return text += kEllipsis;
}

}  // namespace oncalld::github
