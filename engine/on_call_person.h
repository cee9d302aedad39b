// Who gets a ticket now, by the chain of a route: the rotation's first person on call, else each of `then`.
#pragma once

#include "engine/configuration.h"
#include "engine/reason.h"

#include <optional>
#include <string>

namespace oncalld {

struct Candidate {
    PersonId person;
    AccountId account;      // in the ticket's tracker
    Instant since = kEver;  // start of the person's present stretch on call
    Instant until = kForever;
    std::string text;  // "on call for data-support until Mon 30 Nov 09:00 CET, override for bob"
    friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct Choice {
    std::optional<Candidate> candidate;
    Explanation why_nobody;       // set when there is no candidate
    Instant again_at = kForever;  // when the answer may change
};

Choice choose(const Configuration& config, const Assign& assign, const TrackerId& tracker, Instant now);

}  // namespace oncalld
