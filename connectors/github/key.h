// The key that addresses an issue, "acme/data#7", and the addresses in which GitHub names one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oncalld::github {

struct IssueKey {
    std::string repo;  // "owner/name"
    std::int64_t number = 0;
    friend bool operator==(const IssueKey&, const IssueKey&) = default;
};

std::string to_string(const IssueKey& key);
std::optional<IssueKey> parse_key(std::string_view text);

// The repository and number in an API address such as `repository_url`, `issue_url` or a comment's; whatever
// stands before "/repos/" is not looked at.
std::optional<std::string> repo_of(std::string_view api_url);
std::optional<IssueKey> issue_of(std::string_view api_url);

}  // namespace oncalld::github
