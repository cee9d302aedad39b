// What happens in the demo, and how each ticket must end: written down before anything runs, so that the run
// can be judged. The story is a function of the seed.
#pragma once

#include "tests/sandbox/fake.h"

#include <string>
#include <vector>

namespace oncalld::demo {

using sandbox::HumanAct;
using sandbox::Setting;
using sandbox::TicketSpec;
using sandbox::TicketView;

// Monday 09:00 in Oslo: ann hands over to bob.
Instant shift_change();
inline constexpr const char* kOutgoing = "ann";
inline constexpr const char* kIncoming = "bob";
inline constexpr const char* kPolicy = "PESC001";

enum class Fate {
    handed_over,  // open, now with the incoming person
    reopened,     // closed for the next shift: open again, with the incoming person
    stays_closed,
    human,     // a person decided who has it
    no_route,  // not for the rotation
};

struct End {
    Fate fate = Fate::handed_over;
    std::string state = "open";
    std::vector<std::string> assignees;  // account ids
    std::string policy;                  // PagerDuty, while the policy decides
    friend bool operator==(const End&, const End&) = default;
};

enum class Arrival {
    webhook,
    poll,  // comes while webhooks are off: only polling finds it
};

struct PlannedTicket {
    std::string name;  // unique in the story: "jira/taken"
    std::string tracker;
    Arrival arrival = Arrival::webhook;
    TicketSpec spec;
    std::string people_do;       // what people do to it once it is assigned, for the reader; empty: nothing
    std::vector<HumanAct> acts;  // that, in order; `ticket` is filled in when it has an id
    End end;
};

struct Story {
    std::vector<PlannedTicket> tickets;  // in the order in which they are created
};

Story make_story(const Setting& setting, unsigned seed);

// Does the ticket look as promised? Assignees do not matter where a ticket stays closed: PagerDuty clears
// them.
bool reached(const End& end, const TicketView& ticket);

}  // namespace oncalld::demo
