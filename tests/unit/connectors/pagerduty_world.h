// What the tests of connectors/pagerduty share: one account, and answers as PagerDuty would write them.
#pragma once

#include "connectors/operation.h"
#include "connectors/pagerduty/settings.h"
#include "engine/step.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oncalld::pagerduty {

inline Instant at(std::string_view text) {
    return parse_rfc3339(text).value();
}

inline Settings settings() {
    return {TrackerId("pager"), "https://api.pagerduty.com", "key-1",
            "bot@acme.example", {"PSVC1", "PSVC2"},          "hook-secret"};
}

// The members of an incident that a test cares about; the rest is as PagerDuty has it.
struct IncidentJson {
    std::string id = "Q1";
    int number = 7;
    std::string status = "triggered";
    std::string service = "PSVC1";
    std::string assignee = "PANN";
    std::string via = "escalation_policy";
    std::string policy = "PESC";
    std::string more = {};  // further members, each with a comma in front

    std::string str() const {
        return R"({"id":")" + id + R"(","type":"incident","incident_number":)" + std::to_string(number) +
               R"(,"status":")" + status + R"(","title":"Disk full","html_url":"https://acme/i/)" + id +
               R"(","created_at":"2026-11-24T08:00:00Z","updated_at":"2026-11-24T08:05:00Z","service":{"id":")" +
               service + R"(","type":"service_reference"},"assigned_via":")" + via +
               R"(","assignments":[{"at":"2026-11-24T08:01:00Z","assignee":{"id":")" + assignee +
               R"(","type":"user_reference"}}],"escalation_policy":{"id":")" + policy +
               R"(","type":"escalation_policy_reference"},"urgency":"high","priority":null)" + more + "}";
    }
};

inline http::Response answer(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

inline http::Response refusal(int status, int code, const std::string& message) {
    return answer(status,
                  R"({"error":{"message":")" + message + R"(","code":)" + std::to_string(code) + "}}");
}

// "PUT /incidents"; the host is the same for all.
template <class T>
std::string asked(const Next<T>& next) {
    const Send* const send = std::get_if<Send>(&next);
    if (!send) return "nothing";
    return send->request.method + " " + send->request.url.substr(settings().url.size());
}

template <class T>
const Result<T>& result(const Next<T>& next) {
    return std::get<Result<T>>(next);
}

inline Step step(const std::string& incident, Effect effect) {
    Step step;
    step.id = StepId("step-" + incident);
    step.ticket = {TrackerId("pager"), TicketId(incident)};
    step.key = incident;
    step.effect = std::move(effect);
    return step;
}

inline Step to_user(const std::string& incident, const std::string& user) {
    return step(incident, AssignTicket{Assignment::to(AccountId(user)), {}, PersonId("ann"), {}});
}

inline Step to_policy(const std::string& incident, const std::string& policy) {
    return step(incident, AssignTicket{Assignment::to(PolicyId(policy)), {}, PersonId(), {}});
}

}  // namespace oncalld::pagerduty
