// Whether a webhook was sent by somebody who knows the secret: HMAC-SHA256 over the raw body, as received and
// never re-serialised, compared in constant time. Pure; may be used from any thread.
//
// The vendors differ only in the header: GitHub "X-Hub-Signature-256: sha256=<hex>", Jira "X-Hub-Signature:
// sha256=<hex>", PagerDuty "X-PagerDuty-Signature: v1=<hex>[,v1=<hex>]", where one match is enough, because
// during a change of secret both old and new one sign.
#pragma once

#include "connectors/http/message.h"

#include <string>
#include <string_view>

namespace oncalld {

std::string hmac_sha256_hex(std::string_view secret, std::string_view body);  // 64 lower-case digits

// False also where the header is absent or malformed, and always for an empty secret: a webhook that nobody
// has to sign is not authenticated.
bool signed_by_github(const http::Request& request, std::string_view secret);
bool signed_by_jira(const http::Request& request, std::string_view secret);
bool signed_by_pagerduty(const http::Request& request, std::string_view secret);

}  // namespace oncalld
