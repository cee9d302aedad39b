#include "tests/demo/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace oncalld::demo {
namespace {

const Setting& setting() {
    static const Setting made = sandbox::demo_setting({}, 1);
    return made;
}

std::vector<std::string> outline(const Story& story) {
    std::vector<std::string> lines;
    for (const PlannedTicket& ticket : story.tickets)
        lines.push_back(ticket.name + ": " + ticket.spec.title + " by " + ticket.spec.reporter);
    return lines;
}

TEST(ShiftChange, IsMondayMorningInOslo) {
    EXPECT_EQ(to_rfc3339(shift_change()), "2026-11-30T08:00:00Z");
}

TEST(MakeStory, IsAFunctionOfTheSeed) {
    EXPECT_EQ(outline(make_story(setting(), 7)), outline(make_story(setting(), 7)));
    EXPECT_NE(outline(make_story(setting(), 7)), outline(make_story(setting(), 8)));
}

TEST(MakeStory, EverySeedTellsTheWholeStory) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::set<std::string> names;
        std::set<std::pair<std::string, Fate>> fates;
        std::set<std::pair<std::string, Arrival>> arrivals;
        for (const PlannedTicket& ticket : make_story(setting(), seed).tickets) {
            EXPECT_TRUE(names.insert(ticket.name).second) << ticket.name << " twice";
            EXPECT_EQ(ticket.acts.empty(), ticket.people_do.empty()) << ticket.name;
            fates.emplace(ticket.tracker, ticket.end.fate);
            arrivals.emplace(ticket.tracker, ticket.arrival);
        }
        for (const char* tracker : {"jira", "github", "pagerduty"}) {
            SCOPED_TRACE(tracker);
            for (const Arrival arrival : {Arrival::webhook, Arrival::poll})
                EXPECT_TRUE(arrivals.contains({tracker, arrival}));
            for (const Fate fate : {Fate::handed_over, Fate::human, Fate::stays_closed})
                EXPECT_TRUE(fates.contains({tracker, fate}));
        }
        for (const char* tracker : {"jira", "github"})
            for (const Fate fate : {Fate::reopened, Fate::no_route})
                EXPECT_TRUE(fates.contains({tracker, fate}));
        EXPECT_FALSE(fates.contains({"pagerduty", Fate::reopened})) << "reopening an incident pages somebody";
    }
}

TEST(MakeStory, WhatNeedsWebhooksComesFirst) {
    EXPECT_TRUE(std::ranges::is_partitioned(
        make_story(setting(), 3).tickets,
        [](const PlannedTicket& ticket) { return ticket.arrival == Arrival::webhook; }));
}

TEST(MakeStory, OnlyTheForeignTicketMatchesNoRoute) {
    for (const PlannedTicket& ticket : make_story(setting(), 3).tickets) {
        const bool ours = std::ranges::any_of(ticket.spec.labels, [](const std::string& label) {
            return label == "support" || label == "ops";
        });
        EXPECT_EQ(ours, ticket.tracker != "pagerduty" && ticket.end.fate != Fate::no_route) << ticket.name;
    }
}

TEST(Reached, ComparesWhatWasPromised) {
    struct Row {
        const char* name;
        End end;
        TicketView ticket;
        bool reached;
    };
    const End bobs{Fate::handed_over, "open", {"bob"}, ""};
    const End by_policy{Fate::handed_over, "open", {"bob"}, kPolicy};
    const End closed{Fate::stays_closed, "resolved", {}, ""};
    const Row rows[] = {
        {"as promised", bobs, {.state = "open", .assignees = {"bob"}}, true},
        {"another state", bobs, {.state = "in_progress", .assignees = {"bob"}}, false},
        {"another person", bobs, {.state = "open", .assignees = {"ann"}}, false},
        {"one person too many", bobs, {.state = "open", .assignees = {"ann", "bob"}}, false},
        {"by policy", by_policy, {.state = "open", .assignees = {"bob"}, .policy = kPolicy}, true},
        {"directly, where the policy was to decide",
         by_policy,
         {.state = "open", .assignees = {"bob"}},
         false},
        {"by policy, where a person was to have it",
         bobs,
         {.state = "open", .assignees = {"bob"}, .policy = kPolicy},
         false},
        {"closed, whoever has it", closed, {.state = "resolved", .assignees = {"ann"}}, true},
        {"closed no more", closed, {.state = "open"}, false},
    };
    for (const Row& row : rows)
        EXPECT_EQ(reached(row.end, row.ticket), row.reached) << row.name;
}

}  // namespace
}  // namespace oncalld::demo
