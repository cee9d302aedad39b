#include "connectors/pagerduty/api.h"

#include "connectors/http/status.h"
#include "connectors/json.h"

namespace oncalld::pagerduty {

namespace {

http::Request request(const Settings& settings, std::string method, std::string_view target) {
    http::Request request;
    request.method = std::move(method);
    request.url = settings.url + std::string(target);
    request.headers.add("Authorization", "Token token=" + settings.token);
    request.headers.add("Accept", "application/vnd.pagerduty+json;version=2");
    return request;
}

std::optional<std::int64_t> code_in(const json::Value& body) {
    return json::integer_at(body, "error", "code");
}

std::string vendor_text(const json::Value& body) {
    std::string text = json::string_at(body, "error", "message");
    for (const json::Value& detail : json::array_at(body, "error", "errors")) {
        const std::string_view more = json::as_text(&detail);
        if (!more.empty()) text += (text.empty() ? "" : "; ") + std::string(more);
    }
    return text;
}

// 1008: no such user. 2010: the user may not. A missing header was seen under 2016, which the documentation
// gives to something else, so the text counts, too.
bool is_about_from(const http::Response& response, std::optional<std::int64_t> code, std::string_view text) {
    if (response.status != 400) return false;
    const bool names_header =
        text.find("From") != std::string_view::npos && text.find("header") != std::string_view::npos;
    return code == 1008 || code == 2010 || code == 2016 || names_header;
}

}  // namespace

Send get(const Settings& settings, std::string_view target) {
    return {request(settings, "GET", target), Send::Access::read};
}

Send write(const Settings& settings, std::string method, std::string_view target, std::string body) {
    Send send{request(settings, std::move(method), target), Send::Access::write};
    send.request.headers.add("Content-Type", "application/json");
    send.request.headers.add("From", settings.from);
    send.request.body = std::move(body);
    return send;
}

std::optional<std::int64_t> error_code(const http::Response& response) {
    const auto body = json::parse(response.body);
    return body ? code_in(*body) : std::nullopt;
}

Error refusal(const Settings& settings, const http::Response& response, Send::Access access) {
    Error error = http::refusal(response, access);
    const auto body = json::parse(response.body);
    const auto code = body ? code_in(*body) : std::nullopt;
    if (body) error.vendor_text = vendor_text(*body);
    if (response.status == 401) {
        error.message = "PagerDuty does not accept the API key at " + settings.url +
                        "; keys of EU accounts are known at https://api.eu.pagerduty.com only";
    } else if (is_about_from(response, code, error.vendor_text)) {
        error.kind = ErrorKind::fix_configuration;
        error.message = "PagerDuty does not let " + settings.from +
                        " do this; `from:` must be the address of a user who may change incidents";
    } else if (code == kChangedMeanwhile) {
        error.kind = ErrorKind::retry_now;
    }
    return error;
}

Error misunderstood(std::string_view what) {
    return {ErrorKind::bug, "PagerDuty answered something we do not understand: " + std::string(what)};
}

}  // namespace oncalld::pagerduty
