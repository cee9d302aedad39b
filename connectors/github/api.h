// How a request to GitHub looks and what its refusals mean, for every operation alike.
// (docs.github.com: Getting started with the REST API; API versions; Troubleshooting the REST API.)
#pragma once

#include "connectors/github/key.h"
#include "connectors/github/settings.h"
#include "connectors/operation.h"

#include <string>
#include <string_view>

namespace oncalld::github {

Send get(const Settings& settings, std::string url);
Send write(const Settings& settings, std::string method, std::string url, std::string json);

std::string repo_path(std::string_view repo);  // "/repos/acme/data"
std::string issue_path(const IssueKey& key);   // "/repos/acme/data/issues/7"

// Missing, deleted, or hidden from us: GitHub does not tell a missing permission from a missing issue. Not
// the 410 of a retired API version.
bool is_gone(const http::Response& response);
bool is_redirect(const http::Response& response);

// An answer that is no success, as an Error.
Error refusal(const http::Response& response, Send::Access access);

// GitHub's own words in an error body: `message`, then what `errors` adds. Empty if there are none.
std::string vendor_text(const http::Response& response);

Error misunderstood(std::string_view what);  // a success whose body makes no sense
Error elsewhere(std::string_view url);       // a link to another host, where our token must not go
Error bad_key(std::string_view key);

}  // namespace oncalld::github
