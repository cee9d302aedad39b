#include "connectors/pagerduty/text.h"

#include "engine/overloaded.h"

#include <algorithm>

namespace oncalld::pagerduty {

namespace {

// support.pagerduty.com, "Add notes": 65,535 bytes.
constexpr std::size_t kMaxNote = 65535;
constexpr std::string_view kEllipsis = "\xe2\x80\xa6";

// Foreign text stays within its line: it can neither forge the last one nor hide with control characters.
std::string on_one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }, ' ');
    return text;
}

std::string to_text(const Inline& part) {
    return on_one_line(std::visit(Overloaded{[](const Text& text) { return text.text; },
                                             [](const Strong& strong) { return strong.text; },
                                             [](const Mention& mention) { return mention.name; },
                                             [](const Link& link) {
                                                 if (link.text.empty() || link.text == link.url)
                                                     return link.url;
                                                 return link.text + " (" + link.url + ")";
                                             }},
                                  part));
}

std::string to_text(const Line& line) {
    std::string text;
    for (const Inline& part : line)
        text += to_text(part);
    return text;
}

std::string to_text(const Block& block) {
    return std::visit(Overloaded{[](const Paragraph& paragraph) { return to_text(paragraph.line); },
                                 [](const BulletList& list) {
                                     std::string text;
                                     for (const Line& item : list.items)
                                         text += (text.empty() ? "- " : "\n- ") + to_text(item);
                                     return text;
                                 }},
                      block);
}

std::string marker(const StepId& step) {
    return "[oncalld " + step.str() + "]";
}

// At most `size` bytes, never half a UTF-8 character.
std::string cut(std::string text, std::size_t size) {
    if (text.size() <= size) return text;
    size -= kEllipsis.size();
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    text.resize(size);
    return text.append(kEllipsis);
}

}  // namespace

std::string to_text(const Document& document) {
    std::string text;
    for (const Block& block : document.blocks)
        text += (text.empty() ? "" : "\n\n") + to_text(block);
    return text;
}

std::string note(const Document& document, const StepId& step) {
    const std::string tail = "\n" + marker(step);
    return cut(to_text(document), kMaxNote - tail.size()) + tail;
}

bool carries_marker(std::string_view note, const StepId& step) {
    const std::size_t end = note.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos) return false;
    note = note.substr(0, end + 1);
    const std::size_t newline = note.rfind('\n');
    return (newline == std::string_view::npos ? note : note.substr(newline + 1)) == marker(step);
}

}  // namespace oncalld::pagerduty
