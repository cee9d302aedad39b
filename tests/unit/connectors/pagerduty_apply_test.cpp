#include "connectors/pagerduty/apply.h"

#include "connectors/json.h"
#include "tests/unit/connectors/pagerduty_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace oncalld::pagerduty {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Outcomes = std::vector<Outcome>;

std::vector<std::string> incidents_in(const http::Request& request) {
    std::vector<std::string> ids;
    const auto body = json::parse(request.body);
    if (!body) return ids;
    for (const json::Value& item : json::array_at(*body, "incidents"))
        ids.push_back(json::string_at(item, "id"));
    return ids;
}

const http::Request& request(const Next<Outcomes>& next) {
    return std::get<Send>(next).request;
}

std::string done(const std::vector<std::string>& ids, const IncidentJson& like) {
    std::string rows;
    for (const std::string& id : ids) {
        IncidentJson incident = like;
        incident.id = id;
        rows += (rows.empty() ? "" : ",") + incident.str();
    }
    return R"({"incidents":[)" + rows + "]}";
}

const IncidentJson kDirectlyToAnn{.assignee = "PANN", .via = "direct_assignment"};
const IncidentJson kByPolicy{.policy = "PESC"};

// "ok", or the kind of error, by step.
std::map<std::string, std::string> told(const Next<Outcomes>& next) {
    std::map<std::string, std::string> kinds;
    for (const Outcome& outcome : *result(next))
        kinds[outcome.step.str()] =
            outcome.result.ok() ? "ok" : std::string(to_string(outcome.result.error().kind));
    return kinds;
}

const Error& only_error(const Next<Outcomes>& next) {
    return result(next)->front().result.error();
}

TEST(PagerDutyAssign, WritesUsersAndPoliciesInOneRequestAndNoStatus) {
    Apply apply(settings(), {to_user("Q1", "PANN"), to_policy("Q2", "PESC")});
    auto next = apply.start();
    EXPECT_EQ(asked(next), "PUT /incidents");
    EXPECT_EQ(std::get<Send>(next).access, Send::Access::write);
    EXPECT_EQ(request(next).headers.get("From"), "bot@acme.example");
    EXPECT_EQ(request(next).headers.get("Content-Type"), "application/json");
    EXPECT_EQ(
        request(next).body,
        R"({"incidents":[{"id":"Q1","type":"incident_reference","assignments":[{"assignee":{"id":"PANN",)"
        R"("type":"user_reference"}}]},{"id":"Q2","type":"incident_reference","escalation_policy":)"
        R"({"id":"PESC","type":"escalation_policy_reference"}}]})");
    IncidentJson first = kDirectlyToAnn, second = kByPolicy;
    second.id = "Q2";
    next = apply.resume(answer(200, R"({"incidents":[)" + first.str() + "," + second.str() + "]}"));
    EXPECT_EQ(told(next), (std::map<std::string, std::string>{{"step-Q1", "ok"}, {"step-Q2", "ok"}}));
}

TEST(PagerDutyAssign, TheAnswerMustShowTheAssignment) {
    struct Row {
        const char* name;
        Step step;
        std::string body;
        const char* want;
    };
    const Row rows[] = {
        {"user", to_user("Q1", "PANN"), done({"Q1"}, kDirectlyToAnn), "ok"},
        {"another user", to_user("Q1", "PBOB"), done({"Q1"}, kDirectlyToAnn), "give_up"},
        {"policy", to_policy("Q1", "PESC"), done({"Q1"}, kByPolicy), "ok"},
        {"another policy", to_policy("Q1", "PESC2"), done({"Q1"}, kByPolicy), "give_up"},
        {"the policy is named, but a person was assigned", to_policy("Q1", "PESC"),
         done({"Q1"}, kDirectlyToAnn), "give_up"},
        {"another incident", to_user("Q1", "PANN"), done({"Q2"}, kDirectlyToAnn), "outcome_unknown"},
        {"unreadable", to_user("Q1", "PANN"), "<html>", "outcome_unknown"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        Apply apply(settings(), {row.step});
        auto next = apply.start();
        next = apply.resume(answer(200, row.body));
        EXPECT_EQ(told(next).at("step-Q1"), row.want);
    }
}

// Plays a PagerDuty where some incidents are resolved: one of them fails the whole request.
struct Played {
    Next<Outcomes> end;
    std::vector<std::size_t> sizes;
};

Played play(std::vector<Step> steps, const std::set<std::string>& resolved) {
    Apply apply(settings(), std::move(steps));
    Played played{apply.start(), {}};
    while (std::holds_alternative<Send>(played.end)) {
        const auto ids = incidents_in(request(played.end));
        played.sizes.push_back(ids.size());
        const bool bad =
            std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return resolved.contains(id); });
        played.end = apply.resume(bad ? refusal(400, 1001, "Incident Already Resolved")
                                      : answer(200, done(ids, kDirectlyToAnn)));
    }
    return played;
}

TEST(PagerDutyAssign, OneBadIncidentDoesNotStopTheOthers) {
    std::vector<Step> steps;
    for (const char* id : {"Q1", "Q2", "Q3", "Q4", "Q5"})
        steps.push_back(to_user(id, "PANN"));
    const Played played = play(steps, {"Q4"});
    EXPECT_EQ(told(played.end), (std::map<std::string, std::string>{{"step-Q1", "ok"},
                                                                    {"step-Q2", "ok"},
                                                                    {"step-Q3", "ok"},
                                                                    {"step-Q4", "give_up"},
                                                                    {"step-Q5", "ok"}}));
    EXPECT_THAT(played.sizes, ElementsAre(5u, 2u, 3u, 1u, 2u, 1u, 1u));
    for (const Outcome& outcome : *result(played.end))
        if (!outcome.result.ok()) {
            EXPECT_THAT(to_string(outcome.result.error()), HasSubstr("Already Resolved"));
        }
}

TEST(PagerDutyAssign, ManyGoOutInFullBatches) {
    std::vector<Step> steps;
    for (int i = 0; i < 600; ++i)
        steps.push_back(to_user("Q" + std::to_string(i), "PANN"));
    const Played played = play(steps, {});
    EXPECT_THAT(played.sizes, ElementsAre(250u, 250u, 100u));
    EXPECT_EQ(result(played.end)->size(), 600u);
}

TEST(PagerDutyAssign, FindingOneBadAmongManyTakesFewRequests) {
    std::vector<Step> steps;
    for (int i = 0; i < 250; ++i)
        steps.push_back(to_user("Q" + std::to_string(i), "PANN"));
    const Played played = play(steps, {"Q17"});
    EXPECT_LE(played.sizes.size(), 17u);  // 1 + 2 * log2(250)
    int failed = 0;
    for (const auto& [step, kind] : told(played.end))
        failed += kind != "ok";
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(told(played.end).at("step-Q17"), "give_up");
}

TEST(PagerDutyAssign, AMissingAssigneeIsNotLookedForIncidentByIncident) {
    Apply apply(settings(), {to_user("Q1", "PGONE"), to_user("Q2", "PGONE"), to_user("Q3", "PGONE")});
    auto next = apply.start();
    next = apply.resume(refusal(400, 1007, "Assignee User Not Found"));
    EXPECT_EQ(told(next), (std::map<std::string, std::string>{{"step-Q1", "fix_configuration"},
                                                              {"step-Q2", "fix_configuration"},
                                                              {"step-Q3", "fix_configuration"}}));
    EXPECT_THAT(only_error(next).message, HasSubstr("PGONE"));
}

TEST(PagerDutyAssign, AMissingAssigneeOfSomeIsSeparatedFromTheRest) {
    Apply apply(settings(), {to_user("Q1", "PANN"), to_user("Q2", "PGONE")});
    auto next = apply.start();
    next = apply.resume(refusal(400, 1007, "Assignee User Not Found"));
    EXPECT_THAT(incidents_in(request(next)), ElementsAre("Q1"));
    next = apply.resume(answer(200, done({"Q1"}, kDirectlyToAnn)));
    next = apply.resume(refusal(400, 1007, "Assignee User Not Found"));
    EXPECT_EQ(told(next),
              (std::map<std::string, std::string>{{"step-Q1", "ok"}, {"step-Q2", "fix_configuration"}}));
}

TEST(PagerDutyAssign, APolicyWithNobodyOnCallIsNamed) {
    Apply apply(settings(), {to_policy("Q1", "PESC")});
    auto next = apply.start();
    next = apply.resume(refusal(400, 1015, "Escalation Policy Has No One On-Call"));
    EXPECT_EQ(only_error(next).kind, ErrorKind::fix_configuration);
    EXPECT_THAT(only_error(next).message, HasSubstr("PESC"));
}

TEST(PagerDutyAssign, AWrongFromIsAMatterOfConfigurationForAll) {
    struct Row {
        const char* name;
        http::Response response;
    };
    const Row rows[] = {
        {"unknown", refusal(400, 1008, "Requester User Not Found")},
        {"missing", refusal(400, 2016, R"(You must specify a user's email address in the \"From\" header)")},
        {"not allowed", refusal(400, 2010, "Access Denied")},
        {"missing, under a code we do not know", refusal(400, 2001, R"(a \"From\" header is required)")},
        {"key without write access", refusal(403, 2010, "Access Denied")},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        Apply apply(settings(), {to_user("Q1", "PANN"), to_user("Q2", "PANN")});
        auto next = apply.start();
        next = apply.resume(row.response);
        EXPECT_EQ(told(next), (std::map<std::string, std::string>{{"step-Q1", "fix_configuration"},
                                                                  {"step-Q2", "fix_configuration"}}));
        EXPECT_THAT(to_string(only_error(next)), Not(HasSubstr("key-1")));
    }
}

TEST(PagerDutyAssign, AFailureInTheMiddleTellsWhatWasNotSent) {
    Apply apply(settings(),
                {to_user("Q1", "PANN"), to_user("Q2", "PANN"), to_user("Q3", "PANN"), to_user("Q4", "PANN")});
    auto next = apply.start();
    next = apply.resume(refusal(400, 1001, "Incident Already Resolved"));
    EXPECT_THAT(incidents_in(request(next)), ElementsAre("Q1", "Q2"));
    next = apply.resume(Error{ErrorKind::outcome_unknown, "connection reset"});
    EXPECT_EQ(told(next), (std::map<std::string, std::string>{{"step-Q1", "outcome_unknown"},
                                                              {"step-Q2", "outcome_unknown"},
                                                              {"step-Q3", "retry_after"},
                                                              {"step-Q4", "retry_after"}}));
}

TEST(PagerDutyAssign, ARateLimitIsNotApplied) {
    Apply apply(settings(), {to_user("Q1", "PANN"), to_user("Q2", "PANN")});
    auto next = apply.start();
    http::Response limited = refusal(429, 2020, "Rate Limit Exceeded");
    limited.headers.add("ratelimit-reset", "17");
    next = apply.resume(limited);
    EXPECT_EQ(told(next),
              (std::map<std::string, std::string>{{"step-Q1", "retry_after"}, {"step-Q2", "retry_after"}}));
    EXPECT_EQ(only_error(next).after, std::chrono::seconds(17));
}

TEST(PagerDutyAssign, AServerErrorOnAWriteIsUnclear) {
    Apply apply(settings(), {to_user("Q1", "PANN")});
    auto next = apply.start();
    next = apply.resume(answer(502, "Bad Gateway"));
    EXPECT_EQ(only_error(next).kind, ErrorKind::outcome_unknown);
}

TEST(PagerDutyApply, RefusesWhatPagerDutyMustNotBeAsked) {
    struct Row {
        const char* name;
        Effect effect;
        const char* why;
    };
    const Row rows[] = {
        {"reopening pages", SetState{TicketState::resolved, TicketState::open}, "never reopened: it pages"},
        {"un-acknowledging", SetState{TicketState::in_progress, TicketState::open},
         "belongs to its responders"},
        {"unassigning", AssignTicket{{}, {AccountId("PANN")}, {}, {}}, "always has an assignee"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        Apply apply(settings(), {step("Q1", row.effect)});
        const auto next = apply.start();
        ASSERT_EQ(asked(next), "nothing");
        EXPECT_EQ(only_error(next).kind, ErrorKind::give_up);
        EXPECT_THAT(only_error(next).message, HasSubstr(row.why));
    }
}

TEST(PagerDutyComment, IsANoteThatEndsWithTheMarker) {
    Apply apply(settings(), {step("Q1", AddComment{{{Paragraph{{Text{"on call"}}}}}})});
    auto next = apply.start();
    EXPECT_EQ(asked(next), "POST /incidents/Q1/notes");
    EXPECT_EQ(request(next).headers.get("From"), "bot@acme.example");
    EXPECT_EQ(request(next).body, R"({"note":{"content":"on call\n[oncalld step-Q1]"}})");
    next = apply.resume(answer(201, R"({"note":{"id":"PN1"}})"));
    EXPECT_EQ(told(next).at("step-Q1"), "ok");
}

TEST(PagerDutyComment, OnAnIncidentThatIsGoneIsGivenUp) {
    Apply apply(settings(), {step("Q1", AddComment{})});
    auto next = apply.start();
    next = apply.resume(refusal(404, 2100, "Not Found"));
    EXPECT_EQ(only_error(next).kind, ErrorKind::give_up);
}

}  // namespace
}  // namespace oncalld::pagerduty
