#include "engine/handoff.h"

namespace oncalld {

std::optional<Handoff> due_handoff(const Rotation& rotation, const People& people,
                                   const std::optional<Handoff>& last, Instant now) {
    const std::optional<Boundary> boundary = last_boundary(rotation, people, now);
    if (!boundary) return std::nullopt;
    if (!last) return Handoff{rotation.id, boundary->at, boundary->incoming, boundary->incoming};
    if (boundary->at <= last->boundary) return std::nullopt;
    // Several boundaries may have passed while we were down: one handoff, from whoever was last handed to.
    return Handoff{rotation.id, boundary->at, last->incoming, boundary->incoming};
}

}  // namespace oncalld
