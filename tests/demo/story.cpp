#include "tests/demo/story.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <string_view>

namespace oncalld::demo {

namespace {

constexpr std::array<std::string_view, 12> kTitles{
    "Nightly load of orders is late",       "Dashboard shows yesterday's numbers",
    "Disk of etl-3 is 91 % full",           "Customer cannot see her invoices",
    "Kafka consumer lag keeps growing",     "Export fails for accounts with an ampersand",
    "Certificate of reports.acme expires",  "Duplicate rows in the billing feed",
    "Backfill for October was cut short",   "Access to the finance schema",
    "Alert without a runbook: replica lag", "Time zone is wrong in the weekly mail",
};

// The part of the story that plays in one tracker.
class Chapter {
public:
    Chapter(const Setting& setting, std::string tracker, std::mt19937& random)
        : setting_(setting), tracker_(std::move(tracker)), random_(random) {}

    std::string account(std::string_view person) const {
        for (const sandbox::Member& member : setting_.members)
            if (member.person == person) return of(member);
        return {};
    }

    // A ticket of the rotation that nobody touches by hand.
    PlannedTicket& add(const std::string& name, Arrival arrival) {
        PlannedTicket ticket;
        ticket.name = tracker_ + "/" + name;
        ticket.tracker = tracker_;
        ticket.arrival = arrival;
        ticket.spec.title = std::string(kTitles[random_() % kTitles.size()]);
        ticket.spec.reporter = account(random_() % 2 == 0 ? "cy" : "lea");
        if (tracker_ == "jira") {
            ticket.spec.container = "SUP";
            ticket.spec.issue_type = "Bug";
        } else if (tracker_ == "github") {
            ticket.spec.container = "acme/data";
        } else {
            ticket.spec.container = "PIJ90N7";
            ticket.spec.urgency = random_() % 2 == 0 ? "high" : "low";
        }
        if (has_labels()) ticket.spec.labels = {random_() % 2 == 0 ? "support" : "ops"};
        ticket.end = incoming(Fate::handed_over);
        tickets_.push_back(std::move(ticket));
        return tickets_.back();
    }

    // What `person` does once oncalld has assigned it.
    void then(PlannedTicket& ticket, std::string_view person, HumanAct::Kind kind, std::string value) const {
        ticket.acts.push_back({kind, "", account(person), std::move(value)});
    }

    bool has_labels() const { return tracker_ != "pagerduty"; }
    End incoming(Fate fate) const {
        return {fate, "open", {account(kIncoming)}, has_labels() ? "" : kPolicy};
    }
    std::vector<PlannedTicket> take() { return std::move(tickets_); }

private:
    std::string of(const sandbox::Member& member) const {
        if (tracker_ == "jira") return member.jira;
        return tracker_ == "github" ? member.github : member.pagerduty;
    }

    const Setting& setting_;
    const std::string tracker_;
    std::mt19937& random_;
    std::vector<PlannedTicket> tickets_;
};

void add_routine(Chapter& chapter, std::mt19937& random) {
    const unsigned loud = 2 + static_cast<unsigned>(random() % 3);
    for (unsigned i = 1; i <= loud; ++i)
        chapter.add("routine-" + std::to_string(i), Arrival::webhook);
    const unsigned quiet = 1 + static_cast<unsigned>(random() % 2);
    for (unsigned i = 1; i <= quiet; ++i)
        chapter.add("unannounced-" + std::to_string(i), Arrival::poll);
}

void add_people(Chapter& chapter) {
    PlannedTicket& taken = chapter.add("taken", Arrival::webhook);
    taken.people_do = "cy takes it: \"I know this one\"";
    chapter.then(taken, "cy", HumanAct::Kind::assign, chapter.account("cy"));
    taken.end = {Fate::human, "open", {chapter.account("cy")}, ""};

    PlannedTicket& had = chapter.add("assigned-by-reporter", Arrival::webhook);
    had.spec.assignee = chapter.account("lea");
    had.end = {Fate::human, "open", {chapter.account("lea")}, ""};

    PlannedTicket& closed = chapter.add("solved", Arrival::webhook);
    closed.people_do = "ann solves it";
    chapter.then(closed, kOutgoing, HumanAct::Kind::close, "");
    closed.end = {Fate::stays_closed, "resolved", {}, ""};
}

void add_labelled(Chapter& chapter) {
    PlannedTicket& later = chapter.add("for-next-shift", Arrival::webhook);
    later.people_do = "ann closes it for now, label reopen-next-shift";
    chapter.then(later, kOutgoing, HumanAct::Kind::add_label, "reopen-next-shift");
    chapter.then(later, kOutgoing, HumanAct::Kind::close, "");
    later.end = chapter.incoming(Fate::reopened);

    PlannedTicket& other = chapter.add("feature-wish", Arrival::webhook);
    other.spec.labels = {"feature"};
    other.end = {Fate::no_route, "open", {}, ""};
}

// Jira's In Progress goes back to open (`restart: true`); PagerDuty triggers again whoever is on call now.
void add_started(Chapter& chapter) {
    PlannedTicket& started = chapter.add("started", Arrival::webhook);
    started.people_do = "ann starts working on it";
    chapter.then(started, kOutgoing, HumanAct::Kind::start, "");
}

}  // namespace

Instant shift_change() {
    return Instant(std::chrono::sys_days(std::chrono::November / 30 / 2026) + std::chrono::hours(8));
}

Story make_story(const Setting& setting, unsigned seed) {
    std::mt19937 random(seed);
    Story story;
    std::vector<PlannedTicket> unannounced;
    for (const std::string tracker : {"jira", "github", "pagerduty"}) {
        Chapter chapter(setting, tracker, random);
        add_routine(chapter, random);
        add_people(chapter);
        if (chapter.has_labels()) add_labelled(chapter);
        if (tracker != "github") add_started(chapter);  // GitHub knows open and closed only
        for (PlannedTicket& ticket : chapter.take())
            (ticket.arrival == Arrival::webhook ? story.tickets : unannounced).push_back(std::move(ticket));
    }
    // The webhooks are switched off once: what needs them comes first.
    std::ranges::move(unannounced, std::back_inserter(story.tickets));
    return story;
}

bool reached(const End& end, const TicketView& ticket) {
    if (ticket.state != end.state) return false;
    if (end.fate == Fate::stays_closed) return true;
    return ticket.assignees == end.assignees && ticket.policy == end.policy;
}

}  // namespace oncalld::demo
