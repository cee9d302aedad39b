#include "tests/demo/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace oncalld::demo {
namespace {

using sandbox::LedgerEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::chrono::minutes kMinute{1};

const Setting& setting() {
    static const Setting made = sandbox::demo_setting({}, 1);
    return made;
}
std::string jira(std::string_view person) {
    for (const sandbox::Member& member : setting().members)
        if (member.person == person) return member.jira;
    return {};
}

LedgerEntry by_bot(std::string kind, std::string value, Instant at, std::string marker = {}) {
    return {
        at,  "jira", "1", "SUP-1", std::move(kind), setting().bot.jira, std::move(value), std::move(marker),
        true};
}

// One Jira ticket of the rotation on which everything went well; each case changes one thing.
struct World {
    Story story;
    Evidence evidence;

    World() {
        PlannedTicket planned;
        planned.name = "jira/routine-1";
        planned.tracker = "jira";
        planned.end = {Fate::handed_over, "open", {jira("bob")}, ""};
        story.tickets = {planned};
        evidence.ids = {{"jira/routine-1", "1"}};
        evidence.tickets["jira"] = {{.id = "1", .key = "SUP-1", .state = "open", .assignees = {jira("bob")}}};
        evidence.ledger = {by_bot("assign", jira("ann"), before()), by_bot("comment", "why", before(), "m1"),
                           by_bot("assign", jira("bob"), after())};
        evidence.calls = {{"jira", 7}, {"github", 0}, {"pagerduty", 0}};
    }

    static Instant before() { return shift_change() - kMinute; }
    static Instant after() { return shift_change() + kMinute; }
    PlannedTicket& planned() { return story.tickets.front(); }
    TicketView& ticket() { return evidence.tickets["jira"].front(); }
    void also(LedgerEntry entry) { evidence.ledger.push_back(std::move(entry)); }
    Verdict judged() const { return judge(story, evidence, setting()); }
};

LedgerEntry bobs_again() {
    return by_bot("assign", jira("bob"), World::after());
}

TEST(Judge, AGoodRunHasNothingTwiceAndNothingLost) {
    const Verdict verdict = World().judged();
    EXPECT_EQ(verdict.duplicates, 0);
    EXPECT_EQ(verdict.lost, 0);
    EXPECT_THAT(verdict.complaints, IsEmpty());
    EXPECT_EQ(verdict.assigned.at("jira"), 1);
    EXPECT_EQ(verdict.handed_over.at("jira"), 1);
    EXPECT_EQ(verdict.reopened.at("jira"), 0);
    EXPECT_EQ(verdict.left_to_humans.at("jira"), 0);
    EXPECT_EQ(verdict.api_calls.at("jira"), 7);
    EXPECT_EQ(verdict.assigned.at("github"), 0) << "a tracker without tickets counts nothing, but is there";
}

TEST(Judge, WhatCountsAsDoneTwice) {
    struct Row {
        const char* name;
        std::vector<LedgerEntry> also;
        int duplicates;
    };
    LedgerEntry so_already = bobs_again();
    so_already.effective = false;
    LedgerEntry by_a_person = bobs_again();
    by_a_person.actor = jira("cy");
    LedgerEntry elsewhere = bobs_again();
    elsewhere.tracker = "github";
    const Instant before = World::before(), after = World::after();
    const Row rows[] = {
        {"an assignment again before the shift change", {by_bot("assign", jira("ann"), before)}, 1},
        {"an assignment again after it", {bobs_again()}, 1},
        {"each further time", {bobs_again(), bobs_again()}, 2},
        {"the boundary belongs to the incoming person", {by_bot("assign", jira("bob"), shift_change())}, 1},
        {"a comment with the same marker", {by_bot("comment", "why", before, "m1")}, 1},
        {"the same marker next shift, other words", {by_bot("comment", "other", after, "m1")}, 1},
        {"another marker is another comment", {by_bot("comment", "why", before, "m2")}, 0},
        {"a comment that lost its marker",
         {by_bot("comment", "bare", before), by_bot("comment", "bare", before)},
         1},
        {"PagerDuty is sent to its policy once in each shift",
         {by_bot("assign", "policy:PESC001", before), by_bot("assign", "policy:PESC001", after)},
         0},
        {"asking for what is so already", {so_already}, 0},
        {"a person does what oncalld did", {by_a_person}, 0},
        {"the same id in another tracker", {elsewhere}, 0},
    };
    for (const Row& row : rows) {
        World world;
        for (const LedgerEntry& entry : row.also)
            world.also(entry);
        const Verdict verdict = world.judged();
        EXPECT_EQ(verdict.duplicates, row.duplicates) << row.name;
        EXPECT_EQ(verdict.lost, 0) << row.name;
        EXPECT_EQ(static_cast<int>(verdict.complaints.size()), row.duplicates) << row.name;
    }
}

TEST(Judge, WhatCountsAsLost) {
    struct Row {
        const char* name;
        std::function<void(World&)> change;
        const char* complaint;
    };
    const Row rows[] = {
        {"still with the outgoing person", [](World& w) { w.ticket().assignees = {jira("ann")}; },
         "is open, ann; promised open, bob"},
        {"never assigned", [](World& w) { w.ticket().assignees.clear(); },
         "is open, nobody; promised open, bob"},
        {"somebody besides the promised one",
         [](World& w) { w.ticket().assignees = {jira("ann"), jira("bob")}; }, "is open, ann, bob"},
        {"not reopened", [](World& w) { w.ticket().state = "resolved"; }, "is resolved, bob"},
        {"not sent to the policy", [](World& w) { w.planned().end.policy = kPolicy; },
         "promised open, bob by policy PESC001"},
        {"the tracker does not know it", [](World& w) { w.evidence.tickets.clear(); }, "not there"},
        {"never created", [](World& w) { w.evidence.ids.clear(); }, "not there"},
        {"written to though it is not for the rotation",
         [](World& w) { w.planned().end = {Fate::no_route, "open", {jira("bob")}, ""}; },
         "was to be left alone"},
        {"written to though a person had it from the start",
         [](World& w) {
             w.planned().end.fate = Fate::human;
             w.planned().spec.assignee = jira("bob");
         },
         "was to be left alone"},
    };
    for (const Row& row : rows) {
        World world;
        row.change(world);
        const Verdict verdict = world.judged();
        EXPECT_EQ(verdict.lost, 1) << row.name;
        EXPECT_EQ(verdict.duplicates, 0) << row.name;
        EXPECT_THAT(verdict.complaints, ElementsAre(HasSubstr(row.complaint))) << row.name;
        EXPECT_FALSE(verdict.ends.front().as_promised) << row.name;
    }
}

TEST(Judge, AReopenedTicketIsNotAlsoHandedOver) {
    World world;
    world.planned().end.fate = Fate::reopened;
    world.also(by_bot("state", "open", World::after()));
    const Verdict verdict = world.judged();
    EXPECT_EQ(verdict.reopened.at("jira"), 1);
    EXPECT_EQ(verdict.handed_over.at("jira"), 0);
}

TEST(Judge, AStateThatRestartedIsNoReopening) {
    World world;
    world.also(by_bot("state", "open", World::after()));
    const Verdict verdict = world.judged();
    EXPECT_EQ(verdict.reopened.at("jira"), 0);
    EXPECT_EQ(verdict.handed_over.at("jira"), 1);
}

TEST(Judge, AssignedOnlyAfterTheShiftChangeIsNoHandover) {
    World world;
    world.evidence.ledger = {bobs_again()};
    const Verdict verdict = world.judged();
    EXPECT_EQ(verdict.assigned.at("jira"), 1);
    EXPECT_EQ(verdict.handed_over.at("jira"), 0);
}

TEST(Judge, LeftToAPersonOnlyIfItReallyWas) {
    World world;
    world.planned().end = {Fate::human, "open", {jira("cy")}, ""};
    EXPECT_EQ(world.judged().left_to_humans.at("jira"), 0) << "it is bob's";
    world.ticket().assignees = {jira("cy")};
    EXPECT_EQ(world.judged().left_to_humans.at("jira"), 1);
}

TEST(Judge, TellsTheEndForComparisonWithAnotherRun) {
    const TicketEnd end{"jira/routine-1", "jira", "SUP-1", "open", {"bob"}, "", 1, true};
    EXPECT_THAT(World().judged().ends, ElementsAre(end));
}

TEST(PersonOf, KnowsEveryDialect) {
    const sandbox::Member& ann = setting().members.front();
    EXPECT_EQ(person_of(setting(), ann.jira), "ann");
    EXPECT_EQ(person_of(setting(), ann.github), "ann");
    EXPECT_EQ(person_of(setting(), ann.pagerduty), "ann");
    EXPECT_EQ(person_of(setting(), setting().bot.github), "oncalld");
    EXPECT_EQ(person_of(setting(), "stranger"), "stranger");
}

}  // namespace
}  // namespace oncalld::demo
