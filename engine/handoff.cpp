#include "engine/handoff.h"

namespace oncalld {

namespace {

// A rotation that is new to us has handed over nothing yet. If nobody ever took over in it, the baseline lies
// before every boundary, so that the very first one is a handoff.
Handoff baseline(const Rotation& rotation, const People& people, const std::optional<Boundary>& boundary,
                 Instant now) {
    const auto kind = Handoff::Kind::baseline;
    if (boundary) return {rotation.id, boundary->at, boundary->incoming, boundary->incoming, kind};
    const OnCall present = on_call(rotation, people, now);
    const PersonId first = present.people.empty() ? PersonId() : present.people.front();
    return {rotation.id, Instant{}, first, first, kind};
}

}  // namespace

std::optional<Handoff> due_handoff(const Rotation& rotation, const People& people,
                                   const std::optional<Handoff>& last, Instant now) {
    const std::optional<Boundary> boundary = last_boundary(rotation, people, now);
    if (!last) return baseline(rotation, people, boundary, now);
    if (!boundary) return std::nullopt;
    if (boundary->at <= last->boundary) return std::nullopt;
    // Several boundaries may have passed while we were down: one handoff, from whoever was last handed to.
    return Handoff{rotation.id, boundary->at, last->incoming, boundary->incoming};
}

}  // namespace oncalld
