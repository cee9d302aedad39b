// `shift:` of a layer or a version.
#pragma once

#include "config/report.h"
#include "config/tree.h"
#include "engine/rotation.h"

#include <optional>

namespace oncalld::config {

// From when a list holds. Unbounded: `effective_from: ~`.
struct EffectiveFrom {
    enum class Kind { absent, unbounded, at };
    Kind kind = Kind::absent;
    Instant instant = kEver;
};

struct Shift {
    ShiftRule rule;
    enum class Count {
        stated,
        to_be_chosen
    };  // whether `count` stands there; else it depends on the windows
    Count count = Count::to_be_chosen;
};

// `at: Mon 09:00` is short for the first such time at or after `from`.
std::optional<Shift> shift(const Node& node, const Zone& zone, const EffectiveFrom& from, Report& report);

// A daily shift on a day without any window uses no turn unless told otherwise: else a rotation of fourteen
// people over weekdays never reaches four of them.
ShiftRule::Count default_count(const ShiftRule& rule, const std::vector<Window>& windows);

}  // namespace oncalld::config
