#include "connectors/jira/issue.h"

#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::ElementsAre;

std::optional<Ticket> read(const std::string& text, const Settings& settings = test_settings()) {
    const auto issue = json::parse(text);
    return read_issue(settings, issue.value());
}

TEST(JiraIssue, BecomesATicket) {
    const auto ticket =
        read(issue_json("10001", "SUP-12", R"("assignee":{"accountId":"5b10","displayName":"Ann"})"));
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->ref, (TicketRef{TrackerId("acme-jira"), TicketId("10001")}));
    EXPECT_EQ(ticket->key, "SUP-12");
    EXPECT_EQ(ticket->url, "https://acme.atlassian.net/browse/SUP-12");
    EXPECT_EQ(ticket->container, "SUP");
    EXPECT_EQ(ticket->title, "Disk full");
    EXPECT_EQ(ticket->state, TicketState::open);
    EXPECT_EQ(ticket->assignment, Assignment::to(AccountId("5b10")));
    EXPECT_THAT(ticket->labels, ElementsAre("a", "b"));
    EXPECT_THAT(ticket->components, ElementsAre("db"));
    EXPECT_EQ(ticket->issue_type, "Bug");
    EXPECT_EQ(ticket->priority, "High");
    EXPECT_EQ(ticket->reporter, AccountId("rep"));
    EXPECT_EQ(ticket->created, parse_rfc3339("2026-11-20T08:00:00Z"));
    EXPECT_EQ(ticket->updated, parse_rfc3339("2026-11-23T09:59:00.500Z"));
}

TEST(JiraIssue, StateIsTheCategoryOfTheStatusWhateverItsName) {
    struct Row {
        const char* category;
        const char* resolution;
        TicketState state;
        Resolution want;
    };
    const Row rows[] = {
        {"new", "null", TicketState::open, Resolution::none},
        {"undefined", "null", TicketState::open, Resolution::none},
        {"indeterminate", "null", TicketState::in_progress, Resolution::none},
        {"done", R"({"name":"Done"})", TicketState::resolved, Resolution::done},
        {"done", R"({"name":"Erledigt"})", TicketState::resolved, Resolution::done},
        {"done", "null", TicketState::resolved, Resolution::done},
        {"done", R"({"name":"Won't Do"})", TicketState::resolved, Resolution::wont_fix},
        {"done", R"({"name":"Won't Fix"})", TicketState::resolved, Resolution::wont_fix},
        {"done", R"({"name":"Duplicate"})", TicketState::resolved, Resolution::duplicate},
        {"new", R"({"name":"Won't Do"})", TicketState::open, Resolution::none},
    };
    for (const Row& row : rows) {
        const auto ticket = read(issue_json("1", "SUP-1",
                                            std::string(R"("status":{"statusCategory":{"key":")") +
                                                row.category + R"("}},"resolution":)" + row.resolution));
        ASSERT_TRUE(ticket) << row.category;
        EXPECT_EQ(ticket->state, row.state) << row.category << " " << row.resolution;
        EXPECT_EQ(ticket->resolution, row.want) << row.category << " " << row.resolution;
    }
}

TEST(JiraIssue, ClosingTimeIsTheResolutionsElseTheStatuses) {
    const std::string done = R"("status":{"statusCategory":{"key":"done"}})";
    const auto resolved = parse_rfc3339("2026-11-22T08:00:00Z"),
               changed = parse_rfc3339("2026-11-22T07:00:00Z");
    const std::string change_date = R"(,"statuscategorychangedate":"2026-11-22T08:00:00.000+0100")";
    EXPECT_EQ(read(issue_json("1", "SUP-1",
                              done + R"(,"resolutiondate":"2026-11-22T08:00:00.000+0000")" + change_date))
                  ->resolved_at,
              resolved);
    EXPECT_EQ(read(issue_json("1", "SUP-1", done + change_date))->resolved_at, changed);
    EXPECT_EQ(read(issue_json("1", "SUP-1", done))->resolved_at, std::nullopt);
    EXPECT_EQ(read(issue_json("1", "SUP-1", change_date.substr(1)))->resolved_at, std::nullopt)
        << "not closed";
}

TEST(JiraIssue, HiddenFieldsReadAsEmptyButAnIssueWithoutAStateIsNone) {
    const auto bare = read(R"({"id":"1","key":"SUP-1","fields":{"status":{"statusCategory":{"key":"new"}},
                               "updated":"2026-11-23T10:00:00.000+0000"}})");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->container, "SUP") << "from the key";
    EXPECT_EQ(bare->created, bare->updated);
    const char* const incomplete[] = {
        "{}",
        R"({"id":"1","key":"SUP-1"})",
        R"({"id":"1","key":"SUP-1","fields":null})",
        R"({"id":"1","key":"SUP-1","fields":{"updated":"2026-11-23T10:00:00.000+0000"}})",
        R"({"id":"1","key":"SUP-1","fields":{"status":{"statusCategory":{"key":"new"}},"updated":"yesterday"}})",
        R"({"key":"SUP-1","fields":{"status":{"statusCategory":{"key":"new"}},"updated":"2026-11-23T10:00:00.000+0000"}})",
    };
    for (const char* text : incomplete)
        EXPECT_EQ(read(text), std::nullopt) << text;
}

TEST(JiraIssue, TheGatewayOfScopedTokensHasNoAddressForPeople) {
    Settings settings = test_settings();
    settings.url = "https://api.atlassian.com/ex/jira/11223344-a1b2";
    EXPECT_EQ(read(issue_json("1", "SUP-1"), settings)->url, "");
}

}  // namespace
}  // namespace oncalld::jira
