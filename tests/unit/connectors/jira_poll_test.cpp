#include "connectors/jira/poll.h"

#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string page(const std::string& issues, const std::string& token = {}) {
    return R"({"issues":[)" + issues + "]," +
           (token.empty() ? R"("isLast":true})" : R"("nextPageToken":")" + token + R"(","isLast":false})");
}

http::Request first_request(const std::string& cursor) {
    Poll poll(test_settings(), cursor, kNow);
    return sent(poll.start());
}

Result<Changes> poll_with(const std::string& cursor, Result<http::Response> with) {
    Poll poll(test_settings(), cursor, kNow);
    poll.start();
    return result(poll.resume(std::move(with)));
}

TEST(JiraPoll, TheFirstQueryAsksForAllThatIsOpenAndTwoWeeks) {
    const auto request = first_request("");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/search/jql");
    const auto body = body_of(request);
    EXPECT_EQ(
        json::string_at(body, "jql"),
        "project = \"SUP\" AND (statusCategory != Done OR updated >= 1794218400000) ORDER BY updated ASC");
    EXPECT_EQ(json::integer_at(body, "maxResults"), 100);
    EXPECT_FALSE(json::at(body, "expand")) << "old histories are nothing to react to";
    EXPECT_FALSE(json::at(body, "nextPageToken"));
    EXPECT_THAT(json::array_at(body, "fields"), SizeIs(14));
}

TEST(JiraPoll, LaterQueriesBeginFiveMinutesBeforeTheNewestUpdateThatJiraShowed) {
    const auto changes = poll_with("", answer(200, page(issue_json("10001", "SUP-1"))));
    ASSERT_TRUE(changes.ok());
    EXPECT_EQ(changes->cursor, R"({"v":1,"since":{"SUP":1795427940500},"page":{"project":"OPS"}})");
    EXPECT_TRUE(changes->more);
    const auto body = body_of(first_request(R"({"v":1,"since":{"SUP":1795427940500}})"));
    EXPECT_EQ(json::string_at(body, "jql"),
              "project = \"SUP\" AND updated >= 1795427640500 ORDER BY updated ASC");
    EXPECT_EQ(json::string_at(body, "expand"), "changelog");
}

TEST(JiraPoll, PagesKeepTheirQueryAndPassTheToken) {
    const auto first = poll_with(R"({"v":1,"since":{"SUP":1795427000000}})",
                                 answer(200, page(issue_json("10001", "SUP-1"), "tok1")));
    ASSERT_TRUE(first.ok());
    EXPECT_TRUE(first->more);
    const auto body = body_of(first_request(first->cursor));
    EXPECT_EQ(json::string_at(body, "nextPageToken"), "tok1");
    EXPECT_EQ(json::string_at(body, "jql"),
              "project = \"SUP\" AND updated >= 1795426700000 ORDER BY updated ASC");
    const auto second = poll_with(first->cursor, answer(200, page(issue_json("10002", "SUP-2"))));
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(parse_cursor(second->cursor).project, "OPS");
}

TEST(JiraPoll, TheRoundEndsAfterTheLastProject) {
    const auto changes = poll_with(R"({"v":1,"since":{},"page":{"project":"OPS"}})", answer(200, page("")));
    ASSERT_TRUE(changes.ok());
    EXPECT_FALSE(changes->more);
    EXPECT_EQ(changes->cursor, R"({"v":1,"since":{}})");
}

TEST(JiraPoll, ARepeatedTokenEndsTheProjectInsteadOfLoopingForEver) {
    const auto changes = poll_with(R"({"v":1,"since":{},"page":{"project":"OPS","from":1,"token":"same"}})",
                                   answer(200, page("", "same")));
    ASSERT_TRUE(changes.ok());
    EXPECT_FALSE(changes->more);
}

TEST(JiraPoll, AMissingTokenEndsTheProjectEvenWithoutIsLast) {
    const auto changes =
        poll_with(R"({"v":1,"since":{},"page":{"project":"OPS"}})", answer(200, R"({"issues":[]})"));
    ASSERT_TRUE(changes.ok());
    EXPECT_FALSE(changes->more);
}

TEST(JiraPoll, TheWatermarkNeverGoesBack) {
    const auto changes = poll_with(R"({"v":1,"since":{"SUP":1795500000000}})",
                                   answer(200, page(issue_json("10001", "SUP-1"))));
    EXPECT_EQ(parse_cursor(changes->cursor).since.at("SUP"), Instant(milliseconds(1795500000000)));
}

TEST(JiraPoll, AnExpiredTokenStartsTheProjectAnew) {
    Poll poll(test_settings(),
              R"({"v":1,"since":{"SUP":1795427000000},"page":{"project":"SUP","from":5,"token":"old"}})",
              kNow);
    poll.start();
    const auto body =
        body_of(sent(poll.resume(answer(400, R"({"errorMessages":["Invalid nextPageToken"]})"))));
    EXPECT_FALSE(json::at(body, "nextPageToken"));
    EXPECT_THAT(json::string_at(body, "jql"), HasSubstr("updated >= 1795426700000"));
}

TEST(JiraPoll, ARefusedProjectIsPassedOverInTheSameCall) {
    Poll poll(test_settings(), "", kNow);
    poll.start();
    const auto next =
        sent(poll.resume(answer(400, R"({"errorMessages":["The value 'SUP' does not exist."]})")));
    EXPECT_THAT(json::string_at(body_of(next), "jql"), HasSubstr("\"OPS\""));
    const auto changes = result(poll.resume(answer(200, page(""))));
    ASSERT_TRUE(changes.ok());
    ASSERT_THAT(changes->problems, SizeIs(1));
    EXPECT_EQ(changes->problems[0].kind, ErrorKind::fix_configuration);
    EXPECT_THAT(changes->problems[0].message, HasSubstr("SUP"));
    EXPECT_EQ(changes->problems[0].vendor_text, "The value 'SUP' does not exist.");
}

TEST(JiraPoll, AProjectThatJiraCannotSearchDoesNotStopTheOthers) {
    const std::string before = R"({"v":1,"since":{"SUP":1795427000000}})";
    Poll poll(test_settings(), before, kNow);
    poll.start();
    const auto next = sent(poll.resume(answer(500)));
    EXPECT_THAT(json::string_at(body_of(next), "jql"), HasSubstr("\"OPS\""));
    const auto changes = result(poll.resume(answer(200, page(""))));
    ASSERT_TRUE(changes.ok());
    EXPECT_EQ(changes->cursor, before) << "it is asked again next time";
    ASSERT_THAT(changes->problems, SizeIs(1));
    EXPECT_EQ(changes->problems[0].kind, ErrorKind::retry_after);
}

TEST(JiraPoll, OtherErrorsStopTheRoundWhereItIs) {
    struct Row {
        http::Response answer;
        ErrorKind want;
    };
    for (const Row& row :
         {Row{answer(401), ErrorKind::fix_configuration}, Row{answer(429), ErrorKind::retry_after},
          Row{{503, {{"Retry-After", "30"}}, ""}, ErrorKind::retry_after}}) {
        const auto got = poll_with("", row.answer);
        ASSERT_FALSE(got.ok()) << row.answer.status;
        EXPECT_EQ(got.error().kind, row.want) << row.answer.status;
    }
}

TEST(JiraPoll, ARoundInWhichEveryProjectBreaksIsAnError) {
    Poll poll(test_settings(), "", kNow);
    poll.start();
    sent(poll.resume(answer(502)));
    const auto got = result(poll.resume(answer(502)));
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().kind, ErrorKind::retry_after);
}

TEST(JiraPoll, ProjectNamesCannotChangeTheQuery) {
    Settings settings = test_settings();
    settings.projects = {R"(X" OR project = "Y\)"};
    Poll poll(settings, R"({"v":1,"since":{"X\" OR project = \"Y\\":1795427000000}})", kNow);
    EXPECT_THAT(json::string_at(body_of(sent(poll.start())), "jql"),
                testing::StartsWith(R"(project = "X\" OR project = \"Y\\" AND )"));
}

TEST(JiraPoll, ActivitiesComeFromTheChangelogSinceTheBound) {
    const std::string changelog = R"("changelog":{"histories":[
        {"id":"503","created":"2026-11-23T09:58:00.000+0000","items":[
            {"field":"Assignee","fieldId":"assignee","fromString":null,"toString":"Ann","from":null,"to":"5b10"},
            {"field":"status","fieldId":"status","fromString":"To Do","toString":"Doing"},
            {"field":"Rank","fieldId":"customfield_10019","toString":"higher"}]},
        {"id":"502","author":{"accountId":"lea"},"created":1795427880,"items":[
            {"field":"labels","fieldId":"labels","fromString":"","toString":"x y"}]},
        {"id":"501","author":{"accountId":"lea"},"created":"2025-01-01T00:00:00.000+0000","items":[
            {"field":"assignee","fieldId":"assignee","toString":"Bob"}]},
        {"created":"2026-11-23T09:58:00.000+0000"},7]})";
    std::string issue = issue_json("10001", "SUP-1");
    issue.insert(1, changelog + ",");
    const auto changes = poll_with(R"({"v":1,"since":{"SUP":1795427940000}})", answer(200, page(issue)));
    ASSERT_TRUE(changes.ok());
    const TicketRef ref{TrackerId("acme-jira"), TicketId("10001")};
    const Instant at = *parse_rfc3339("2026-11-23T09:58:00Z");
    const std::vector<Activity> want{
        {ActivityId("502:labels"), ref, Activity::Kind::labelled, AccountId("lea"), at,
         "labels: none -> x y"},
        {ActivityId("503:assignee"), ref, Activity::Kind::assigned, AccountId(), at, "assignee: none -> Ann"},
        {ActivityId("503:status"), ref, Activity::Kind::state_changed, AccountId(), at,
         "status: To Do -> Doing"},
    };
    EXPECT_EQ(changes->activities, want);
}

TEST(JiraPoll, OneUnreadableIssueIsAProblemAndTheRestGoesOn) {
    const auto changes = poll_with(
        "", answer(200, page(R"({"id":"9","key":"SUP-9","fields":{}},)" + issue_json("10001", "SUP-1"))));
    ASSERT_TRUE(changes.ok());
    EXPECT_THAT(changes->snapshots, SizeIs(1));
    EXPECT_THAT(changes->problems, SizeIs(1));
}

TEST(JiraPoll, ASuccessWithoutIssuesIsNotAnEmptyProject) {
    EXPECT_EQ(poll_with("", answer(200, "{}")).error().kind, ErrorKind::bug);
}

TEST(JiraCursor, RoundTripsAndNeverFailsOnGarbage) {
    Cursor cursor{.since = {{"SUP", kNow}, {"O\"PS", kEver}},
                  .project = "SUP",
                  .from = kNow,
                  .first_time = true,
                  .token = "t\"1"};
    EXPECT_EQ(parse_cursor(to_text(cursor)), cursor);
    EXPECT_EQ(parse_cursor(to_text(Cursor{})), Cursor{});
    for (const char* text : {"", "x", "[]", "{}", R"({"v":2,"since":{"SUP":1}})",
                             R"({"v":1,"since":[1],"page":"x"})", R"({"v":1,"since":{"SUP":"soon"}})"})
        EXPECT_EQ(parse_cursor(text), Cursor{}) << text;
}

TEST(JiraPoll, AProjectThatLeftTheConfigurationEndsItsRound) {
    const auto body =
        body_of(first_request(R"({"v":1,"since":{},"page":{"project":"OLD","from":1,"token":"t"}})"));
    EXPECT_THAT(json::string_at(body, "jql"), HasSubstr("\"SUP\""));
    EXPECT_FALSE(json::at(body, "nextPageToken"));
}

TEST(JiraPoll, WithoutProjectsThereIsNothingToAsk) {
    Settings settings = test_settings();
    settings.projects.clear();
    Poll poll(settings, "", kNow);
    EXPECT_EQ(result(poll.start()).error().kind, ErrorKind::fix_configuration);
}

}  // namespace
}  // namespace oncalld::jira
