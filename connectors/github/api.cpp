#include "connectors/github/api.h"

#include "connectors/http/status.h"
#include "connectors/json.h"

namespace oncalld::github {

namespace {

http::Request request(const Settings& settings, std::string method, std::string url) {
    http::Request request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.headers.add("Accept", "application/vnd.github+json");
    request.headers.add("Authorization", "Bearer " + settings.token);
    request.headers.add("X-GitHub-Api-Version", "2022-11-28");
    request.headers.add("User-Agent", "oncalld/" ONCALLD_VERSION);  // GitHub refuses requests without one
    return request;
}

// The only 410 that is about us and not about an issue.
bool is_retired_version(const http::Response& response) {
    return response.status == 410 && vendor_text(response).find("API version") != std::string::npos;
}

}  // namespace

Send get(const Settings& settings, std::string url) {
    return {request(settings, "GET", std::move(url)), Send::Access::read};
}

Send write(const Settings& settings, std::string method, std::string url, std::string json) {
    Send send{request(settings, std::move(method), std::move(url)), Send::Access::write};
    send.request.headers.add("Content-Type", "application/json");
    send.request.body = std::move(json);
    return send;
}

std::string repo_path(std::string_view repo) {
    const std::size_t slash = repo.find('/');
    if (slash == std::string_view::npos) return "/repos/" + http::percent_encode(repo);
    return "/repos/" + http::percent_encode(repo.substr(0, slash)) + "/" +
           http::percent_encode(repo.substr(slash + 1));
}

std::string issue_path(const IssueKey& key) {
    return repo_path(key.repo) + "/issues/" + std::to_string(key.number);
}

bool is_gone(const http::Response& response) {
    return response.status == 404 || (response.status == 410 && !is_retired_version(response));
}

bool is_redirect(const http::Response& response) {
    return response.status == 301 || response.status == 302 || response.status == 307 ||
           response.status == 308;
}

Error refusal(const http::Response& response, Send::Access access) {
    Error error = http::refusal(response, access);
    error.vendor_text = vendor_text(response);
    // A secondary limit without a header: at least a minute, or the integration may be banned.
    if (error.kind == ErrorKind::retry_after && !error.after && response.status < 500)
        error.after = std::chrono::minutes(1);
    // Fine-grained tokens and apps are told which permission was missing.
    const std::string needed = response.headers.get("X-Accepted-GitHub-Permissions");
    if (error.kind == ErrorKind::fix_configuration && !needed.empty())
        error.message += ", it needs " + needed;
    if (is_retired_version(response)) {
        error.kind = ErrorKind::fix_configuration;
        error.message = "GitHub no longer speaks API version 2022-11-28: a newer oncalld is needed";
    } else if (is_redirect(response)) {
        error.kind = ErrorKind::fix_configuration;
        error.message = "it has moved: the repository was renamed or transferred, write its new name";
    }
    return error;
}

std::string vendor_text(const http::Response& response) {
    const auto document = json::parse(response.body);
    if (!document) return {};
    std::string text = json::string_at(*document, "message");
    for (const json::Value& item : json::array_at(*document, "errors")) {
        // Either sentences, or objects of which `message` is optional.
        std::string detail = json::as_string(&item);
        if (detail.empty()) detail = json::string_at(item, "message");
        if (detail.empty()) {
            detail = json::string_at(item, "field");
            const std::string code = json::string_at(item, "code");
            if (!code.empty()) detail += (detail.empty() ? "" : " ") + code;
        }
        if (!detail.empty()) text += (text.empty() ? "" : "; ") + detail;
    }
    return text;
}

Error misunderstood(std::string_view what) {
    return {ErrorKind::bug, "GitHub answered with " + std::string(what)};
}

Error elsewhere(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t end = url.find_first_of("/?#", host);
    return {ErrorKind::fix_configuration,
            "GitHub's answer goes on at another host (" + std::string(url.substr(0, end)) +
                "), where the token must not go: make `url` the address under which GitHub knows itself"};
}

Error bad_key(std::string_view key) {
    return {ErrorKind::bug, "\"" + std::string(key) + "\" is no issue: owner/name#number was expected"};
}

}  // namespace oncalld::github
