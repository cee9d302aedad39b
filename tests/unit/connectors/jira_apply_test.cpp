#include "connectors/jira/apply.h"

#include "tests/unit/connectors/jira_fixture.h"

namespace oncalld::jira {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Step step(Effect effect, const std::string& id = "3f9c") {
    Step step;
    step.id = StepId(id);
    step.ticket = {TrackerId("acme-jira"), TicketId("10001")};
    step.key = "SUP-1";
    step.effect = std::move(effect);
    return step;
}

AssignTicket assign(const std::string& account) {
    return {.to = Assignment::to(AccountId(account))};
}

Result<Done> outcome(Next<std::vector<Outcome>> next) {
    auto outcomes = result(std::move(next)).value();
    if (outcomes.size() != 1) throw std::runtime_error("one outcome was expected");
    return outcomes[0].result;
}

TEST(JiraApply, AssignsByAccountId) {
    Apply apply(test_settings(), {step(assign("5b10"))});
    const auto request = sent(apply.start());
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/issue/10001/assignee");
    EXPECT_EQ(request.body, R"({"accountId":"5b10"})");
    EXPECT_TRUE(outcome(apply.resume(answer(204))).ok());
}

TEST(JiraApply, UnassignsWithNull) {
    Apply apply(test_settings(), {step(AssignTicket{})});
    EXPECT_EQ(sent(apply.start()).body, R"({"accountId":null})");
}

TEST(JiraApply, HasOneAssigneeAndNoPolicies) {
    for (const AssignTicket& effect : {AssignTicket{.to = Assignment::to(PolicyId("P1"))},
                                       AssignTicket{.to = {{AccountId("a"), AccountId("b")}, {}}}}) {
        Apply apply(test_settings(), {step(effect)});
        EXPECT_EQ(outcome(apply.start()).error().kind, ErrorKind::give_up);
    }
}

TEST(JiraApply, CommentsInAdfWithTheMarkerAsAProperty) {
    Apply apply(test_settings(), {step(AddComment{Document{{Paragraph{{Text{"hi"}}}}}})});
    const auto request = sent(apply.start());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://acme.atlassian.net/rest/api/3/issue/10001/comment");
    EXPECT_EQ(
        request.body,
        R"({"body":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"hi"}]}]},)"
        R"("properties":[{"key":"oncalld","value":{"op":"3f9c"}}]})");
    EXPECT_TRUE(outcome(apply.resume(answer(201, R"({"id":"1"})"))).ok());
}

std::string transition(const std::string& id, const std::string& category, const std::string& fields = "{}",
                       const std::string& more = {}) {
    return R"({"id":")" + id + R"(","name":"T)" + id + R"(","to":{"id":"1","statusCategory":{"key":")" +
           category + R"("}},"fields":)" + fields + more + "}";
}

TEST(JiraApply, ChangesStateByTheCategoryOfTheTarget) {
    const std::string must =
        R"({"customfield_1":{"required":true,"hasDefaultValue":false,"name":"Root cause"},
                                 "customfield_2":{"required":true,"hasDefaultValue":false}})";
    const std::string defaulted =
        R"({"customfield_1":{"required":true,"hasDefaultValue":true,"name":"Root cause"}})";
    const std::string resolution = R"({"resolution":{"required":false,"name":"Resolution"}})";
    const auto open = TicketState::open, doing = TicketState::in_progress, closed = TicketState::resolved;
    struct Row {
        const char* name;
        SetState set;
        std::vector<std::string> offered;
        std::string body;  // sent; else
        std::string says;  // the error
    };
    const Row rows[] = {
        {"reopen",
         {closed, open},
         {transition("31", "done"), transition("21", "indeterminate"), transition("11", "new")},
         R"({"transition":{"id":"11"}})",
         ""},
        {"reopen straight into work",
         {closed, open},
         {transition("31", "done"), transition("21", "indeterminate")},
         R"({"transition":{"id":"21"}})",
         ""},
        {"work in progress is not reopened into work",
         {doing, open},
         {transition("21", "indeterminate")},
         "",
         "no transition"},
        {"back to open",
         {doing, open},
         {transition("21", "indeterminate"), transition("11", "new")},
         R"({"transition":{"id":"11"}})",
         ""},
        {"close",
         {open, closed},
         {transition("11", "new"), transition("31", "done")},
         R"({"transition":{"id":"31"}})",
         ""},
        {"the resolution is taken off where the screen has it",
         {closed, open},
         {transition("11", "new", resolution)},
         R"({"transition":{"id":"11"},"fields":{"resolution":null}})",
         ""},
        {"but stays when closing",
         {open, closed},
         {transition("31", "done", resolution)},
         R"({"transition":{"id":"31"}})",
         ""},
        {"required fields with a default",
         {closed, open},
         {transition("11", "new", defaulted)},
         R"({"transition":{"id":"11"}})",
         ""},
        {"a way without required fields is better",
         {closed, open},
         {transition("11", "new", must), transition("21", "indeterminate")},
         R"({"transition":{"id":"21"}})",
         ""},
        {"required fields are named",
         {closed, open},
         {transition("11", "new", must)},
         "",
         "Root cause, customfield_2"},
        {"nothing offered: no permission", {closed, open}, {}, "", "Transition Issues"},
        {"unavailable",
         {closed, open},
         {transition("11", "new", "{}", R"(,"isAvailable":false)")},
         "",
         "no transition"},
    };
    for (const Row& row : rows) {
        Apply apply(test_settings(), {step(row.set)});
        const auto asked = sent(apply.start());
        EXPECT_EQ(asked.url,
                  "https://acme.atlassian.net/rest/api/3/issue/10001/transitions?expand=transitions.fields");
        std::string offered;
        for (const std::string& one : row.offered)
            offered += (offered.empty() ? "" : ",") + one;
        auto next = apply.resume(answer(200, R"({"transitions":[)" + offered + "]}"));
        if (row.body.empty()) {
            const auto failed = outcome(std::move(next));
            ASSERT_FALSE(failed.ok()) << row.name;
            EXPECT_EQ(failed.error().kind, ErrorKind::give_up) << row.name;
            EXPECT_THAT(failed.error().message, HasSubstr(row.says)) << row.name;
            EXPECT_THAT(failed.error().message, HasSubstr("SUP-1")) << row.name;
            continue;
        }
        EXPECT_EQ(sent(next).body, row.body) << row.name;
        EXPECT_EQ(sent(next).url, "https://acme.atlassian.net/rest/api/3/issue/10001/transitions")
            << row.name;
        EXPECT_EQ(std::get<Send>(next).access, Send::Access::write) << row.name;
        EXPECT_TRUE(outcome(apply.resume(answer(204))).ok()) << row.name;
    }
}

TEST(JiraApply, AFailedLookAtTransitionsWasNoWrite) {
    Apply apply(test_settings(), {step(SetState{})});
    apply.start();
    EXPECT_EQ(outcome(apply.resume(answer(502))).error().kind, ErrorKind::retry_after);
}

TEST(JiraApply, AnUnclearWriteIsUnknown) {
    Apply apply(test_settings(), {step(assign("5b10"))});
    apply.start();
    EXPECT_EQ(outcome(apply.resume(answer(502))).error().kind, ErrorKind::outcome_unknown);
}

TEST(JiraApply, OneBadTicketDoesNotStopTheOthers) {
    Apply apply(test_settings(), {step(assign("a"), "s1"), step(assign("b"), "s2"), step(SetState{}, "s3")});
    apply.start();
    apply.resume(answer(400, R"({"errors":{"assignee":"User 'a' cannot be assigned issues."}})"));
    apply.resume(answer(204));
    const auto outcomes = result(apply.resume(answer(404)));
    ASSERT_THAT(outcomes.value(), SizeIs(3));
    EXPECT_EQ(outcomes->at(0).step, StepId("s1"));
    EXPECT_EQ(outcomes->at(0).result.error().vendor_text, "assignee: User 'a' cannot be assigned issues.");
    EXPECT_TRUE(outcomes->at(1).result.ok());
    EXPECT_FALSE(outcomes->at(2).result.ok());
}

}  // namespace
}  // namespace oncalld::jira
