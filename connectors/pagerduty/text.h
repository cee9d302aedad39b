// Notes of PagerDuty are plain text: no markup, no mentions. The marker, the sign by which a note is found
// again after a lost answer, is therefore visible: it is the note's last line.
#pragma once

#include "engine/document.h"
#include "engine/ids.h"

#include <string>
#include <string_view>

namespace oncalld::pagerduty {

std::string to_text(const Document& document);

// The whole note: text and marker, cut to what PagerDuty takes. The marker always fits.
std::string note(const Document& document, const StepId& step);

bool carries_marker(std::string_view note, const StepId& step);

}  // namespace oncalld::pagerduty
