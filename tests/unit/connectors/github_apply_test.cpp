#include "connectors/github/apply.h"

#include "tests/unit/connectors/github_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

const AccountId kAnn("ann-berg"), kBob("bob-lie");

Step step(Effect effect) {
    Step step;
    step.id = StepId("0123456789abcdef0123");
    step.ticket = {TrackerId("github"), TicketId("I_7")};
    step.key = "acme/data#7";
    step.effect = std::move(effect);
    return step;
}

Trace<std::vector<Outcome>> apply(Effect effect) {
    return Trace<std::vector<Outcome>>(
        std::make_unique<Apply>(sample_settings(), std::vector<Step>{step(std::move(effect))}));
}

AssignTicket assign(std::vector<AccountId> to, std::vector<AccountId> replaces = {}) {
    AssignTicket effect;
    effect.to.accounts = std::move(to);
    effect.replaces = std::move(replaces);
    return effect;
}

http::Response issue(int code, std::initializer_list<std::string_view> logins) {
    return status(code, SampleIssue{.more = assignees(logins)}.json());
}

const Result<Done>& outcome(const Trace<std::vector<Outcome>>& trace) {
    return trace.result().value().at(0).result;
}

TEST(GitHubApply, AssignsAndLooksAtTheAnswer) {
    Trace trace = apply(assign({kAnn}));
    EXPECT_EQ(trace.asks(), "POST /repos/acme/data/issues/7/assignees");
    EXPECT_EQ(trace.send().request.body, R"({"assignees":["ann-berg"]})");
    EXPECT_EQ(trace.send().request.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(trace.send().access, Send::Access::write);
    trace.answer(issue(201, {"Carl", "Ann-Berg"}));
    EXPECT_TRUE(outcome(trace).ok()) << "logins ignore case, others may be assigned too";
    EXPECT_EQ(trace.result().value()[0].step, StepId("0123456789abcdef0123"));
}

TEST(GitHubApply, HandsOverByAddingBeforeRemoving) {
    Trace trace = apply(assign({kBob}, {kAnn}));
    trace.answer(issue(201, {"ann-berg", "bob-lie"}));
    EXPECT_EQ(trace.asks(), "DELETE /repos/acme/data/issues/7/assignees");
    EXPECT_EQ(trace.send().request.body, R"({"assignees":["ann-berg"]})");
    trace.answer(issue(200, {"bob-lie"}));
    EXPECT_TRUE(outcome(trace).ok());
}

TEST(GitHubApply, NeverRemovesWhomItJustAdded) {
    Trace trace = apply(assign({kAnn}, {kAnn}));
    trace.answer(issue(201, {"ann-berg"}));
    EXPECT_TRUE(outcome(trace).ok());
}

TEST(GitHubApply, UnassignsOnlyOurs) {
    Trace trace = apply(assign({}, {kAnn}));
    EXPECT_EQ(trace.asks(), "DELETE /repos/acme/data/issues/7/assignees");
    trace.answer(issue(200, {"somebody-else"}));
    EXPECT_TRUE(outcome(trace).ok());
}

TEST(GitHubApply, CreatedDoesNotMeanAssigned) {
    Trace trace = apply(assign({kBob}, {kAnn}));
    trace.answer(issue(201, {"ann-berg"}));
    EXPECT_EQ(outcome(trace).error().kind, ErrorKind::give_up) << "and ann keeps it";
    EXPECT_THAT(outcome(trace).error().message, HasSubstr("did not assign bob-lie"));
    EXPECT_THAT(outcome(trace).error().message, HasSubstr("acme/data#7"));

    Trace removal = apply(assign({}, {kAnn}));
    removal.answer(issue(200, {"ann-berg"}));
    EXPECT_EQ(outcome(removal).error().kind, ErrorKind::give_up);
}

TEST(GitHubApply, AlreadyTakenIsReadBack) {
    const http::Response taken = status(
        422, R"({"message":"Validation Failed","errors":[{"message":"Assignee has already been taken"}]})");
    Trace there = apply(assign({kAnn}));
    there.answer(taken);
    EXPECT_EQ(there.asks(), "GET /repos/acme/data/issues/7");
    EXPECT_EQ(there.send().access, Send::Access::read);
    there.answer(issue(200, {"ann-berg"}));
    EXPECT_TRUE(outcome(there).ok());

    Trace absent = apply(assign({kAnn}));
    absent.answer(taken).answer(issue(200, {}));
    EXPECT_EQ(outcome(absent).error().kind, ErrorKind::retry_now);
}

TEST(GitHubApply, CommentsBeginWithTheMarker) {
    Trace trace = apply(AddComment{{{Paragraph{{Text{"on call: "}, Mention{kAnn, "Ann"}}}}}});
    EXPECT_EQ(trace.asks(), "POST /repos/acme/data/issues/7/comments");
    EXPECT_EQ(trace.send().request.body,
              R"({"body":"<!-- oncalld op=0123456789abcdef0123 -->\non call: @ann-berg"})");
    trace.answer(status(201, R"({"id":1})"));
    EXPECT_TRUE(outcome(trace).ok());
}

TEST(GitHubApply, LongCommentsAreCutBehindTheMarker) {
    Trace trace = apply(AddComment{{{Paragraph{{Text{std::string(70'000, 'x')}}}}}});
    const std::string& body = trace.send().request.body;
    EXPECT_THAT(body, StartsWith(R"({"body":"<!-- oncalld op=0123456789abcdef0123 -->\nx)"));
    EXPECT_EQ(body.size(),
              std::string(R"({"body":""})").size() + 65536 + 1 /* \n is two */ + 2 /* … is three */);
}

TEST(GitHubApply, StatesAreOpenAndClosed) {
    Trace reopen = apply(SetState{TicketState::resolved, TicketState::open});
    EXPECT_EQ(reopen.asks(), "PATCH /repos/acme/data/issues/7");
    EXPECT_EQ(reopen.send().request.body, R"({"state":"open"})") << "no state_reason: that was seen refused";
    reopen.answer(ok(SampleIssue{}.json()));
    EXPECT_TRUE(outcome(reopen).ok());

    Trace close = apply(SetState{TicketState::open, TicketState::resolved});
    EXPECT_EQ(close.send().request.body, R"({"state":"closed"})");
    close.answer(ok(SampleIssue{}.json()));
    EXPECT_EQ(outcome(close).error().kind, ErrorKind::give_up) << "the answer shows it open";
}

TEST(GitHubApply, RefusalsByWhatToDoNext) {
    struct Row {
        const char* name;
        http::Response answer;
        ErrorKind kind;
    };
    const std::vector<Row> rows{
        {"secondary limit",
         {403, {{"Retry-After", "30"}}, R"({"message":"secondary rate limit"})"},
         ErrorKind::retry_after},
        {"429", {429, {}, "{}"}, ErrorKind::retry_after},
        {"primary limit",
         {403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1795514400"}}, "{}"},
         ErrorKind::retry_after},
        {"no permission", status(403, R"({"message":"Resource not accessible by personal access token"})"),
         ErrorKind::fix_configuration},
        {"locked", status(403, R"({"message":"Unable to create comment because issue is locked."})"),
         ErrorKind::give_up},
        {"deleted", status(410, R"({"message":"This issue was deleted"})"), ErrorKind::give_up},
        {"transferred", {307, {{"Location", "https://api.github.com/x"}}, "{}"}, ErrorKind::give_up},
        {"invalid", status(422, R"({"message":"Validation Failed"})"), ErrorKind::give_up},
        {"gateway", status(502), ErrorKind::outcome_unknown},
        {"token", status(401), ErrorKind::fix_configuration},
    };
    for (const Row& row : rows) {
        Trace trace = apply(AddComment{{{Paragraph{{Text{"x"}}}}}});
        trace.answer(row.answer);
        EXPECT_EQ(outcome(trace).error().kind, row.kind)
            << row.name << ": " << to_string(outcome(trace).error());
        EXPECT_THAT(outcome(trace).error().message, HasSubstr("acme/data#7")) << row.name;
    }
}

TEST(GitHubApply, ALimitThatSaysNotHowLongIsAMinute) {
    struct Row {
        http::Response answer;
        std::optional<std::chrono::seconds> want;
    };
    const char* const kLimit = R"({"message":"You have exceeded a secondary rate limit"})";
    const std::vector<Row> rows{{status(403, kLimit), std::chrono::seconds(60)},
                                {status(429), std::chrono::seconds(60)},
                                {{403, {{"Retry-After", "1"}}, kLimit}, std::chrono::seconds(1)},
                                {status(403), std::nullopt}};
    for (const Row& row : rows) {
        Trace trace = apply(assign({kAnn}));
        trace.answer(row.answer);
        EXPECT_EQ(outcome(trace).error().after, row.want) << to_string(outcome(trace).error());
    }
}

TEST(GitHubApply, ASuccessThatCannotBeReadIsUnknown) {
    EXPECT_EQ(outcome(apply(assign({kAnn})).answer(status(201, "<html>"))).error().kind,
              ErrorKind::outcome_unknown);
    Trace lost = apply(assign({kAnn}));
    lost.answer(Error{ErrorKind::outcome_unknown, "connection reset"});
    EXPECT_EQ(outcome(lost).error().kind, ErrorKind::outcome_unknown);
}

TEST(GitHubApply, NothingIsSentForWhatGitHubCannotDo) {
    AssignTicket policy;
    policy.to = Assignment::to(PolicyId("P1"));
    EXPECT_EQ(outcome(apply(policy)).error().kind, ErrorKind::bug);
    Step odd = step(assign({kAnn}));
    odd.key = "SUP-12";
    Trace<std::vector<Outcome>> trace(std::make_unique<Apply>(sample_settings(), std::vector<Step>{odd}));
    EXPECT_EQ(outcome(trace).error().kind, ErrorKind::bug);
}

TEST(GitHubApply, OneBadStepDoesNotStopTheNext) {
    std::vector<Step> steps{step(assign({kAnn})), step(assign({kBob}))};
    steps[1].id = StepId("second");
    Trace<std::vector<Outcome>> trace(std::make_unique<Apply>(sample_settings(), steps));
    trace.answer(status(404));
    EXPECT_EQ(trace.send().request.body, R"({"assignees":["bob-lie"]})");
    trace.answer(issue(201, {"bob-lie"}));
    ASSERT_THAT(trace.result().value(), SizeIs(2));
    EXPECT_FALSE(trace.result().value()[0].result.ok());
    EXPECT_TRUE(trace.result().value()[1].result.ok());
    EXPECT_EQ(trace.result().value()[1].step, StepId("second"));
}

}  // namespace
}  // namespace oncalld::github
