// Rotations: who is on call, as a pure function of (configuration, instant). Nothing is stored and nothing is
// materialised, so any instant of the past or the future has an answer and an edit cannot reshuffle today.
//
// Precedence: layers (a higher priority wins where it has somebody, equal priorities are a union) < overrides
// (later in the list wins) < time off (takes a person out of what the layers give; where that leaves nobody
// of a slot, the next available participant covers when `cover` is next). A person whom an override names
// stays, even if away: somebody decided that.
#pragma once

#include "engine/ids.h"
#include "engine/person.h"
#include "engine/time.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace oncalld {

// ---- what is configured -------------------------------------------------------------------------------

// Days, weeks and months are calendar steps in the layer's zone: a shift over a clock change lasts 23, 24 or
// 25 hours. Hours are wall-clock steps where the length divides a day, else elapsed time.
struct ShiftLength {
    enum class Unit { hours, days, weeks, months };
    int count = 1;
    Unit unit = Unit::weeks;
    friend bool operator==(const ShiftLength&, const ShiftLength&) = default;
};

struct ShiftRule {
    std::vector<ShiftLength> every;  // one, or several that alternate (`[4 days, 3 days]`); never empty
    LocalTime start;                 // phase anchor in the layer's zone: a shift begins here
    int shifts_per_participant = 1;
    std::optional<seconds> duration;  // on call only this long from each shift's start
    enum class Count { calendar, active };
    Count count =
        Count::calendar;  // active: a shift wholly outside the windows uses no turn; a month always does
    friend bool operator==(const ShiftRule&, const ShiftRule&) = default;
};

// People on call together, first one first. Empty: an intentionally empty slot.
using Slot = std::vector<PersonId>;

// The list that holds from `from` on, until `until` or the next version. A later version never rewrites the
// past: its first shift begins at the first shift start of `shift` at or after `from`, and until then the
// earlier version goes on. Where no earlier version is running it begins at `from`, within a shift.
// `next` is the slot of the first shift that starts at or after `from`; without it slot 0 has the shift at
// the anchor, and `from` does not move the phase.
struct Version {
    Instant from = kEver;
    Instant until = kForever;
    ShiftRule shift;
    std::vector<Slot> participants;
    std::optional<std::size_t> next;
    friend bool operator==(const Version&, const Version&) = default;
};

// On these days, from a clock time to a clock time.
struct DailyWindow {
    std::vector<absl::Weekday> days;  // empty: every day
    seconds from{0}, to{86400};       // wall-clock offset from local midnight
    friend bool operator==(const DailyWindow&, const DailyWindow&) = default;
};

// From Fri 22:00 to Mon 06:00.
struct WeeklyWindow {
    absl::Weekday from_day, to_day;
    seconds from{0}, to{0};
    friend bool operator==(const WeeklyWindow&, const WeeklyWindow&) = default;
};

// When a layer applies at all. A daily window whose end is not after its start ends on the next day (equal:
// 24 h), a weekly one in the next week.
struct Window {
    using Daily = DailyWindow;
    using Weekly = WeeklyWindow;
    std::variant<Daily, Weekly> when;
    std::optional<Zone> zone;  // default: the layer's
    friend bool operator==(const Window&, const Window&) = default;
};

struct Layer {
    std::string name;
    Zone zone;
    int priority = 0;
    std::vector<Version> versions;  // by `from`
    std::vector<Window> windows;    // `restrict:`; empty: always
    int offset = 0;                 // `offset: 1` makes a secondary: the slot after the one on turn
    friend bool operator==(const Layer&, const Layer&) = default;
};

struct Override {
    enum class Kind { set, replace, add, remove };
    Kind kind = Kind::set;
    PersonId person;    // who comes in (set, replace, add) or goes out (remove)
    PersonId replaced;  // replace only: applies while this person is on call
    Interval during;
    friend bool operator==(const Override&, const Override&) = default;
};

struct Rotation {
    RotationId id;
    Zone zone;  // overrides and texts
    std::vector<Layer> layers;
    std::vector<Override> overrides;  // in file order
    std::vector<PersonId> shadows;    // told, never assigned
    enum class Cover { next, none };
    Cover cover = Cover::next;
    bool external = false;  // `source:` reads it from elsewhere: nobody is known here
    friend bool operator==(const Rotation&, const Rotation&) = default;
};

// ---- questions ----------------------------------------------------------------------------------------

// Who is on call at an instant. `people` in order, the first is the one who gets tickets; empty: nobody.
struct OnCall {
    enum class Why { shift, override_, cover, nobody };
    std::vector<PersonId> people;
    Interval shift{kEver, kForever};  // how long this answer holds: up to the next change
    Instant shift_started = kEver;    // where the first person's present stretch began
    Why why = Why::nobody;
    std::optional<PersonId> instead_of;  // whom an override replaces, or who is away
    friend bool operator==(const OnCall&, const OnCall&) = default;
};

OnCall on_call(const Rotation& rotation, const People& people, Instant t);

// The instant where the first person on call changes. Gaps are skipped (outgoing is the last before the gap).
// Overrides and absences shorter than a day make no boundary, neither into nor out of them: nobody hands over
// a queue for an afternoon. Midnight to midnight is a day even where it has 23 hours.
struct Boundary {
    Instant at;
    PersonId outgoing;
    PersonId incoming;
    friend bool operator==(const Boundary&, const Boundary&) = default;
};

// The last boundary at or before t; none if the person never changed up to t (looks back at most two years).
std::optional<Boundary> last_boundary(const Rotation& rotation, const People& people, Instant t);

// The first boundary strictly after t; none within the next two years.
std::optional<Boundary> next_boundary(const Rotation& rotation, const People& people, Instant t);

}  // namespace oncalld
