// The heart: from facts, configuration and now to the steps that are wanted, with a reason. Level-triggered:
// the same situation gives the same decision however often it is asked, and a decision never depends on how
// the news arrived.
#pragma once

#include "engine/configuration.h"
#include "engine/handoff.h"
#include "engine/memory.h"
#include "engine/reason.h"
#include "engine/step.h"
#include "engine/ticket.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace oncalld {

// Everything decide() may look at. References must outlive the call.
struct Situation {
    const Configuration& config;
    const Snapshot& seen;
    const TicketMemory& memory;
    std::span<const Activity> activities;           // not yet handled, oldest first
    const std::map<RotationId, Handoff>& handoffs;  // the last shift change of each rotation, no baseline
    const std::set<AccountId>& own_accounts;        // in this ticket's tracker
    Instant first_start;                            // of this state directory
    Instant now;
};

struct Decision {
    std::vector<Step>
        steps;  // all that is wanted now; planned steps of this ticket that are not here are superseded
    TicketMemory memory;              // to be stored
    bool read_again = false;          // evidence is missing: read the ticket by id, then decide anew
    std::optional<Instant> again_at;  // time alone will change this decision: decide anew then
    Explanation why;                  // also when nothing is to be done
};

// Must not be called while a step of the ticket is in flight (sending or unknown).
Decision decide(const Situation& situation);

inline constexpr std::string_view kOptOutLabel = "no-rotation";
inline constexpr std::string_view kReopenLabel = "reopen-next-shift";

}  // namespace oncalld
