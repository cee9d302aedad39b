#include "engine/on_call_person.h"

#include <algorithm>

namespace oncalld {

namespace {

bool away(const Person& person, Instant now) {
    return std::any_of(person.time_off.begin(), person.time_off.end(),
                       [now](const Interval& off) { return off.contains(now); });
}

std::string on_call_text(const Rotation& rotation, const Person& person, const OnCall& answer) {
    std::string text = "on call for " + rotation.id.str();
    if (answer.shift.to != kForever) text += " until " + to_human(answer.shift.to, person.zone);
    if (answer.instead_of) {
        text += answer.why == OnCall::Why::cover ? ", covers for " : ", override for ";
        text += answer.instead_of->str();
    } else if (answer.why == OnCall::Why::override_) {
        text += ", by override";
    }
    return text;
}

// Follows one link of the chain. Leaves the choice without candidate if that link has nobody for this
// tracker.
void try_rotation(Choice& choice, const Configuration& config, const Rotation& rotation,
                  const TrackerId& tracker, Instant now) {
    const OnCall answer = on_call(rotation, config.people, now);
    choice.again_at = std::min(choice.again_at, answer.shift.to);
    if (answer.people.empty()) return;
    const Person& person = config.people.at(answer.people.front());
    const AccountId* account = person.account(tracker);
    if (!account) {
        choice.why_nobody = {Reason::no_account, person.name + " is on call for " + rotation.id.str() +
                                                     " but has no account in " + tracker.str() +
                                                     "; add it under people." + person.id.str() +
                                                     ".accounts"};
        return;
    }
    choice.candidate = Candidate{person.id, *account, answer.shift_started, answer.shift.to,
                                 on_call_text(rotation, person, answer)};
}

void try_person(Choice& choice, const Person& person, const TrackerId& tracker, Instant now) {
    if (away(person, now)) return;
    if (const AccountId* account = person.account(tracker))
        choice.candidate = Candidate{person.id, *account, kEver, kForever, "fallback: nobody is on call"};
}

}  // namespace

Choice choose(const Configuration& config, const Assign& assign, const TrackerId& tracker, Instant now) {
    Choice choice;
    choice.why_nobody = {Reason::nobody_on_call, "nobody is on call for " + assign.rotation.str()};
    try_rotation(choice, config, config.rotations.at(assign.rotation), tracker, now);
    for (const auto& next : assign.then) {
        if (choice.candidate) break;
        if (const auto* rotation = std::get_if<RotationId>(&next))
            try_rotation(choice, config, config.rotations.at(*rotation), tracker, now);
        else
            try_person(choice, config.people.at(std::get<PersonId>(next)), tracker, now);
    }
    return choice;
}

}  // namespace oncalld
