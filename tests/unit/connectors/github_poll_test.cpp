#include "connectors/github/poll.h"

#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kNow = at("2026-11-24T09:00:00Z");

constexpr const char* kOpenIssues =
    "GET /repos/acme/data/issues?state=open&sort=updated&direction=asc&per_page=100";
constexpr const char* kIssues =
    "GET /repos/acme/data/issues?state=all&sort=updated&direction=asc&per_page=100";
constexpr const char* kComments =
    "GET /repos/acme/data/issues/comments?sort=updated&direction=asc&per_page=100";

Trace<Changes> poll(const std::string& cursor, std::vector<std::string> repos = {"acme/data", "acme/etl"}) {
    Settings settings = sample_settings();
    settings.repos = std::move(repos);
    return Trace<Changes>(std::make_unique<Poll>(std::move(settings), cursor, kNow));
}

// Both feeds are read up to that time.
std::string settled(const std::string& since, const std::string& etag = "",
                    const std::string& at = "acme/data") {
    Cursor cursor{.at = at, .repos = {}};
    const auto from = parse_rfc3339(since);
    cursor.repos["acme/data"] = {true, {from, "", etag}, {from, "", etag.empty() ? "" : etag + "c"}};
    return to_text(cursor);
}

std::string list(std::initializer_list<std::string> items) {
    std::string out;
    for (const std::string& item : items)
        out += (out.empty() ? "" : ",") + item;
    return "[" + out + "]";
}

TEST(GitHubPoll, AnewEverythingOpenComesFirst) {
    Trace trace = poll("");
    EXPECT_EQ(trace.asks(), kOpenIssues);
    trace.answer(ok(list({SampleIssue{.number = 7}.json(), SampleIssue{.number = 8}.json()})));
    const Changes changes = trace.result().value();
    EXPECT_THAT(changes.snapshots, SizeIs(2));
    EXPECT_EQ(changes.snapshots[0].source, Source::feed);
    EXPECT_EQ(changes.snapshots[0].ticket.key, "acme/data#7");
    EXPECT_TRUE(changes.more);

    Trace then = poll(changes.cursor);
    EXPECT_EQ(then.asks(), std::string(kIssues) + "&since=2026-11-10T09:00:00Z")
        << "two weeks back, closed ones too";
    then.answer(ok("[]"));
    EXPECT_EQ(then.asks(), std::string(kComments) + "&since=2026-11-24T09:00:00Z")
        << "old comments are history";
    then.answer(ok("[]"));
    EXPECT_TRUE(then.result().value().more) << "acme/etl is still to come";
    EXPECT_EQ(poll(then.result().value().cursor).asks().find("GET /repos/acme/etl/issues?state=open"), 0u);
}

TEST(GitHubPoll, SaysWhoItIsAndWhatItWants) {
    const http::Headers headers = poll("").send().request.headers;
    EXPECT_EQ(headers.get("Accept"), "application/vnd.github+json");
    EXPECT_EQ(headers.get("Authorization"), "Bearer t0ken");
    EXPECT_EQ(headers.get("X-GitHub-Api-Version"), "2022-11-28");
    EXPECT_THAT(headers.get("User-Agent"), HasSubstr("oncalld/"));
    EXPECT_EQ(headers.find("If-None-Match"), nullptr);
}

TEST(GitHubPoll, NothingNewCostsTwoConditionalRequests) {
    const std::string cursor = settled("2026-11-24T08:00:00Z", "W/\"tag\"");
    Trace trace = poll(cursor, {"acme/data"});
    EXPECT_EQ(trace.asks(), std::string(kIssues) + "&since=2026-11-24T08:00:00Z");
    EXPECT_EQ(trace.send().request.headers.get("If-None-Match"), "W/\"tag\"");
    trace.answer(status(304, ""));
    EXPECT_EQ(trace.send().request.headers.get("If-None-Match"), "W/\"tag\"c");
    trace.answer(status(304, ""));
    const Changes& changes = trace.result().value();
    EXPECT_THAT(changes.snapshots, IsEmpty());
    EXPECT_FALSE(changes.more);
    EXPECT_EQ(parse_cursor(changes.cursor).repos, parse_cursor(cursor).repos)
        << "the address stays, or the tag is lost";
}

TEST(GitHubPoll, PullRequestsAreNoTickets) {
    Trace trace = poll("");
    trace.answer(ok(list({SampleIssue{.number = 1, .more = R"(,"pull_request":{"url":"x"})"}.json()})));
    EXPECT_THAT(trace.result().value().snapshots, IsEmpty());
}

TEST(GitHubPoll, AFullPageIsFollowedByItsTimeNotItsLink) {
    Trace trace = poll(settled("2026-11-20T00:00:00Z"));
    trace.answer(
        ok(list({SampleIssue{}.json()}), next_page("https://api.github.com/repositories/1/issues?page=2")));
    const Changes& changes = trace.result().value();
    EXPECT_TRUE(changes.more);
    EXPECT_EQ(poll(changes.cursor).asks(), std::string(kIssues) + "&since=2026-11-24T07:59:59Z");
}

TEST(GitHubPoll, APageWithinOneSecondIsFollowedByItsLink) {
    Trace trace = poll(settled("2026-11-24T07:59:59Z"));
    trace.answer(
        ok(list({SampleIssue{}.json()}), next_page("https://api.github.com/repositories/1/issues?page=2")));
    EXPECT_EQ(poll(trace.result().value().cursor).asks(), "GET /repositories/1/issues?page=2");
}

TEST(GitHubPoll, TheTokenGoesToNoOtherHost) {
    Trace trace = poll(settled("2026-11-24T07:59:59Z"), {"acme/data"});
    trace.answer(
        ok(list({SampleIssue{}.json()}), next_page("https://evil.example/repositories/1/issues?page=2")));
    ASSERT_FALSE(trace.result().ok());
    EXPECT_EQ(trace.result().error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(trace.result().error().message, HasSubstr("https://evil.example"));

    Cursor stored;
    stored.repos["acme/data"] = {true, {at("2026-11-24T07:59:59Z"), "https://old.example/x?page=2", ""}, {}};
    EXPECT_EQ(poll(to_text(stored)).asks(), std::string(kIssues) + "&since=2026-11-24T07:59:59Z")
        << "a page of a former `url` is forgotten";
}

TEST(GitHubPoll, CommentsAreActivities) {
    Trace trace = poll(settled("2026-11-24T07:00:00Z"));
    trace.answer(ok(list({SampleIssue{.number = 7}.json()})));
    trace.answer(ok(list({SampleComment{.id = 41, .issue = 7, .author = "Ann-Berg", .body = "on it"}.json(),
                          SampleComment{.id = 42, .issue = 3, .page = "pull"}.json()})));
    const Changes& changes = trace.result().value();
    ASSERT_THAT(changes.activities, SizeIs(1)) << "not that on a pull request";
    const Activity& comment = changes.activities[0];
    EXPECT_EQ(comment.id, ActivityId("comment:41"));
    EXPECT_EQ(comment.ticket, (TicketRef{TrackerId("github"), TicketId("I_7")}));
    EXPECT_EQ(comment.kind, Activity::Kind::commented);
    EXPECT_EQ(comment.actor, AccountId("ann-berg"));
    EXPECT_EQ(comment.at, at("2026-11-24T07:59:00Z"));
    EXPECT_EQ(comment.text, "on it");
    EXPECT_EQ(parse_cursor(changes.cursor).at, "acme/etl");
}

TEST(GitHubPoll, TheIssueOfACommentIsAskedForIfItDidNotCome) {
    Trace trace = poll(settled("2026-11-24T07:00:00Z"));
    trace.answer(ok("[]"));
    trace.answer(
        ok(list({SampleComment{.id = 1, .issue = 9}.json(), SampleComment{.id = 2, .issue = 9}.json(),
                 SampleComment{.id = 3, .issue = 4}.json()})));
    EXPECT_EQ(trace.asks(), "GET /repos/acme/data/issues/4");
    trace.answer(status(410, R"({"message":"This issue was deleted"})"));
    EXPECT_EQ(trace.asks(), "GET /repos/acme/data/issues/9");
    trace.answer(ok(SampleIssue{.number = 9}.json()));
    const Changes& changes = trace.result().value();
    ASSERT_THAT(changes.activities, SizeIs(2));
    EXPECT_EQ(changes.activities[0].ticket.id, TicketId("I_9"));
    EXPECT_THAT(changes.snapshots, SizeIs(1));
}

TEST(GitHubPoll, CommentsAreNotLostIfTheirIssueCannotBeRead) {
    const std::string before = settled("2026-11-24T07:00:00Z");
    Trace trace = poll(before);
    trace.answer(ok("[]"));
    trace.answer(ok(list({SampleComment{.issue = 9}.json()})));
    trace.answer(status(502));
    const Changes& changes = trace.result().value();
    EXPECT_THAT(changes.problems, SizeIs(1));
    EXPECT_EQ(parse_cursor(changes.cursor).repos.at("acme/data").comments,
              parse_cursor(before).repos.at("acme/data").comments);
}

TEST(GitHubPoll, OneBadRepositoryDoesNotStopTheOthers) {
    for (const int code : {301, 403, 404, 410, 451, 500, 502}) {
        Trace trace = poll("");
        trace.answer(status(code, R"({"message":"no"})"));
        const Changes& changes = trace.result().value();
        ASSERT_THAT(changes.problems, SizeIs(1)) << code;
        EXPECT_THAT(changes.problems[0].message, HasSubstr("acme/data")) << code;
        EXPECT_TRUE(changes.more) << code;
        EXPECT_EQ(parse_cursor(changes.cursor).at, "acme/etl") << code;
    }
}

TEST(GitHubPoll, TheOnlyRepositoryIsAllOfThem) {
    Trace trace = poll("", {"acme/data"});
    trace.answer(status(404, R"({"message":"Not Found"})"));
    ASSERT_FALSE(trace.result().ok());
    EXPECT_EQ(trace.result().error().kind, ErrorKind::fix_configuration);
    EXPECT_EQ(trace.result().error().vendor_text, "Not Found");
}

TEST(GitHubPoll, WhatMeetsAllRepositoriesIsAnError) {
    Trace unauthorised = poll("");
    unauthorised.answer(status(401, R"({"message":"Bad credentials"})"));
    EXPECT_EQ(unauthorised.result().error().kind, ErrorKind::fix_configuration);

    Trace limited = poll("");
    limited.answer(http::Response{403, {{"Retry-After", "60"}}, R"({"message":"secondary rate limit"})"});
    EXPECT_EQ(limited.result().error().kind, ErrorKind::retry_after);
    EXPECT_EQ(limited.result().error().after, seconds(60));

    Trace offline = poll("");
    offline.answer(Error{ErrorKind::retry_after, "no route to host"});
    EXPECT_THAT(offline.result().error().message, HasSubstr("acme/data"));
}

TEST(GitHubPoll, AnswersThatMakeNoSenseAreTold) {
    for (const char* body : {"", "<html>", "{}", "7"}) {
        Trace trace = poll("", {"acme/data"});
        trace.answer(ok(body));
        ASSERT_FALSE(trace.result().ok()) << body;
        EXPECT_EQ(trace.result().error().kind, ErrorKind::bug) << body;
        EXPECT_THAT(trace.result().error().message, HasSubstr("polling acme/data")) << body;
    }
    Trace trace = poll("");
    trace.answer(ok(list({"{}", SampleIssue{}.json()})));
    EXPECT_THAT(trace.result().value().snapshots, SizeIs(1)) << "the readable rest counts";
    EXPECT_THAT(trace.result().value().problems, SizeIs(1));
}

TEST(GitHubPoll, ForgetsRepositoriesThatAreNoLongerConfigured) {
    Trace trace = poll(settled("2026-11-24T07:00:00Z", "", "acme/gone"), {"acme/etl"});
    EXPECT_EQ(trace.asks().find("GET /repos/acme/etl/issues?state=open"), 0u);
    trace.answer(ok("[]"));
    EXPECT_EQ(parse_cursor(trace.result().value().cursor).repos.count("acme/data"), 0u);
}

TEST(GitHubPoll, NamesAreEscaped) {
    EXPECT_EQ(poll("", {"acme/a b?c#d"}).asks().find("GET /repos/acme/a%20b%3Fc%23d/issues?"), 0u);
}

}  // namespace
}  // namespace oncalld::github
