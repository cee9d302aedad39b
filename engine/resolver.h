// The answer at one instant: layers, then overrides, then time off. Every question about a rotation is a walk
// over these answers, so that "now", "next" and the boundaries can never disagree.
#pragma once

#include "engine/rotation.h"
#include "engine/turn.h"

#include <optional>
#include <vector>

namespace oncalld {

// Lives for one question; keeps references to rotation and people.
class Resolver {
public:
    // lasting: overrides and absences shorter than a day do not exist. That is what boundaries are made of.
    enum class Changes { all, lasting };

    // One person on call, and how they came to be. Pointers are into the rotation.
    struct Entry {
        const PersonId* person;
        const PersonId* before_replace;  // replaces are not transitive: they ask for this one
        const PersonId* instead_of = nullptr;
        const Turn* turn = nullptr;  // whose slot it is; null for those whom only an override names
        OnCall::Why why = OnCall::Why::shift;
    };

    Resolver(const Rotation& rotation, const People& people, Changes changes);

    // Fills entries() for t. Returns an interval around t, not always the longest, where they stay the same.
    Interval look(Instant t);
    const std::vector<Entry>& entries() const { return entries_; }
    const PersonId* first() const { return entries_.empty() ? nullptr : entries_.front().person; }

private:
    bool counts(const Interval& absence, const Zone& zone) const;
    void find_overrides(Instant t);
    void apply_overrides();
    enum class Emptied { yes, no };
    Emptied apply_time_off(Instant t);
    bool away(const PersonId& person, Instant t);
    bool gather(int priority, Instant t);
    std::size_t cover(const Entry& missing, std::size_t at, Instant t);

    const Rotation& rotation_;
    const People& people_;
    Changes changes_;

    // Overrides near the last question, so that a walk does not read all of them at every step.
    struct Near {
        Interval range{kForever, kEver};
        std::vector<const Override*> overrides;  // that meet the range, in file order
        Interval untouched{kEver, kForever};     // around the range: no other override changes anything here
    };
    Near near_;
    milliseconds reach_ = std::chrono::days(16);

    Interval holds_{kEver, kForever};
    std::vector<Turn> turns_;
    std::vector<const Override*> active_;
    std::vector<Entry> entries_;
};

}  // namespace oncalld
