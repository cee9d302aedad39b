// Shift change. A handoff is the ordinary pass over a rotation's tickets with a new wanted owner; the only
// thing recorded is that a boundary was processed, so that it happens once, whoever restarts, and after
// downtime as one handoff from the last person to the current one.
#pragma once

#include "engine/rotation.h"

#include <optional>

namespace oncalld {

struct Handoff {
    // A baseline moves nothing: it is where we begin to count, at the first start or after a reload.
    enum class Kind { shift_change, baseline };

    RotationId rotation;
    Instant boundary{};  // the last boundary at or before the moment it was processed
    PersonId outgoing;   // who held the tickets before: after downtime, the last processed incoming
    PersonId incoming;
    Kind kind = Kind::shift_change;
    friend bool operator==(const Handoff&, const Handoff&) = default;
};

// What to record now, given the last record of this rotation; none if nothing is due. Without a previous
// record the present state is the baseline, with outgoing == incoming.
std::optional<Handoff> due_handoff(const Rotation& rotation, const People& people,
                                   const std::optional<Handoff>& last, Instant now);

}  // namespace oncalld
