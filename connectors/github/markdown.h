// A Document as GitHub Markdown (GFM). Whatever is foreign in it shows exactly as it was written and does
// nothing: no mention, cross-reference or closing keyword, no HTML, no comment that could pass for our
// marker, no block of its own, and no line that begins like a command of some other bot.
//
// GitHub looks for @name and #12 in the rendered text, after backslashes and entities are undone, so escaping
// alone does not help: a zero-width space is put behind the sign.
// (docs.github.com: Basic writing and formatting syntax; Autolinked references and URLs.)
#pragma once

#include "engine/document.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace oncalld::github {

std::string to_markdown(const Document& document);

// Foreign text for the middle of a line.
std::string defuse(std::string_view text);

// At most so many code points; what was cut ends in an ellipsis. Never cuts inside a UTF-8 sequence.
std::string fit(std::string text, std::size_t max_code_points);

}  // namespace oncalld::github
