// Which transition brings an issue into a wanted state. Jira has no "set status": every status change is one
// of the transitions that the workflow offers to this account right now. They are chosen by the category of
// the status they lead to, because names are renamed and translated. (Jira Cloud REST API v3: Get
// transitions, with expand=transitions.fields.)
#pragma once

#include "connectors/json.h"
#include "engine/step.h"

#include <string>

namespace oncalld::jira {

struct Transition {
    std::string id;
    bool clear_resolution = false;  // its screen has the resolution, which a reopened issue must not keep
    friend bool operator==(const Transition&, const Transition&) = default;
};

// `offered`: the body of Get transitions. Error kind give_up: no path, or only ones whose screen asks for
// more than we can know.
Result<Transition> choose_transition(const json::Value& offered, const SetState& wanted);

}  // namespace oncalld::jira
