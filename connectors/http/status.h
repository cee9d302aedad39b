// The one table from an HTTP answer to what the caller does next, for all vendors alike. A connector may know
// better in a named case (PagerDuty's error codes, GitHub's retired API version); everything else is said
// here.
//
//   2xx, 304          not an error                   408, 5xx   read: retry_after   write: outcome_unknown
//   401               fix_configuration              429        retry_after: surely not applied
//   403               retry_after if it is a limit, else fix_configuration
//   400 404 405 409 410 413 415 422 and other 4xx    give_up
//   3xx               give_up: no redirect is followed, so that no credential travels
//
// Sources: docs.github.com rate limits for the REST API; developer.atlassian.com rate limiting; PagerDuty
// developer docs REST-API/04-Rate-Limits, 14-Errors; RFC 9110 §10.2.3 Retry-After.
#pragma once

#include "connectors/http/message.h"
#include "connectors/operation.h"
#include "engine/result.h"
#include "engine/time.h"

#include <optional>

namespace oncalld::http {

bool is_success(const Response& response);  // 2xx or 304

// The Error that a response stands for which is no success. Its message names the status; the vendor's own
// words are put in by the connector, which knows where they stand.
Error refusal(const Response& response, Send::Access access);

// How long the vendor asks us to wait: Retry-After (seconds or a date), x-ratelimit-reset (GitHub, epoch
// seconds, when nothing remains), ratelimit-reset (PagerDuty, seconds). Dates are compared with the answer's
// own Date, so that our clock does not matter. At most an hour.
std::optional<std::chrono::seconds> asked_to_wait(const Response& response);

// An IMF-fixdate of RFC 9110 §5.6.7, "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace oncalld::http
