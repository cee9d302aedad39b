#include "connectors/http/status.h"

#include <absl/time/time.h>

#include <algorithm>
#include <charconv>

namespace oncalld::http {

namespace {

using std::chrono::seconds;

constexpr seconds kLongestWait = std::chrono::hours(1);

std::optional<std::int64_t> number(const std::string* text) {
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (failed != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value;
}

seconds bounded(std::int64_t wait) {
    return std::clamp(seconds(wait), seconds(0), kLongestWait);
}

bool nothing_remains(const Response& response) {
    const auto remaining = number(response.headers.find("x-ratelimit-remaining"));
    return remaining && *remaining == 0;
}

// GitHub refuses with 403 both for permissions and for its limits.
bool is_limit(const Response& response) {
    return response.headers.find("retry-after") || nothing_remains(response) ||
           response.body.find("rate limit") != std::string::npos ||
           response.body.find("was submitted too quickly") != std::string::npos;
}

Error limited(const Response& response, std::string message) {
    return {ErrorKind::retry_after, std::move(message), {}, asked_to_wait(response)};
}

}  // namespace

bool is_success(const Response& response) {
    return (response.status >= 200 && response.status < 300) || response.status == 304;
}

Error refusal(const Response& response, Send::Access access) {
    const int status = response.status;
    std::string message = "the tracker answered " + std::to_string(status);
    if (status == 429) return limited(response, std::move(message) + ", too many requests");
    if (status == 403 && is_limit(response)) return limited(response, std::move(message) + ", a rate limit");
    if (status == 401)
        return {ErrorKind::fix_configuration,
                std::move(message) + ": the token is wrong, expired or revoked"};
    if (status == 403)
        return {ErrorKind::fix_configuration, std::move(message) + ": the token lacks a permission for this"};
    if (status == 408 || status >= 500) {
        if (access == Send::Access::write) return {ErrorKind::outcome_unknown, std::move(message)};
        return limited(response, std::move(message));
    }
    if (status >= 400) return {ErrorKind::give_up, std::move(message)};
    if (status >= 300)
        return {ErrorKind::give_up,
                std::move(message) + ", a redirect, which is not followed; is the URL right?"};
    return {ErrorKind::bug, std::move(message) + ", which means nothing here"};
}

std::optional<seconds> asked_to_wait(const Response& response) {
    const std::optional<Instant> now = parse_http_date(response.headers.get("date"));
    if (const std::string* given = response.headers.find("retry-after")) {
        if (const auto wait = number(given)) return bounded(*wait);
        const auto until = parse_http_date(*given);
        if (until && now) return bounded(std::chrono::ceil<seconds>(*until - *now).count());
    }
    if (nothing_remains(response)) {
        const auto reset = number(response.headers.find("x-ratelimit-reset"));
        if (reset && now)
            return bounded(*reset - std::chrono::floor<seconds>(*now).time_since_epoch().count());
    }
    if (const auto wait = number(response.headers.find("ratelimit-reset"))) return bounded(*wait);
    return std::nullopt;
}

std::optional<Instant> parse_http_date(std::string_view text) {
    absl::Time t;
    std::string ignored;
    if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", std::string(text), absl::UTCTimeZone(), &t, &ignored))
        return std::nullopt;
    return Instant(milliseconds(absl::ToUnixMillis(t)));
}

}  // namespace oncalld::http
