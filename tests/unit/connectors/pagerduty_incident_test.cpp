#include "connectors/pagerduty/incident.h"

#include "tests/unit/connectors/pagerduty_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::pagerduty {
namespace {

using testing::ElementsAre;

std::optional<Ticket> read(const std::string& text) {
    const auto document = json::parse(text);
    return document ? to_ticket(*document, TrackerId("pager")) : std::nullopt;
}

TEST(PagerDutyIncident, IsATicket) {
    const auto ticket = read(IncidentJson{.more = R"(,"priority":{"id":"P53","summary":"P2"})"}.str());
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->ref, (TicketRef{TrackerId("pager"), TicketId("Q1")}));
    EXPECT_EQ(ticket->key, "7");
    EXPECT_EQ(ticket->url, "https://acme/i/Q1");
    EXPECT_EQ(ticket->container, "PSVC1");
    EXPECT_EQ(ticket->title, "Disk full");
    EXPECT_EQ(ticket->urgency, "high");
    EXPECT_EQ(ticket->created, at("2026-11-24T08:00:00Z"));
    EXPECT_EQ(ticket->updated, at("2026-11-24T08:05:00Z"));
    EXPECT_EQ(ticket->assigned_at, at("2026-11-24T08:01:00Z"));
    EXPECT_TRUE(ticket->labels.empty());
    EXPECT_FALSE(ticket->resolved_at);
}

TEST(PagerDutyIncident, NamesItsPolicyOnlyIfThePolicyChose) {
    const auto by_policy = read(IncidentJson{}.str());
    ASSERT_TRUE(by_policy);
    EXPECT_EQ(by_policy->assignment.policy, PolicyId("PESC"));
    EXPECT_THAT(by_policy->assignment.accounts, ElementsAre(AccountId("PANN")));

    const auto direct = read(IncidentJson{.via = "direct_assignment"}.str());
    ASSERT_TRUE(direct);
    EXPECT_EQ(direct->assignment, Assignment::to(AccountId("PANN")));
}

TEST(PagerDutyIncident, StatesAreMapped) {
    struct Row {
        const char* name;
        const char* status;
        const char* more;
        TicketState state;
        Resolution resolution;
        std::optional<Instant> resolved_at;
    };
    const Row rows[] = {
        {"triggered", "triggered", "", TicketState::open, Resolution::none, {}},
        {"acknowledged", "acknowledged", "", TicketState::in_progress, Resolution::none, {}},
        {"resolved", "resolved", R"(,"resolved_at":"2026-11-24T08:04:00Z")", TicketState::resolved,
         Resolution::done, at("2026-11-24T08:04:00Z")},
        {"resolved, as older answers had it", "resolved",
         R"(,"last_status_change_at":"2026-11-24T08:03:00Z")", TicketState::resolved, Resolution::done,
         at("2026-11-24T08:03:00Z")},
        {"merged into another one, which is no fix", "resolved",
         R"(,"resolved_at":"2026-11-24T08:04:00Z","resolve_reason":{"type":"merge_resolve_reason"})",
         TicketState::resolved, Resolution::duplicate, at("2026-11-24T08:04:00Z")},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const auto ticket = read(IncidentJson{.status = row.status, .more = row.more}.str());
        ASSERT_TRUE(ticket);
        EXPECT_EQ(ticket->state, row.state);
        EXPECT_EQ(ticket->resolution, row.resolution);
        EXPECT_EQ(ticket->resolved_at, row.resolved_at);
    }
}

TEST(PagerDutyIncident, WithoutUpdatedAtTheLatestOfTheOtherTimesCounts) {
    const auto ticket = read(
        R"({"id":"Q1","incident_number":7,"status":"triggered","created_at":"2026-11-24T08:00:00Z",
            "last_status_change_at":"2026-11-24T08:00:00Z",
            "assignments":[{"at":"2026-11-24T09:30:00+01:00","assignee":{"id":"PBOB"}},
                           {"at":"2026-11-24T08:10:00Z","assignee":{"id":"PANN"}}]})");
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->updated, at("2026-11-24T08:30:00Z"));
    EXPECT_EQ(ticket->assigned_at, at("2026-11-24T08:30:00Z"));
    EXPECT_THAT(ticket->assignment.accounts, ElementsAre(AccountId("PANN"), AccountId("PBOB")));
}

TEST(PagerDutyIncident, IsNotReadFromWhatDoesNotHoldOne) {
    const std::string rows[] = {
        R"({"id":"Q1","type":"incident_reference","summary":"[#7] Disk full"})",
        R"({"id":"Q1","number":7,"status":"triggered","created_at":"2026-11-24T08:00:00Z"})",  // of a webhook
        IncidentJson{.status = "snoozed"}.str(),
        R"({"id":null,"incident_number":7,"status":"triggered","created_at":"2026-11-24T08:00:00Z"})",
        R"({"id":"Q1","incident_number":7,"status":"triggered","created_at":"yesterday"})",
        "[]",
        "null",
    };
    for (const std::string& row : rows)
        EXPECT_FALSE(read(row)) << row;
}

}  // namespace
}  // namespace oncalld::pagerduty
