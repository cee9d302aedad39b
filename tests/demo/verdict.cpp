#include "tests/demo/verdict.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace oncalld::demo {

namespace {

using sandbox::LedgerEntry;

// What oncalld did to one ticket, oldest first.
using Writes = std::vector<LedgerEntry>;

Writes writes_to(const std::string& id, const std::string& tracker, const Evidence& evidence,
                 const Setting& setting) {
    Writes writes;
    for (const LedgerEntry& entry : evidence.ledger)
        if (entry.tracker == tracker && entry.ticket == id && entry.effective && is_bot(setting, entry.actor))
            writes.push_back(entry);
    return writes;
}

const TicketView* find(const Evidence& evidence, const std::string& tracker, const std::string& id) {
    const auto tickets = evidence.tickets.find(tracker);
    if (tickets == evidence.tickets.end()) return nullptr;
    for (const TicketView& ticket : tickets->second)
        if (ticket.id == id) return &ticket;
    return nullptr;
}

bool after_change(const LedgerEntry& entry) {
    return entry.at >= shift_change();
}

// One sentence for each write that was there before.
std::vector<std::string> duplicates_of(const PlannedTicket& planned, const Writes& writes) {
    std::vector<std::string> found;
    std::set<std::tuple<std::string, std::string, bool>> seen;
    for (const LedgerEntry& entry : writes) {
        const bool marked = !entry.marker.empty();
        const auto key =
            std::tuple(entry.kind, marked ? entry.marker : entry.value, !marked && after_change(entry));
        if (!seen.insert(key).second)
            found.push_back(planned.name + " (" + entry.key + "): " + entry.kind + " \"" + entry.value +
                            "\" twice");
    }
    return found;
}

bool did(const Writes& writes, std::string_view kind, bool (*when)(const LedgerEntry&)) {
    return std::any_of(writes.begin(), writes.end(),
                       [&](const LedgerEntry& entry) { return entry.kind == kind && when(entry); });
}

bool any_time(const LedgerEntry&) {
    return true;
}
bool before_change(const LedgerEntry& entry) {
    return !after_change(entry);
}

// A ticket that is somebody's from the start or not for the rotation must not be written to at all.
bool must_not_be_touched(const PlannedTicket& planned) {
    return planned.end.fate == Fate::no_route || !planned.spec.assignee.empty();
}

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values)
        text += (text.empty() ? "" : ", ") + value;
    return text.empty() ? "nobody" : text;
}

std::string described(const Setting& setting, const std::string& state,
                      const std::vector<std::string>& assignees, const std::string& policy) {
    std::vector<std::string> persons;
    for (const std::string& account : assignees)
        persons.push_back(person_of(setting, account));
    return state + ", " + joined(persons) + (policy.empty() ? "" : " by policy " + policy);
}

TicketEnd end_of(const PlannedTicket& planned, const TicketView* ticket, const Writes& writes,
                 const Setting& setting) {
    TicketEnd end{.name = planned.name, .tracker = planned.tracker};
    if (!ticket) return end;
    end.key = ticket->key;
    end.state = ticket->state;
    for (const std::string& account : ticket->assignees)
        end.assignees.push_back(person_of(setting, account));
    end.policy = ticket->policy;
    end.comments = static_cast<int>(std::count_if(
        writes.begin(), writes.end(), [](const LedgerEntry& entry) { return entry.kind == "comment"; }));
    end.as_promised = reached(planned.end, *ticket) && !(must_not_be_touched(planned) && !writes.empty());
    return end;
}

std::string loss(const PlannedTicket& planned, const TicketView* ticket, const Writes& writes,
                 const Setting& setting) {
    if (!ticket) return planned.name + ": the ticket is not there";
    if (must_not_be_touched(planned) && !writes.empty())
        return planned.name + " (" + ticket->key + "): was to be left alone, but got " + writes.front().kind +
               " \"" + writes.front().value + "\"";
    const End& end = planned.end;
    return planned.name + " (" + ticket->key + "): is " +
           described(setting, ticket->state, ticket->assignees, ticket->policy) + "; promised " +
           described(setting, end.state, end.assignees, end.policy);
}

}  // namespace

bool is_bot(const Setting& setting, const std::string& account) {
    return account == setting.bot.jira || account == setting.bot.github || account == setting.bot.pagerduty;
}

std::string person_of(const Setting& setting, const std::string& account) {
    for (const sandbox::Member& member : setting.members)
        if (account == member.jira || account == member.github || account == member.pagerduty)
            return member.person;
    return is_bot(setting, account) ? "oncalld" : account;
}

Verdict judge(const Story& story, const Evidence& evidence, const Setting& setting) {
    Verdict verdict;
    for (const auto& [tracker, calls] : evidence.calls) {
        verdict.api_calls[tracker] = calls;
        for (Counts* counts :
             {&verdict.assigned, &verdict.handed_over, &verdict.reopened, &verdict.left_to_humans})
            (*counts)[tracker] = 0;
    }
    for (const PlannedTicket& planned : story.tickets) {
        const auto id = evidence.ids.find(planned.name);
        const TicketView* const ticket =
            id == evidence.ids.end() ? nullptr : find(evidence, planned.tracker, id->second);
        const Writes writes = ticket ? writes_to(ticket->id, planned.tracker, evidence, setting) : Writes();
        const TicketEnd end = end_of(planned, ticket, writes, setting);
        const std::string& tracker = planned.tracker;

        const bool reopened = did(writes, "state", any_time) && planned.end.fate == Fate::reopened;
        if (did(writes, "assign", any_time)) ++verdict.assigned[tracker];
        if (did(writes, "assign", before_change) && did(writes, "assign", after_change) && !reopened)
            ++verdict.handed_over[tracker];
        if (reopened) ++verdict.reopened[tracker];
        if (planned.end.fate == Fate::human && end.as_promised) ++verdict.left_to_humans[tracker];

        for (std::string& complaint : duplicates_of(planned, writes)) {
            ++verdict.duplicates;
            verdict.complaints.push_back("twice: " + std::move(complaint));
        }
        if (!end.as_promised) {
            ++verdict.lost;
            verdict.complaints.push_back("lost: " + loss(planned, ticket, writes, setting));
        }
        verdict.ends.push_back(end);
    }
    return verdict;
}

}  // namespace oncalld::demo
