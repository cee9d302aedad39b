#include "tests/sandbox/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::sandbox {
namespace {

TEST(Wire, EveryMessageComesBackAsItWent) {
    const NewTicket ticket{"github",
                           {.container = "acme/data",
                            .title = "quote \" and \n newline, ø",
                            .body = "b",
                            .labels = {"ops", "x"},
                            .issue_type = "Bug",
                            .priority = "High",
                            .urgency = "low",
                            .reporter = "r",
                            .assignee = "a"}};
    EXPECT_EQ(decode_ticket(encode(ticket)), ticket);

    const NewFault fault{"jira", {Fault::Kind::slow, "PUT", "/issue", 3, milliseconds(40), 9}};
    EXPECT_EQ(decode_fault(encode(fault)), fault);

    const WebhookTarget target{"pagerduty", "http://127.0.0.1:9/webhooks/pager", "s3cret"};
    EXPECT_EQ(decode_webhook(encode(target)), target);

    const TicketView view{"10001", "SUP-1", "open", {"a", "b"}, "PESC001", {"ops"}, {"first", "second"}};
    EXPECT_EQ(decode_view(encode(view)), view);
    const TicketsByTracker tickets{{"jira", {view, {.id = "10002"}}}, {"github", {view}}};
    EXPECT_EQ(decode_tickets(encode(tickets)), tickets);

    const std::vector<LedgerEntry> ledger{{Instant(milliseconds(1'795'000'000'123)), "jira", "10001", "SUP-1",
                                           "assign", "bot", "ann", "", true},
                                          {Instant(milliseconds(1'795'000'001'000)), "jira", "10001", "SUP-1",
                                           "comment", "bot", "hi", "0123", false}};
    EXPECT_EQ(decode_ledger(encode(ledger)), ledger);

    const CallsByTracker calls{{"jira", 3}, {"github", 0}};
    EXPECT_EQ(decode_calls(encode(calls)), calls);
}

TEST(Wire, EveryKindOfActAndFaultHasAName) {
    using Act = HumanAct::Kind;
    for (const Act kind : {Act::assign, Act::unassign, Act::close, Act::reopen, Act::start, Act::add_label,
                           Act::remove_label, Act::comment}) {
        const NewAct act{"jira", {kind, "SUP-1", "ann", "v"}};
        EXPECT_EQ(decode_act(encode(act)), act) << to_string(kind);
    }
    using Kind = Fault::Kind;
    for (const Kind kind : {Kind::rate_limited, Kind::server_error, Kind::drop_before, Kind::drop_after,
                            Kind::error_after, Kind::slow}) {
        const NewFault fault{"jira", {.kind = kind}};
        EXPECT_EQ(decode_fault(encode(fault)), fault) << to_string(kind);
    }
}

TEST(Wire, MissingMembersHaveTheDefaults) {
    const NewFault fault{"jira", {.kind = Fault::Kind::server_error}};
    EXPECT_EQ(decode_fault(R"({"tracker":"jira","kind":"server_error"})"), fault);
    EXPECT_EQ(decode_ticket(R"({"tracker":"jira"})"), (NewTicket{"jira", {}}));
}

TEST(Wire, AnUnknownKindNamesTheKnownOnes) {
    const Result<NewAct> act = decode_act(R"({"tracker":"jira","kind":"eat"})");
    ASSERT_FALSE(act.ok());
    EXPECT_THAT(act.error().message,
                testing::AllOf(testing::HasSubstr("eat"), testing::HasSubstr("remove_label")));
}

TEST(Wire, WhatIsNoJsonIsAnError) {
    EXPECT_FALSE(decode_ledger("").ok());
    EXPECT_FALSE(decode_tickets("<html>").ok());
}

}  // namespace
}  // namespace oncalld::sandbox
