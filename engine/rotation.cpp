#include "engine/rotation.h"

#include "engine/resolver.h"

#include <algorithm>

namespace oncalld {

namespace {

constexpr milliseconds kTick{1};  // the grain of an Instant: the last moment before t is t - kTick
constexpr milliseconds kTwoYears = std::chrono::days(731);

// How far back a stretch is followed. New Year's Day, so that the same stretch keeps the same start while
// time goes on.
Instant stretch_limit(Instant t) {
    const Zone utc;
    const Instant oldest = shifted(t, -kTwoYears);
    return oldest == kEver ? kEver : utc.at(LocalTime(utc.local(oldest).year(), 1, 1));
}

std::vector<PersonId> people_of(const Resolver& resolver) {
    std::vector<PersonId> people;
    people.reserve(resolver.entries().size());
    for (const Resolver::Entry& entry : resolver.entries())
        people.push_back(*entry.person);
    return people;
}

bool same_people(const Resolver& resolver, const std::vector<PersonId>& people) {
    return std::equal(
        resolver.entries().begin(), resolver.entries().end(), people.begin(), people.end(),
        [](const Resolver::Entry& entry, const PersonId& person) { return *entry.person == person; });
}

bool same_first(const Resolver& resolver, const std::vector<PersonId>& people) {
    if (people.empty()) return resolver.first() == nullptr;
    return resolver.first() != nullptr && *resolver.first() == people.front();
}

// Then there is no boundary, and no need to walk two years to find that out.
bool one_person_at_most(const Rotation& rotation) {
    const PersonId* only = nullptr;
    const auto is_other = [&](const PersonId& person) {
        if (only == nullptr) only = &person;
        return person != *only;
    };
    for (const Layer& layer : rotation.layers)
        for (const Version& version : layer.versions)
            for (const Slot& slot : version.participants)
                if (std::any_of(slot.begin(), slot.end(), is_other)) return false;
    return std::none_of(rotation.overrides.begin(), rotation.overrides.end(), [&](const Override& entry) {
        return entry.kind != Override::Kind::remove && is_other(entry.person);
    });
}

// The first person at t, or in a gap the last one before it.
const PersonId* last_first_person(Resolver& resolver, Instant t) {
    const Instant limit = shifted(t, -kTwoYears);
    for (Instant at = t;;) {
        const Interval holds = resolver.look(at);
        if (resolver.first() != nullptr || holds.from <= limit) return resolver.first();
        at = holds.from - kTick;
    }
}

}  // namespace

OnCall on_call(const Rotation& rotation, const People& people, Instant t) {
    Resolver resolver(rotation, people, Resolver::Changes::all);
    OnCall answer;
    answer.shift = resolver.look(t);
    answer.people = people_of(resolver);
    if (!answer.people.empty()) {
        const Resolver::Entry& first = resolver.entries().front();
        answer.why = first.why;
        if (first.instead_of != nullptr) answer.instead_of = *first.instead_of;
    }

    const Instant oldest = stretch_limit(t);
    bool same = true;
    answer.shift_started = answer.shift.from;
    while (answer.shift_started > oldest) {
        const Interval before = resolver.look(answer.shift_started - kTick);
        if (!same_first(resolver, answer.people)) break;
        answer.shift_started = before.from;
        same = same && same_people(resolver, answer.people);
        if (same) answer.shift.from = before.from;
    }
    const Instant farthest = shifted(t, kTwoYears);
    while (answer.shift.to < farthest) {
        const Interval after = resolver.look(answer.shift.to);
        if (!same_people(resolver, answer.people)) break;
        answer.shift.to = after.to;
    }
    return answer;
}

std::optional<Boundary> last_boundary(const Rotation& rotation, const People& people, Instant t) {
    if (one_person_at_most(rotation)) return std::nullopt;
    Resolver resolver(rotation, people, Resolver::Changes::lasting);
    const Instant limit = shifted(t, -kTwoYears);
    const PersonId* incoming = nullptr;
    Instant since = t;
    for (Instant at = t;;) {
        const Interval holds = resolver.look(at);
        if (const PersonId* first = resolver.first()) {
            if (incoming == nullptr) incoming = first;
            if (*first != *incoming) return Boundary{since, *first, *incoming};
            since = holds.from;
        }
        if (holds.from <= limit) return std::nullopt;
        at = holds.from - kTick;
    }
}

std::optional<Boundary> next_boundary(const Rotation& rotation, const People& people, Instant t) {
    if (one_person_at_most(rotation)) return std::nullopt;
    Resolver resolver(rotation, people, Resolver::Changes::lasting);
    const PersonId* outgoing = last_first_person(resolver, t);
    const Instant limit = shifted(t, kTwoYears);
    for (Instant at = resolver.look(t).to; at < limit;) {
        const Interval holds = resolver.look(at);
        if (const PersonId* first = resolver.first()) {
            if (outgoing == nullptr) outgoing = first;
            if (*first != *outgoing) return Boundary{at, *outgoing, *first};
        }
        at = holds.to;
    }
    return std::nullopt;
}

}  // namespace oncalld
