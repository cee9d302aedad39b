#include "daemon/one_line.h"

namespace oncalld {

namespace {

bool is_control(unsigned char c) {
    return c < 0x20 || c == 0x7f;
}

// The second byte of U+0080 to U+009F: terminals take them for control characters too.
bool is_second_of_control(unsigned char c) {
    return c >= 0x80 && c <= 0x9f;
}

}  // namespace

std::string one_line(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (is_control(c)) {
            safe += ' ';
        } else if (c == 0xc2 && i + 1 < text.size() &&
                   is_second_of_control(static_cast<unsigned char>(text[i + 1]))) {
            safe += ' ';
            ++i;
        } else {
            safe += text[i];
        }
    }
    return safe;
}

}  // namespace oncalld
