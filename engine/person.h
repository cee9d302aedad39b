// A person of the team: who they are in each tracker, where they live, when they are away.
#pragma once

#include "engine/ids.h"
#include "engine/time.h"

#include <map>
#include <string>
#include <vector>

namespace oncalld {

struct Person {
    PersonId id;
    std::string name;
    Zone zone;  // times that this person reads are written in it
    std::map<TrackerId, AccountId> accounts;
    std::vector<Interval> time_off;  // sorted, disjoint

    const AccountId* account(const TrackerId& tracker) const {
        const auto found = accounts.find(tracker);
        return found == accounts.end() ? nullptr : &found->second;
    }
    friend bool operator==(const Person&, const Person&) = default;
};

using People = std::map<PersonId, Person>;

}  // namespace oncalld
