// Whose turn it is in one layer: versions, windows, duration, then the shift and its slot.
#pragma once

#include "engine/rotation.h"

#include <optional>

namespace oncalld {

struct Turn {
    const Version* version = nullptr;
    std::size_t slot = 0;  // index into version->participants; that slot may be empty

    const Slot& people() const { return version->participants[slot]; }
};

// None where the layer has nobody: before its first version, after `until`, outside its windows, after the
// shift's duration. Narrows `holds` to an interval around t where the answer stays the same; it need not be
// the longest. The pointer is into `layer`.
std::optional<Turn> turn_at(const Layer& layer, Instant t, Interval& holds);

}  // namespace oncalld
