#include "connectors/jira/api.h"

#include "connectors/http/status.h"
#include "connectors/jira/vendor_text.h"

#include <openssl/evp.h>

namespace oncalld::jira {

namespace {

std::string base64(std::string_view text) {
    std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');  // EVP writes a NUL at the end
    const void* const from = text.data();
    void* const to = out.data();
    EVP_EncodeBlock(static_cast<unsigned char*>(to), static_cast<const unsigned char*>(from),
                    static_cast<int>(text.size()));
    out.pop_back();
    return out;
}

http::Request request(const Settings& settings, std::string method, std::string_view path) {
    http::Request request;
    request.method = std::move(method);
    request.url = settings.url + std::string(path);
    request.headers.add("Authorization", "Basic " + base64(settings.email + ":" + settings.token));
    request.headers.add("Accept", "application/json");
    return request;
}

http::Request with_json(http::Request request, std::string json) {
    request.headers.add("Content-Type", "application/json");
    request.body = std::move(json);
    return request;
}

bool is_stranger(const http::Response& response) {
    const std::string reason = response.headers.get("X-Seraph-LoginReason");
    return reason.find("AUTHENTICATED_FAILED") != std::string::npos ||
           reason.find("AUTHENTICATION_DENIED") != std::string::npos;
}

}  // namespace

Send get(const Settings& settings, std::string_view path) {
    return {request(settings, "GET", path), Send::Access::read};
}

Send ask(const Settings& settings, std::string_view path, std::string json) {
    return {with_json(request(settings, "POST", path), std::move(json)), Send::Access::read};
}

Send write(const Settings& settings, std::string method, std::string_view path, std::string json) {
    return {with_json(request(settings, std::move(method), path), std::move(json)), Send::Access::write};
}

std::string issue_path(const TicketId& id) {
    return "/rest/api/3/issue/" + http::percent_encode(id.str());
}

Result<http::Response> accepted(Result<http::Response> answer, Send::Access access) {
    if (!answer) return answer;
    if (is_stranger(*answer))
        return Error{.kind = ErrorKind::fix_configuration,
                     .message =
                         "Jira does not accept our e-mail address and token (expired, revoked, or a "
                         "scoped token on the site's own address): make a new token",
                     .vendor_text = answer->headers.get("X-Seraph-LoginReason")};
    if (http::is_success(*answer)) return answer;
    Error error = http::refusal(*answer, access);
    error.vendor_text = vendor_text(answer->body);
    return error;
}

Result<json::Document> document(Result<http::Response> answer, Send::Access access) {
    const auto response = accepted(std::move(answer), access);
    if (!response) return response.error();
    auto body = json::parse(response->body);
    if (!body) return std::move(body).error().within("Jira's answer");
    return body;
}

Error misunderstood(std::string_view what) {
    return {ErrorKind::bug, "Jira sent " + std::string(what)};
}

}  // namespace oncalld::jira
