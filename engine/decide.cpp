#include "engine/decide.h"

#include "engine/on_call_person.h"

#include <algorithm>

namespace oncalld {

namespace {

// A webhook that comes later than this after the change it tells of may have been overtaken by a person. More
// than clocks differ.
constexpr seconds kLate{120};

// One decision in the making. The members are filled by the stages below, in the order in which decide()
// calls them; a stage that settles the matter returns true.
class Deciding {
public:
    explicit Deciding(const Situation& situation)
        : s_(situation), ticket_(situation.seen.ticket), memory_(situation.memory) {}

    Decision run() {
        if (may_be_stale()) return ask_for_read("this view may be older than our last write");
        note_first_sight();
        note_closing();
        find_route();
        if (left_alone()) return finish();
        if (ticket_.closed()) {
            reopen_if_marked();
            return finish();
        }
        note_owner();
        if (decision_.read_again) return finish();
        switch (memory_.assignee_owner) {
            case Owner::human:
                because(Reason::human_owns, "a person decides who has it");
                break;
            case Owner::nobody:
                assign();
                break;
            case Owner::us:
                hand_over_or_explain();
                break;
        }
        return finish();
    }

private:
    // ---- what we know -----------------------------------------------------------------------------------

    // Search indexes lag and webhooks come late: a view that is not newer than the one our last write was
    // decided on, and shows something else than that write, proves nothing.
    bool may_be_stale() const {
        if (s_.seen.source == Source::read || memory_.cause.empty()) return false;
        if (ticket_.updated > memory_.premise) return false;
        if (ticket_.closed()) return !memory_.closed_at || memory_.reopened_by_us;
        return memory_.assignee_owner == Owner::us && !agrees();
    }

    // A read by id that was sent after our last write was confirmed shows what is.
    bool surely_fresh() const {
        return s_.seen.source == Source::read && s_.seen.observed_at > memory_.confirmed_at;
    }

    // Is what is seen our doing? What we wrote, or wrote in part.
    bool agrees() const {
        if (memory_.written.policy)
            return ticket_.assignment.policy == memory_.written.policy || as_attempted();
        const bool as_written =
            !ticket_.assignment.policy && chosen(ticket_.assignment) == memory_.written.accounts;
        return as_written || as_attempted() || half_attempted();
    }

    bool as_attempted() const {
        if (!memory_.attempted) return false;
        if (memory_.attempted->policy) return ticket_.assignment.policy == memory_.attempted->policy;
        return ticket_.assignment == *memory_.attempted;
    }

    bool half_attempted() const {
        if (!memory_.attempted || ticket_.assignment.policy) return false;
        return without_attempted(chosen(ticket_.assignment)) == without_attempted(memory_.written.accounts);
    }

    std::vector<AccountId> without_attempted(std::vector<AccountId> accounts) const {
        std::erase_if(accounts, [&](const AccountId& account) { return memory_.attempted->has(account); });
        return accounts;
    }

    // Without the accounts that count as no assignee: where a ticket has several, they stay beside ours.
    std::vector<AccountId> chosen(const Assignment& assignment) const {
        std::vector<AccountId> accounts = assignment.accounts;
        const auto nobodys = s_.config.treat_as_unassigned.find(ticket_.ref.tracker);
        if (nobodys != s_.config.treat_as_unassigned.end())
            std::erase_if(accounts,
                          [&](const AccountId& account) { return nobodys->second.contains(account); });
        return accounts;
    }

    bool somebody_else_assigned_it() const {
        return std::any_of(s_.activities.begin(), s_.activities.end(), [&](const Activity& activity) {
            return activity.kind == Activity::Kind::assigned && !activity.actor.empty() &&
                   !s_.own_accounts.contains(activity.actor) && activity.at > memory_.confirmed_at;
        });
    }

    // Is there an assignee by somebody's choice? Not the escalation policy's, the project default's, or one
    // that was merely left from before a reopening.
    bool claimed() const {
        if (ticket_.assignment.policy || memory_.disregard == ticket_.assignment || as_attempted())
            return false;
        return !chosen(ticket_.assignment).empty();
    }

    // Good enough to write on? Between a view and a write a person may act, and what we do not see we would
    // overwrite. So not what a search index says, not a webhook that was long on its way, and nothing that
    // was seen before the reason to write came up (`since`: the start of the shift, the shift change).
    bool may_write_on_it(Instant since) const {
        if (s_.seen.observed_at < since) return false;
        switch (s_.seen.source) {
            case Source::search:
                return false;
            case Source::feed:
                return s_.seen.observed_at - ticket_.updated <= kLate;
            case Source::read:
                return true;
        }
        return false;
    }

    // ---- bookkeeping ------------------------------------------------------------------------------------

    void note_first_sight() {
        if (memory_.first_seen) return;
        memory_.first_seen = s_.now;
        const seconds reach = s_.config.adopt_newer_than.value_or(seconds(0));
        memory_.adopted = ticket_.created >= s_.first_start - reach;
    }

    void note_closing() {
        const bool marked = ticket_.has_label(kReopenLabel);
        if (!marked) memory_.reopen_mark_used = false;
        if (ticket_.closed()) {
            const bool news = !memory_.closed_at;
            if (news) memory_.closed_at = ticket_.resolved_at.value_or(ticket_.updated);
            memory_.reopened_by_us = false;
            if (!marked)
                memory_.reopen_marked_at.reset();
            else if (!memory_.reopen_marked_at)
                // A label that came after the closing counts from when it came.
                memory_.reopen_marked_at = news ? *memory_.closed_at : ticket_.updated;
            return;
        }
        memory_.reopen_marked_at.reset();
        if (!memory_.closed_at) return;
        note_reopening();
        memory_.closed_at.reset();
        memory_.reopened_by_us = false;
    }

    // Closed and open again. By us: it is for today's person, whoever had it. By a person: automatic again,
    // but an assignee whom a person chose stays a person's choice.
    void note_reopening() {
        const bool was_ours = memory_.assignee_owner == Owner::us && agrees();
        if (memory_.reopened_by_us || was_ours) memory_.disregard = ticket_.assignment;
        if (!memory_.reopened_by_us) {
            memory_.automatic_since = "reopened " + to_rfc3339(*memory_.closed_at);
            memory_.adopted = true;
        }
        memory_.assignee_owner = Owner::nobody;
    }

    void find_route() {
        route_ = route_for(s_.config.routes, ticket_, s_.now);
        for (const Route& route : s_.config.routes) {
            decide_again_when_aged(route.match.older_than);
            decide_again_when_aged(route.match.newer_than);
        }
        memory_.route = route_ ? route_->id : RouteId();
        const RotationId rotation = route_ && route_->assign ? route_->assign->rotation : RotationId();
        // Another rotation's past shift changes are none of this ticket's: it waits for the next one.
        if (rotation != memory_.rotation) memory_.decided_at = s_.now;
        memory_.rotation = rotation;
        const auto found = s_.handoffs.find(rotation);
        if (found != s_.handoffs.end()) handoff_ = &found->second;
    }

    // A route that matches by age may match otherwise later, without any news from the tracker.
    void decide_again_when_aged(const std::optional<seconds>& age) {
        if (!age || ticket_.created + *age <= s_.now) return;
        decide_again_at(ticket_.created + *age);
    }

    bool left_alone() {
        if (!route_) return because(Reason::no_route, "no route matches");
        if (!route_->assign) return because(Reason::route_assigns_none, route_name() + " assigns nobody");
        if (!route_->not_acted_on.empty())
            return because(Reason::not_acted_on, route_name() + " uses " + route_->not_acted_on +
                                                     ", which this version does not act on");
        if (ticket_.has_label(kOptOutLabel))
            return because(Reason::opted_out, "it carries the label " + std::string(kOptOutLabel));
        if (!memory_.adopted)
            return because(
                Reason::older_than_start,
                "it was there before oncalld first started, and `adopt` does not reach back so far");
        return false;
    }

    // Whose is the assignee field? A change of what we wrote is a person's only on evidence.
    void note_owner() {
        if (memory_.assignee_owner == Owner::us) {
            if (agrees()) return;
            if (!surely_fresh() && !(s_.seen.source == Source::feed && somebody_else_assigned_it())) {
                decision_ = ask_for_read("the assignee is not the one we wrote; reading it again to be sure");
                return;
            }
            give_to_human();
        } else if (memory_.assignee_owner == Owner::nobody && claimed()) {
            give_to_human();
        }
    }

    void give_to_human() {
        memory_.assignee_owner = Owner::human;
        memory_.owned_since = s_.now;
        memory_.attempted.reset();
        memory_.disregard.reset();
        memory_.explained = true;
    }

    // ---- decisions --------------------------------------------------------------------------------------

    void reopen_if_marked() {
        if (!memory_.reopen_marked_at || memory_.reopen_mark_used) {
            because(Reason::closed, "it is closed");
            return;
        }
        if (ticket_.resolution == Resolution::wont_fix || ticket_.resolution == Resolution::duplicate) {
            because(Reason::closed, "closed as not to be done or as a duplicate: never reopened");
            return;
        }
        if (!handoff_ || *memory_.reopen_marked_at >= handoff_->boundary) {
            because(Reason::closed, "it will be reopened at the next shift change");
            return;
        }
        if (!may_write_on_it(handoff_->boundary)) {
            decision_ = ask_for_read("this view may be out of date; reading it again before reopening");
            return;
        }
        because(Reason::reopen_marked,
                "reopened for the next shift: it was closed with the label " + std::string(kReopenLabel));
        add(SetState{TicketState::resolved, TicketState::open}, handoff_cause(), end_of_shift());
    }

    void assign() {
        const Assign& rule = *route_->assign;
        if (rule.via == Assign::Via::policy) {
            assign_policy(rule);
            return;
        }
        const Choice choice = choose(s_.config, rule, ticket_.ref.tracker, s_.now);
        if (!choice.candidate) {
            decision_.why = choice.why_nobody;
            if (choice.again_at != kForever) decide_again_at(choice.again_at);
            return;
        }
        const Candidate& who = *choice.candidate;
        const std::string cause = assignment_cause(who.since);
        const Assignment wanted = Assignment::to(who.account);
        because_it_is_automatic(who.text);
        if (ticket_.assignment == wanted) return take_as_ours(wanted, who.person, cause);
        add_assignment(AssignTicket{wanted, ours_to_replace(who.account), who.person, {}}, cause, who.since,
                       who.until);
    }

    void assign_policy(const Assign& rule) {
        const Rotation& rotation = s_.config.rotations.at(rule.rotation);
        const OnCall answer = on_call(rotation, s_.config.people, s_.now);
        const Assignment wanted = Assignment::to(*rule.policy);
        const std::string cause = assignment_cause(answer.shift_started);
        because_it_is_automatic(route_name() + " sends it to escalation policy " + rule.policy->str());
        if (ticket_.assignment.policy == rule.policy) return take_as_ours(wanted, PersonId(), cause);
        add_assignment(AssignTicket{wanted, {}, PersonId(), {}}, cause, answer.shift_started,
                       answer.shift.to);
    }

    // It is already as wanted and nobody's choice: from now on ours, without a write.
    void take_as_ours(const Assignment& wanted, const PersonId& person, const std::string& cause) {
        memory_.assignee_owner = Owner::us;
        memory_.owned_since = memory_.confirmed_at = memory_.decided_at = s_.now;
        memory_.written = wanted;
        memory_.person = person;
        memory_.premise = ticket_.updated;
        memory_.cause = cause;
        memory_.explained = true;
        memory_.disregard.reset();
        decision_.why.reason = Reason::already_right;
    }

    void hand_over_or_explain() {
        if (handoff_ && memory_.decided_at < handoff_->boundary) {
            switch (route_->at_handoff) {
                case HandoffPolicy::carry_over:
                    carry_over();
                    break;
                case HandoffPolicy::keep:
                    because(Reason::kept, route_name() + " keeps tickets with " + memory_.person.str());
                    break;
                case HandoffPolicy::release:
                    break;  // such a route is left alone, see left_alone()
            }
        } else {
            because(Reason::already_right, memory_.said);
        }
        if (memory_.restart_due && ticket_.state == TicketState::in_progress) {
            const Explanation why{Reason::restart, "back to open for the incoming person"};
            add(SetState{TicketState::in_progress, TicketState::open}, handoff_cause(*memory_.restart_due),
                end_of_shift(), why);
        } else {
            memory_.restart_due.reset();
        }
        if (!memory_.explained) add(AddComment{comment()}, memory_.cause, kForever);
    }

    void carry_over() {
        memory_.explained = true;  // what was said, or was about to be, is no longer so
        const auto found = s_.config.people.find(handoff_->incoming);
        if (found == s_.config.people.end()) {  // removed by a reload since: the next boundary moves it
            because(Reason::kept, handoff_->incoming.str() + " took over but is no longer configured");
            return;
        }
        const Person& incoming = found->second;
        const AccountId* account = incoming.account(ticket_.ref.tracker);
        because(Reason::carry_over, "shift change of " + memory_.rotation.str() + ": from " +
                                        handoff_->outgoing.str() + " to " + incoming.id.str());
        if (route_->restart && ticket_.state == TicketState::in_progress)
            memory_.restart_due = handoff_->boundary;
        if (memory_.written.policy) {
            if (account && ticket_.assignment.has(*account)) return settle_handoff();
            add_assignment(AssignTicket{memory_.written, {}, PersonId(), ticket_.assigned_at},
                           handoff_cause(), handoff_->boundary, end_of_shift());
            return;
        }
        if (!account) {
            because(Reason::no_account, incoming.name + " takes over " + memory_.rotation.str() +
                                            " but has no account in " + ticket_.ref.tracker.str());
            return;
        }
        if (memory_.written == Assignment::to(*account)) return settle_handoff();
        add_assignment(AssignTicket{Assignment::to(*account), memory_.written.accounts, incoming.id, {}},
                       handoff_cause(), handoff_->boundary, end_of_shift());
    }

    // The handoff needs no write here: remember that it has been dealt with.
    void settle_handoff() {
        memory_.decided_at = s_.now;
        decision_.why.reason = Reason::already_right;
    }

    // ---- parts ------------------------------------------------------------------------------------------

    void add_assignment(AssignTicket effect, std::string cause, Instant since, Instant valid_until) {
        if (!may_write_on_it(since)) {
            decision_ = ask_for_read("this view may be out of date; reading it again before writing");
            return;
        }
        add(std::move(effect), std::move(cause), valid_until);
    }

    void add(Effect effect, std::string cause, Instant valid_until) {
        add(std::move(effect), std::move(cause), valid_until, decision_.why);
    }

    void add(Effect effect, std::string cause, Instant valid_until, const Explanation& why) {
        Step step;
        step.id = derive_step_id(ticket_.ref, kind_name(effect), cause);
        step.ticket = ticket_.ref;
        step.key = ticket_.key;
        step.effect = std::move(effect);
        step.cause = std::move(cause);
        step.why = why;
        step.decided_at = s_.now;
        step.premise = ticket_.updated;
        step.valid_until = valid_until;
        decision_.steps.push_back(std::move(step));
    }

    // "Ann Berg is on call for data-support until ..." with a mention of exactly the assignee.
    Document comment() const {
        Line line;
        const auto person = s_.config.people.find(memory_.person);
        if (person != s_.config.people.end() && memory_.written.accounts.size() == 1) {
            line.push_back(Mention{memory_.written.accounts.front(), person->second.name});
            line.push_back(Text{": " + memory_.said});
        } else {
            line.push_back(Text{memory_.said});
        }
        return Document{{Paragraph{std::move(line)}}};
    }

    // Of the accounts that are there, the one that we put there: nobody else's is taken away.
    std::vector<AccountId> ours_to_replace(const AccountId& wanted) const {
        std::vector<AccountId> ours;
        for (const AccountId& account : memory_.written.accounts)
            if (account != wanted && ticket_.assignment.has(account)) ours.push_back(account);
        return ours;
    }

    std::string route_name() const { return "route " + route_->id.str(); }
    // One assignment a shift, and another one for each time that the ticket became automatic again. What the
    // tracker refused for one person is tried again for the next.
    std::string assignment_cause(Instant since) const {
        const std::string shift = since == kEver ? std::string("shift") : "shift " + to_rfc3339(since);
        return memory_.automatic_since.empty() ? shift : memory_.automatic_since + ", " + shift;
    }
    void because_it_is_automatic(const std::string& text) {
        if (memory_.automatic_since.empty())
            because(Reason::on_call, text);
        else if (memory_.automatic_since.starts_with("handoff"))
            because(Reason::reopen_marked, "reopened for this shift, " + text);
        else
            because(Reason::reopened_by_person, "reopened, " + text);
    }
    static std::string handoff_cause(Instant boundary) { return "handoff " + to_rfc3339(boundary); }
    std::string handoff_cause() const { return handoff_cause(handoff_->boundary); }

    Instant end_of_shift() const {
        const auto next = next_boundary(s_.config.rotations.at(memory_.rotation), s_.config.people, s_.now);
        return next ? next->at : kForever;
    }

    void decide_again_at(Instant t) { decision_.again_at = std::min(decision_.again_at.value_or(t), t); }

    bool because(Reason reason, std::string text) {
        decision_.why = {reason, std::move(text)};
        return true;
    }

    Decision ask_for_read(std::string text) const {
        Decision decision;
        decision.memory = s_.memory;
        decision.read_again = true;
        decision.why = {Reason::needs_fresh_read, std::move(text)};
        return decision;
    }

    Decision finish() {
        decision_.memory = std::move(memory_);
        return std::move(decision_);
    }

    const Situation& s_;
    const Ticket& ticket_;
    TicketMemory memory_;
    const Route* route_ = nullptr;
    const Handoff* handoff_ = nullptr;
    Decision decision_;
};

}  // namespace

Decision decide(const Situation& situation) {
    return Deciding(situation).run();
}

}  // namespace oncalld
