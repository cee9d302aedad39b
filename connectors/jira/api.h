// How a request to Jira looks and what its answer means, for every operation alike.
// (developer.atlassian.com: Jira Cloud REST API v3; Rate limiting; Basic auth for REST APIs.)
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "connectors/operation.h"

#include <string>
#include <string_view>

namespace oncalld::jira {

Send get(const Settings& settings, std::string_view path);
Send ask(const Settings& settings, std::string_view path, std::string json);  // a POST that changes nothing
Send write(const Settings& settings, std::string method, std::string_view path, std::string json);

std::string issue_path(const TicketId& id);  // "/rest/api/3/issue/10001"

// The answer if it is a success, else the Error that it stands for. A success under refused credentials is a
// refusal: Jira answers 200 with nothing in it to whom it does not know, and says so only in a header.
Result<http::Response> accepted(Result<http::Response> answer, Send::Access access);

// accepted(), and its body.
Result<json::Document> document(Result<http::Response> answer, Send::Access access);

Error misunderstood(std::string_view what);  // a success whose body makes no sense

}  // namespace oncalld::jira
