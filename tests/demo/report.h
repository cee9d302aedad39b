// The end of the demo, for people and for programs.
#pragma once

#include "tests/demo/verdict.h"

#include <string>

namespace oncalld::demo {

enum class Colour { on, off };

std::string to_table(const Verdict& verdict, Colour colour);
std::string to_json(const Verdict& verdict);

}  // namespace oncalld::demo
