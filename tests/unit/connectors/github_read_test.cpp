#include "connectors/github/read.h"

#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Trace<std::vector<Snapshot>> read(std::vector<std::string> keys) {
    std::vector<TicketHandle> tickets;
    for (std::string& key : keys)
        tickets.push_back({TicketId("I_" + key), std::move(key)});
    return Trace<std::vector<Snapshot>>(std::make_unique<Read>(sample_settings(), std::move(tickets)));
}

http::Response moved(const std::string& where) {
    return {301, {{"Location", where}}, "{}"};
}

TEST(GitHubIdentify, TellsTheLoginInLowerCase) {
    Trace<AccountId> trace(std::make_unique<Identify>(sample_settings()));
    EXPECT_EQ(trace.asks(), "GET /user");
    EXPECT_EQ(trace.answer(ok(R"({"login":"Oncalld-Bot","id":5})")).result().value(),
              AccountId("oncalld-bot"));
}

TEST(GitHubIdentify, ABadTokenIsForAPersonToMend) {
    Trace<AccountId> trace(std::make_unique<Identify>(sample_settings()));
    trace.answer(status(401, R"({"message":"Bad credentials"})"));
    const Error error = trace.result().error();
    EXPECT_EQ(error.kind, ErrorKind::fix_configuration);
    EXPECT_EQ(error.vendor_text, "Bad credentials");
    EXPECT_THAT(to_string(error), Not(HasSubstr("t0ken")));
}

TEST(GitHubIdentify, AMissingPermissionIsNamed) {
    Trace<AccountId> trace(std::make_unique<Identify>(sample_settings()));
    trace.answer(http::Response{403, {{"X-Accepted-GitHub-Permissions", "issues=write"}}, "{}"});
    EXPECT_THAT(trace.result().error().message, HasSubstr("issues=write"));
}

TEST(GitHubIdentify, AnAnswerWithoutALoginIsNotUnderstood) {
    Trace<AccountId> trace(std::make_unique<Identify>(sample_settings()));
    EXPECT_EQ(trace.answer(ok("{}")).result().error().kind, ErrorKind::bug);
}

TEST(GitHubRead, OneCallAnIssue) {
    Trace trace = read({"acme/data#7", "acme/etl#8"});
    EXPECT_EQ(trace.asks(), "GET /repos/acme/data/issues/7");
    trace.answer(ok(SampleIssue{.number = 7}.json()));
    EXPECT_EQ(trace.asks(), "GET /repos/acme/etl/issues/8");
    trace.answer(ok(SampleIssue{.number = 8, .repo = "acme/etl"}.json()));
    const auto& found = trace.result().value();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].source, Source::read);
    EXPECT_EQ(found[1].ticket.key, "acme/etl#8");
}

TEST(GitHubRead, WhatIsGoneOrHiddenIsLeftOut) {
    Trace trace = read({"acme/data#1", "acme/data#2", "acme/data#3", "acme/data#4", "acme/data#7"});
    trace.answer(status(404)).answer(status(410, R"({"message":"This issue was deleted"})"));
    trace.answer(ok(SampleIssue{.number = 3, .more = R"(,"pull_request":{"url":"x"})"}.json()));
    trace.answer(status(451, R"({"message":"Repository access blocked"})"));
    trace.answer(ok(SampleIssue{.number = 7}.json()));
    EXPECT_THAT(trace.result().value(), SizeIs(1));
}

TEST(GitHubRead, ARetiredApiVersionIsNotADeletedIssue) {
    Trace trace = read({"acme/data#7"});
    trace.answer(status(410, R"({"message":"The API version 2022-11-28 is no longer supported."})"));
    ASSERT_FALSE(trace.result().ok());
    EXPECT_EQ(trace.result().error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(trace.result().error().message, HasSubstr("API version"));
}

TEST(GitHubRead, ATransferredIssueIsFollowedOnce) {
    Trace trace = read({"acme/data#7"});
    trace.answer(moved("https://api.github.com/repositories/2/issues/31"));
    EXPECT_EQ(trace.asks(), "GET /repositories/2/issues/31");
    trace.answer(ok(SampleIssue{.number = 31, .repo = "acme/etl"}.json()));
    ASSERT_THAT(trace.result().value(), SizeIs(1));
    EXPECT_EQ(trace.result().value()[0].ticket.key, "acme/etl#31");

    Trace circle = read({"acme/data#7"});
    circle.answer(moved("https://api.github.com/a")).answer(moved("https://api.github.com/b"));
    EXPECT_THAT(circle.result().value(), IsEmpty());
}

TEST(GitHubRead, ATransferOutOfSightIsGone) {
    Trace foreign = read({"acme/data#7"});
    foreign.answer(moved("https://evil.example/repositories/2/issues/31"));
    EXPECT_THAT(foreign.result().value(), IsEmpty()) << "the token goes to no other host";

    Trace unknown = read({"acme/data#7"});
    unknown.answer(moved("https://api.github.com/repositories/2/issues/31"));
    unknown.answer(ok(SampleIssue{.number = 31, .repo = "acme/secret"}.json()));
    EXPECT_THAT(unknown.result().value(), IsEmpty()) << "not a configured repository";
}

TEST(GitHubRead, AFailureIsNotAMissingTicket) {
    Trace trace = read({"acme/data#7"});
    trace.answer(status(502));
    EXPECT_FALSE(trace.result().ok());
    EXPECT_FALSE(read({"rubbish"}).result().ok());
}

}  // namespace
}  // namespace oncalld::github
