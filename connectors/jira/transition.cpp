#include "connectors/jira/transition.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace oncalld::jira {

namespace {

// Best first.
std::vector<std::string_view> categories(const SetState& wanted) {
    switch (wanted.to) {
        case TicketState::open:
            // Some workflows reopen straight into work. For an issue in progress that would change nothing.
            if (wanted.from == TicketState::resolved) return {"new", "indeterminate"};
            return {"new"};
        case TicketState::in_progress:
            return {"indeterminate"};
        case TicketState::resolved:
            return {"done"};
    }
    return {};
}

// Names of the fields that somebody would have to fill in.
std::vector<std::string> asks_for(const json::Value& transition) {
    std::vector<std::string> names;
    const json::Value* const fields = json::at(transition, "fields");
    if (!fields || !fields->IsObject()) return names;
    for (const auto& [key, field] : fields->GetObject()) {
        if (!json::bool_at(field, "required").value_or(false)) continue;
        if (json::bool_at(field, "hasDefaultValue").value_or(false)) continue;
        const std::string name = json::string_at(field, "name");
        names.push_back(name.empty() ? json::as_string(&key) : name);
    }
    return names;
}

struct Candidate {
    std::size_t rank = 0;  // of its category
    std::string id, name;
    std::vector<std::string> asks;
    bool has_resolution = false;
};

}  // namespace

Result<Transition> choose_transition(const json::Value& offered, const SetState& wanted) {
    const auto ranking = categories(wanted);
    std::vector<Candidate> candidates;
    for (const json::Value& transition : json::array_at(offered, "transitions")) {
        const auto category = json::text_at(transition, "to", "statusCategory", "key");
        const auto rank = std::ranges::find(ranking, category);
        if (rank == ranking.end() || json::bool_at(transition, "isAvailable") == false) continue;
        candidates.push_back({static_cast<std::size_t>(rank - ranking.begin()),
                              json::string_at(transition, "id"), json::string_at(transition, "name"),
                              asks_for(transition), json::at(transition, "fields", "resolution") != nullptr});
    }
    if (candidates.empty())
        return Error{ErrorKind::give_up,
                     fmt::format("the workflow offers our account no transition to a status of category {}; "
                                 "add one, or grant the permission Transition Issues",
                                 fmt::join(ranking, " or "))};
    const auto best = std::ranges::min_element(candidates, {}, [](const Candidate& candidate) {
        return std::tuple(!candidate.asks.empty(), candidate.rank);
    });
    if (!best->asks.empty())
        return Error{ErrorKind::give_up,
                     fmt::format("the transition {} asks for {}: give it a default, or make it optional",
                                 best->name, fmt::join(best->asks, ", "))};
    return Transition{best->id, best->has_resolution && wanted.to != TicketState::resolved};
}

}  // namespace oncalld::jira
