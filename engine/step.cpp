#include "engine/step.h"

#include "engine/overloaded.h"

#include <algorithm>
#include <initializer_list>

namespace oncalld {

namespace {

__extension__ using Wide = unsigned __int128;

// FNV-1a, 128 bits: offset basis and prime as in draft-eastlake-fnv.
class Fnv128 {
public:
    void add(std::string_view text) {
        for (const char c : text)
            add(c);
        add('\0');  // so that ("ab", "c") and ("a", "bc") differ
    }
    Wide value() const { return state_; }

private:
    void add(char c) {
        state_ ^= static_cast<unsigned char>(c);
        state_ *= (Wide{1} << 88) + 0x13b;
    }
    Wide state_ = (Wide{0x6c62272e07bb0142} << 64) + 0x62b821756295c58d;
};

// Others may be assigned beside ours (GitHub): they are none of our business.
bool shows_people(const Assignment& seen, const AssignTicket& assign) {
    const auto there = [&](const AccountId& account) { return seen.has(account); };
    if (assign.to.accounts.empty() && assign.replaces.empty()) return seen.nobody();
    return std::all_of(assign.to.accounts.begin(), assign.to.accounts.end(), there) &&
           std::none_of(assign.replaces.begin(), assign.replaces.end(), there);
}

}  // namespace

std::string_view kind_name(const Effect& effect) {
    return std::visit(Overloaded{[](const AssignTicket&) { return std::string_view("assign"); },
                                 [](const AddComment&) { return std::string_view("comment"); },
                                 [](const SetState&) { return std::string_view("set_state"); }},
                      effect);
}

StepId derive_step_id(const TicketRef& ticket, std::string_view kind, std::string_view cause) {
    Fnv128 hash;
    for (const std::string_view part :
         {std::string_view(ticket.tracker.str()), std::string_view(ticket.id.str()), kind, cause})
        hash.add(part);
    static constexpr std::string_view kHex = "0123456789abcdef";
    static constexpr int kDigits = 20;
    std::string text;
    Wide value = hash.value();
    for (int i = 0; i < kDigits; ++i, value >>= 4)
        text += kHex[static_cast<std::size_t>(value & 15)];
    return StepId(std::move(text));
}

bool shows_effect(const Ticket& ticket, const Effect& effect) {
    return std::visit(Overloaded{[&](const AssignTicket& assign) {
                                     if (!assign.to.policy) return shows_people(ticket.assignment, assign);
                                     if (ticket.assignment.policy != assign.to.policy) return false;
                                     return !assign.newer_than ||
                                            (ticket.assigned_at && *ticket.assigned_at > *assign.newer_than);
                                 },
                                 [](const AddComment&) { return false; },
                                 [&](const SetState& set) {
                                     // A workflow may lead a closed ticket only to "in progress": it is
                                     // reopened all the same.
                                     return ticket.state == set.to ||
                                            (set.from == TicketState::resolved && !ticket.closed());
                                 }},
                      effect);
}

Ticket with_effect(Ticket ticket, const Effect& effect) {
    std::visit(Overloaded{[&](const AssignTicket& assign) {
                              if (assign.to.policy) {
                                  ticket.assignment.policy = assign.to.policy;
                                  return;
                              }
                              ticket.assignment = assign.to;
                          },
                          [](const AddComment&) {},
                          [&](const SetState& set) {
                              ticket.state = set.to;
                              if (set.to == TicketState::resolved) return;
                              ticket.resolution = Resolution::none;
                              ticket.resolved_at.reset();
                          }},
               effect);
    return ticket;
}

}  // namespace oncalld
