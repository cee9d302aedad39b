#include "connectors/github/issue.h"

#include "connectors/github/key.h"
#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::optional<Ticket> read(const std::string& text) {
    const auto document = json::parse(text);
    return to_ticket(*document, TrackerId("github"), "acme/data");
}

std::optional<Ticket> sample(const std::string& more) {
    return read(SampleIssue{.more = more}.json());
}

TEST(GitHubIssue, BecomesATicket) {
    const auto ticket = sample(
        R"(,"user":{"login":"Octo-Cat"},"type":{"name":"Bug"},"labels":[{"name":"ops"},"db",{"name":"Alert"}])" +
        assignees({"Bob-Lie", "ann-berg"}));
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->ref, (TicketRef{TrackerId("github"), TicketId("I_7")}));
    EXPECT_EQ(ticket->key, "acme/data#7");
    EXPECT_EQ(ticket->url, "https://github.com/acme/data/issues/7");
    EXPECT_EQ(ticket->container, "acme/data");
    EXPECT_EQ(ticket->title, "Disk full");
    EXPECT_EQ(ticket->state, TicketState::open);
    EXPECT_EQ(ticket->reporter, AccountId("octo-cat"));
    EXPECT_EQ(ticket->issue_type, "Bug");
    EXPECT_THAT(ticket->labels, ElementsAre("Alert", "db", "ops"));
    EXPECT_THAT(ticket->assignment.accounts, ElementsAre(AccountId("ann-berg"), AccountId("bob-lie")));
    EXPECT_EQ(ticket->created, at("2026-11-20T10:00:00Z"));
    EXPECT_EQ(ticket->updated, at("2026-11-24T08:00:00Z"));
    EXPECT_EQ(ticket->resolved_at, std::nullopt);
}

TEST(GitHubIssue, ClosedForAReason) {
    const auto closed = [](const std::string& reason) {
        // A later member of the same name would not count: build the whole issue.
        return read(R"({"node_id":"I_7","number":7,"state":"closed","state_reason":)" + reason +
                    R"(,"closed_at":"2026-11-23T12:00:00Z","updated_at":"2026-11-24T08:00:00Z"})");
    };
    EXPECT_EQ(closed(R"("completed")")->resolution, Resolution::done);
    EXPECT_EQ(closed(R"("not_planned")")->resolution, Resolution::wont_fix);
    EXPECT_EQ(closed(R"("duplicate")")->resolution, Resolution::duplicate);
    EXPECT_EQ(closed("null")->resolution, Resolution::done) << "closed before there were reasons";
    EXPECT_EQ(closed("null")->state, TicketState::resolved);
    EXPECT_EQ(closed("null")->resolved_at, at("2026-11-23T12:00:00Z"));
    EXPECT_EQ(sample(R"(,"state_reason":"reopened")")->resolution, Resolution::none);
}

TEST(GitHubIssue, SingularAssigneeIsNotRead) {
    const auto ticket = sample(R"(,"assignee":{"login":"ann-berg"},"assignees":[])");
    EXPECT_TRUE(ticket->assignment.nobody()) << "gone from version 2026-03-10";
}

TEST(GitHubIssue, OddMembersAreAbsentOnes) {
    const auto ticket = sample(
        R"(,"user":null,"type":null,"body":null,"labels":[{"name":null},7,null],"assignees":[null,{"login":null}],"closed_at":5)");
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->reporter, AccountId());
    EXPECT_THAT(ticket->labels, IsEmpty());
    EXPECT_TRUE(ticket->assignment.nobody());
}

TEST(GitHubIssue, WithoutIdNumberOrTimeItIsNone) {
    for (const char* text :
         {"{}", "[]", "null", R"("x")", R"({"number":7,"updated_at":"2026-11-24T08:00:00Z"})",
          R"({"node_id":"I_7","updated_at":"2026-11-24T08:00:00Z"})",
          R"({"node_id":"I_7","number":7,"updated_at":"yesterday"})"})
        EXPECT_FALSE(read(text)) << text;
}

TEST(GitHubIssue, PullRequestsAreToldApart) {
    const auto is_pull = [](const std::string& more) {
        const auto document = json::parse(SampleIssue{.more = more}.json());
        return is_pull_request(*document);
    };
    EXPECT_TRUE(is_pull(R"(,"pull_request":{"url":"x"})"));
    EXPECT_FALSE(is_pull(R"(,"pull_request":null)"));
    EXPECT_FALSE(is_pull(""));
}

TEST(GitHubKey, GoesBothWays) {
    EXPECT_EQ(parse_key("acme/data#7"), (IssueKey{"acme/data", 7}));
    EXPECT_EQ(to_string(IssueKey{"acme/data", 7}), "acme/data#7");
    for (const char* text :
         {"", "#7", "acme#7", "/data#7", "acme/#7", "acme/data", "acme/data#", "acme/data#x", "acme/data#7x",
          "acme/data#-7", "acme/data#0", "acme/data#99999999999999999999"})
        EXPECT_EQ(parse_key(text), std::nullopt) << text;
}

TEST(GitHubKey, IsReadFromAddresses) {
    EXPECT_EQ(repo_of("https://api.github.com/repos/acme/data"), "acme/data");
    EXPECT_EQ(repo_of("https://ghe.example/api/v3/repos/acme/data/issues/7"), "acme/data");
    EXPECT_EQ(issue_of("https://api.github.com/repos/acme/data/issues/7"), (IssueKey{"acme/data", 7}));
    EXPECT_EQ(issue_of("https://api.github.com/repos/acme/data/issues/7?x"), (IssueKey{"acme/data", 7}));
    EXPECT_EQ(issue_of("https://api.github.com/repos/acme/data/pulls/7"), std::nullopt);
    EXPECT_EQ(issue_of("https://api.github.com/repos/acme/data/issues"), std::nullopt);
    EXPECT_EQ(issue_of("https://api.github.com/repositories/1/issues/7"), std::nullopt);
    EXPECT_EQ(repo_of(""), std::nullopt);
    EXPECT_EQ(repo_of("https://x/repos/acme"), std::nullopt);
}

TEST(GitHubSettings, LoginsAndRepositoriesIgnoreCase) {
    EXPECT_EQ(account("Ann-Berg"), AccountId("ann-berg"));
    const Settings settings = sample_settings();
    ASSERT_TRUE(find_repo(settings, "Acme/DATA"));
    EXPECT_EQ(*find_repo(settings, "Acme/DATA"), "acme/data") << "as configured";
    EXPECT_FALSE(find_repo(settings, "acme/other"));
}

}  // namespace
}  // namespace oncalld::github
