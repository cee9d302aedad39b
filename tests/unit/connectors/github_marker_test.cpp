#include "connectors/github/marker.h"

#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

const StepId kStep("0123456789abcdef0123");

Trace<bool> find() {
    return Trace<bool>(
        std::make_unique<FindMarker>(sample_settings(), TicketHandle{TicketId("I_7"), "acme/data#7"}, kStep,
                                     at("2026-11-24T09:00:00.500Z"), AccountId("Oncalld-Bot")));
}

std::string comment(const std::string& author, const std::string& body) {
    return "[" + SampleComment{.author = author, .body = body}.json() + "]";
}

TEST(GitHubMarker, StandsAloneInTheFirstLine) {
    EXPECT_EQ(marker_line(kStep), "<!-- oncalld op=0123456789abcdef0123 -->");
    EXPECT_TRUE(carries_marker("<!-- oncalld op=0123456789abcdef0123 -->\nhello", kStep));
    EXPECT_TRUE(carries_marker("<!-- oncalld op=0123456789abcdef0123 -->\r\nhello", kStep));
    EXPECT_TRUE(carries_marker("<!-- oncalld op=0123456789abcdef0123 -->", kStep));
    EXPECT_FALSE(carries_marker("<!-- oncalld op=0123456789abcdef0124 -->\nhello", kStep));
    EXPECT_FALSE(carries_marker("> <!-- oncalld op=0123456789abcdef0123 -->\nquoted", kStep));
    EXPECT_FALSE(carries_marker("hello\n<!-- oncalld op=0123456789abcdef0123 -->", kStep));
    EXPECT_FALSE(carries_marker("", kStep));
}

TEST(GitHubMarker, IsOursByItsAuthor) {
    const std::string body = marker_line(kStep) + "\\nhello";
    EXPECT_EQ(find().asks(), "GET /repos/acme/data/issues/7/comments?per_page=100&since=2026-11-24T08:00:00Z")
        << "an hour before: GitHub's clock is not ours";
    EXPECT_TRUE(find().answer(ok(comment("oncalld-BOT", body))).result().value());
    EXPECT_FALSE(find().answer(ok(comment("mallory", body))).result().value()) << "anybody can copy the line";
    EXPECT_FALSE(find().answer(ok(comment("oncalld-bot", "hello"))).result().value());
    EXPECT_FALSE(find().answer(ok("[]")).result().value());
}

TEST(GitHubMarker, IsLookedForOnEveryPage) {
    Trace trace = find();
    trace.answer(ok(comment("ann-berg", "x"),
                    next_page("https://api.github.com/repositories/1/issues/7/comments?page=2")));
    EXPECT_EQ(trace.asks(), "GET /repositories/1/issues/7/comments?page=2");
    trace.answer(ok(comment("oncalld-bot", marker_line(kStep))));
    EXPECT_TRUE(trace.result().value());
}

TEST(GitHubMarker, AFailureIsNotANo) {
    for (const int code : {304, 401, 403, 404, 410, 500, 502})
        EXPECT_FALSE(find().answer(status(code)).result().ok()) << code;
    EXPECT_FALSE(find().answer(ok("{}")).result().ok());
    EXPECT_FALSE(find().answer(ok("[")).result().ok());
    EXPECT_FALSE(find().answer(Error{ErrorKind::retry_after, "timed out"}).result().ok());
    EXPECT_FALSE(find().answer(ok("[]", next_page("https://evil.example/2"))).result().ok())
        << "a page that cannot be followed may hold it";
}

}  // namespace
}  // namespace oncalld::github
