// `restrict:` windows. A window repeats weekly by the clock of its zone; its ends follow the same rule as
// shifts (skipped: first valid instant; repeated: first), so windows that meet on the clock meet in time.
#pragma once

#include "engine/rotation.h"
#include "engine/wall_clock.h"

namespace oncalld {

// Whether t lies in one of the windows (always, if there are none). Narrows `holds` to an interval around t
// where that stays so.
bool inside(const std::vector<Window>& windows, const Zone& layer_zone, Instant t, Interval& holds);

// Whether [from, to) on the layer's clock meets a window of the plain week, without clock changes: windows of
// another zone are moved by the difference between the zones at `reference`.
bool touches(const std::vector<Window>& windows, const Zone& layer_zone, Instant reference, Wall from,
             Wall to);

}  // namespace oncalld
