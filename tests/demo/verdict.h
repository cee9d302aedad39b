// The judge: what was promised (story.h) against what the trackers say happened. Pure.
//
// Duplicate: oncalld changed a ticket twice for the same cause. The ledger does not know causes, but within
// one shift every write has its own: the same kind with the same value again on the same ticket is a
// duplicate, and so is a comment with the same marker, whenever it comes. Asking for what is so already
// changes nothing. Lost: a ticket that did not end as promised, or that oncalld touched although it is a
// person's or not for the rotation.
#pragma once

#include "tests/demo/story.h"
#include "tests/sandbox/wire.h"

#include <map>
#include <string>
#include <vector>

namespace oncalld::demo {

// By tracker.
using Counts = std::map<std::string, int>;

struct TicketEnd {
    std::string name, tracker, key, state;
    std::vector<std::string> assignees;  // persons where the account is known
    std::string policy;
    int comments = 0;  // by oncalld
    bool as_promised = false;
    friend bool operator==(const TicketEnd&, const TicketEnd&) = default;
};

struct Verdict {
    Counts assigned;        // tickets that oncalld assigned
    Counts handed_over;     // of these, to the incoming person at the shift change
    Counts reopened;        // for the next shift
    Counts left_to_humans;  // somebody's choice, left as it is
    Counts api_calls;
    int kills = 0;  // the daemon was killed and started again so often
    int duplicates = 0;
    int lost = 0;
    std::vector<std::string> complaints;  // one sentence for each duplicate and loss
    std::vector<TicketEnd> ends;          // in the story's order
};

struct Evidence {
    std::map<std::string, std::string>
        ids;  // by name in the story; a ticket that was never created is absent
    std::vector<sandbox::LedgerEntry> ledger;
    sandbox::TicketsByTracker tickets;
    sandbox::CallsByTracker calls;
};

Verdict judge(const Story& story, const Evidence& evidence, const Setting& setting);

bool is_bot(const Setting& setting, const std::string& account);
std::string person_of(const Setting& setting, const std::string& account);  // the account itself if unknown

}  // namespace oncalld::demo
