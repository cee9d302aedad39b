#include "engine/route.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <functional>

namespace oncalld {
namespace {

using namespace std::chrono_literals;

const Instant kNow = *parse_rfc3339("2026-11-30T08:00:00Z");

Ticket ticket() {
    Ticket ticket;
    ticket.ref = {TrackerId("jira"), TicketId("1")};
    ticket.container = "SUP";
    ticket.title = "Disk full on etl-3";
    ticket.labels = {"ops", "support"};
    ticket.components = {"etl"};
    ticket.issue_type = "Bug";
    ticket.priority = "High";
    ticket.urgency = "low";
    ticket.reporter = AccountId("rita");
    ticket.created = kNow - 48h;
    return ticket;
}

TEST(Matches, EveryKeyDecides) {
    struct Row {
        const char* name;
        std::function<void(Match&)> given;
        bool matches;
    };
    const Row rows[] = {
        {"nothing asked", [](Match&) {}, true},
        {"its tracker", [](Match& m) { m.tracker = TrackerId("jira"); }, true},
        {"another tracker", [](Match& m) { m.tracker = TrackerId("github"); }, false},
        {"its project", [](Match& m) { m.containers = {"OPS", "SUP"}; }, true},
        {"another project", [](Match& m) { m.containers = {"OPS"}; }, false},
        {"any of the labels", [](Match& m) { m.labels_any = {"support", "page"}; }, true},
        {"none of these labels", [](Match& m) { m.labels_any = {"page"}; }, false},
        {"all of the labels", [](Match& m) { m.labels_all = {"ops", "support"}; }, true},
        {"not all of the labels", [](Match& m) { m.labels_all = {"ops", "page"}; }, false},
        {"a label that must not be there", [](Match& m) { m.labels_none = {"ops"}; }, false},
        {"a label that is not there", [](Match& m) { m.labels_none = {"no-rotation"}; }, true},
        {"its component", [](Match& m) { m.components = {"etl"}; }, true},
        {"another component", [](Match& m) { m.components = {"web"}; }, false},
        {"its type", [](Match& m) { m.issue_types = {"Incident", "Bug"}; }, true},
        {"another type", [](Match& m) { m.issue_types = {"Story"}; }, false},
        {"its priority", [](Match& m) { m.priorities = {"High"}; }, true},
        {"another urgency", [](Match& m) { m.urgencies = {"high"}; }, false},
        {"its reporter", [](Match& m) { m.reporters = {AccountId("rita")}; }, true},
        {"another reporter", [](Match& m) { m.reporters = {AccountId("bob")}; }, false},
        {"its state", [](Match& m) { m.states = {TicketState::open}; }, true},
        {"another state", [](Match& m) { m.states = {TicketState::resolved}; }, false},
        {"a pattern in the title", [](Match& m) { m.title = std::make_shared<re2::RE2>("etl-\\d"); }, true},
        {"a pattern not in the title", [](Match& m) { m.title = std::make_shared<re2::RE2>("^etl"); }, false},
        {"old enough, to the second", [](Match& m) { m.older_than = 48h; }, true},
        {"not old enough", [](Match& m) { m.older_than = 48h + 1s; }, false},
        {"young enough, to the second", [](Match& m) { m.newer_than = 48h; }, true},
        {"too old", [](Match& m) { m.newer_than = 48h - 1s; }, false},
    };
    for (const Row& row : rows) {
        Match match;
        row.given(match);
        EXPECT_EQ(matches(match, ticket(), kNow), row.matches) << row.name;
    }
}

TEST(RouteFor, TheFirstMatchWins) {
    Route bugs, rest;
    bugs.id = RouteId("bugs");
    bugs.match.issue_types = {"Bug"};
    rest.id = RouteId("rest");
    Ticket story = ticket();
    story.issue_type = "Story";
    const std::vector<Route> routes{bugs, rest};
    EXPECT_EQ(route_for(routes, ticket(), kNow), &routes[0]);
    EXPECT_EQ(route_for(routes, story, kNow), &routes[1]);
    EXPECT_EQ(route_for({bugs}, story, kNow), nullptr);
}

}  // namespace
}  // namespace oncalld
