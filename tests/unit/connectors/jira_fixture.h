// What the tests of connectors/jira share: settings, answers as Jira gives them, and a look into what is
// sent.
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "connectors/operation.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

namespace oncalld::jira {

inline const Instant kNow = *parse_rfc3339("2026-11-23T10:00:00Z");

inline Settings test_settings() {
    return {.id = TrackerId("acme-jira"),
            .url = "https://acme.atlassian.net",
            .email = "bot@acme.example",
            .token = "s3cret",
            .projects = {"SUP", "OPS"},
            .webhook_secret = "hush"};
}

inline http::Response answer(int status, std::string body = {}) {
    return {.status = status, .headers = {}, .body = std::move(body)};
}

// A whole issue of REST v3 in the fields that we ask for, as it is in project SUP. `fields` go in front and
// win.
inline std::string issue_json(const std::string& id, const std::string& key, const std::string& fields = {}) {
    return R"({"id":")" + id + R"(","key":")" + key + R"(","fields":{)" +
           (fields.empty() ? "" : fields + ",") +
           R"("summary":"Disk full","status":{"name":"Å gjøre","statusCategory":{"key":"new"}},"resolution":null,)"
           R"("resolutiondate":null,"assignee":null,"reporter":{"accountId":"rep"},"labels":["b","a"],)"
           R"("components":[{"name":"db"}],"issuetype":{"name":"Bug"},"priority":{"name":"High"},)"
           R"("project":{"key":"SUP"},"created":"2026-11-20T08:00:00.000+0000",)"
           R"("updated":"2026-11-23T11:59:00.500+0200"}})";
}

template <class T>
http::Request sent(const Next<T>& next) {
    if (const Send* send = std::get_if<Send>(&next)) return send->request;
    throw std::runtime_error("a request was expected, not a result");
}

template <class T>
Result<T> result(Next<T> next) {
    if (Result<T>* result = std::get_if<Result<T>>(&next)) return std::move(*result);
    throw std::runtime_error("a result was expected, not a request to " + std::get<Send>(next).request.url);
}

inline json::Document body_of(const http::Request& request) {
    return json::parse(request.body).value();
}

}  // namespace oncalld::jira
