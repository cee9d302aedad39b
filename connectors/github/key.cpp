#include "connectors/github/key.h"

#include <algorithm>
#include <charconv>

namespace oncalld::github {

namespace {

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
    return number;
}

// Takes what stands before the next slash; none if there is nothing.
std::optional<std::string_view> take_segment(std::string_view& path) {
    const std::size_t end = std::min(path.find_first_of("/?#"), path.size());
    if (end == 0) return std::nullopt;
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return segment;
}

// "owner/name", and the path behind it.
std::optional<std::string> take_repo(std::string_view& url) {
    static constexpr std::string_view kRepos = "/repos/";
    const std::size_t repos = url.find(kRepos);
    if (repos == std::string_view::npos) return std::nullopt;
    url.remove_prefix(repos + kRepos.size());
    const auto owner = take_segment(url);
    const auto name = take_segment(url);
    if (!owner || !name) return std::nullopt;
    return std::string(*owner) + "/" + std::string(*name);
}

}  // namespace

std::string to_string(const IssueKey& key) {
    return key.repo + "#" + std::to_string(key.number);
}

std::optional<IssueKey> parse_key(std::string_view text) {
    const std::size_t hash = text.find('#');
    if (hash == std::string_view::npos) return std::nullopt;
    const std::string_view repo = text.substr(0, hash);
    const std::size_t slash = repo.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == repo.size()) return std::nullopt;
    const auto number = parse_number(text.substr(hash + 1));
    if (!number) return std::nullopt;
    return IssueKey{std::string(repo), *number};
}

std::optional<std::string> repo_of(std::string_view api_url) {
    return take_repo(api_url);
}

std::optional<IssueKey> issue_of(std::string_view api_url) {
    auto repo = take_repo(api_url);
    if (!repo || take_segment(api_url) != "issues") return std::nullopt;
    const auto segment = take_segment(api_url);
    const auto number = segment ? parse_number(*segment) : std::nullopt;
    if (!number) return std::nullopt;
    return IssueKey{*std::move(repo), *number};
}

}  // namespace oncalld::github
