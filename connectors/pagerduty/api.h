// How PagerDuty's REST API v2 is spoken to: headers, and what its refusals mean.
// developer.pagerduty.com/docs: Authentication, Versioning, Errors, Rate Limits.
#pragma once

#include "connectors/operation.h"
#include "connectors/pagerduty/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oncalld::pagerduty {

// `target`: path and query, already encoded.
Send get(const Settings& settings, std::string_view target);
Send write(const Settings& settings, std::string method, std::string_view target, std::string body);

// Codes in {"error": {"code": ...}} that we act on.
inline constexpr std::int64_t kChangedMeanwhile = 1005;  // since the request came in
inline constexpr std::int64_t kAssigneeNotFound = 1007;
inline constexpr std::int64_t kPolicyNotFound = 1014;
inline constexpr std::int64_t kNobodyOnCall = 1015;

std::optional<std::int64_t> error_code(const http::Response& response);

// For every answer that is no success.
Error refusal(const Settings& settings, const http::Response& response, Send::Access access);

// A success whose body we cannot make sense of.
Error misunderstood(std::string_view what);

}  // namespace oncalld::pagerduty
