#include "tests/sandbox/fake.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <utility>

namespace oncalld::sandbox {

namespace {

// A '+' in a query is a space: all three vendors read their queries as forms. Malformed escapes stay as sent.
std::string decode_query(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return http::percent_decode(spaced).value_or(spaced);
}

bool matches(const Fault& fault, const http::Request& request) {
    return (fault.method.empty() || fault.method == request.method) &&
           request.url.find(fault.path_part) != std::string::npos;
}

}  // namespace

Reply Fake::call(const http::Request& request, Instant now) {
    ++calls_;
    tick(now);
    const std::optional<Fault> fault = take_fault(request);
    if (!fault) return {.response = handle(request, now)};
    switch (fault->kind) {
        case Fault::Kind::rate_limited:
            return {.response = rate_limited(fault->retry_after_seconds, now)};
        case Fault::Kind::server_error:
            return {.response = server_error(now)};
        case Fault::Kind::drop_before:
            return {.response = {}, .drop = true};
        case Fault::Kind::drop_after:
            return {.response = handle(request, now), .drop = true};
        case Fault::Kind::error_after: {
            handle(request, now);
            http::Response gateway = server_error(now);
            gateway.status = 502;
            return {.response = std::move(gateway)};
        }
        case Fault::Kind::slow:
            return {.response = handle(request, now), .delay = fault->delay};
    }
    return {};
}

std::optional<Fault> Fake::take_fault(const http::Request& request) {
    const auto found = std::find_if(faults_.begin(), faults_.end(),
                                    [&](const Fault& fault) { return matches(fault, request); });
    if (found == faults_.end()) return std::nullopt;
    Fault fault = *found;
    if (--found->times <= 0) faults_.erase(found);
    return fault;
}

std::vector<http::Request> Fake::take_webhooks() {
    return std::exchange(webhooks_, {});
}

void Fake::set_webhook(std::string url, std::string secret) {
    webhook_url_ = std::move(url);
    webhook_secret_ = std::move(secret);
}

std::string hmac_sha256_hex(std::string_view secret, std::string_view body) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const void* const bytes = body.data();
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         static_cast<const unsigned char*>(bytes), body.size(), digest.data(), &size);
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i)
        hex += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
    return hex;
}

std::optional<std::string> Target::get(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return std::nullopt;
}

std::vector<std::string> Target::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : query)
        if (key == name) values.push_back(value);
    return values;
}

Target parse_target(std::string_view url) {
    Target target;
    url = url.substr(0, url.find('#'));
    const std::size_t question = url.find('?');
    const std::string_view path = url.substr(0, question);
    target.path = http::percent_decode(path).value_or(std::string(path));
    std::string_view rest = question == std::string_view::npos ? "" : url.substr(question + 1);
    while (!rest.empty()) {
        const std::size_t ampersand = rest.find('&');
        const std::string_view field = rest.substr(0, ampersand);
        rest = ampersand == std::string_view::npos ? "" : rest.substr(ampersand + 1);
        if (field.empty()) continue;
        const std::size_t equals = field.find('=');
        const std::string_view value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
        target.query.emplace_back(decode_query(field.substr(0, equals)), decode_query(value));
    }
    return target;
}

Setting demo_setting(std::vector<Setting::PolicyShift> shifts, unsigned seed) {
    const Instant always{};
    return {
        .members = {{"ann", "Ann Berg", "ann@acme.example", "5b10ac8d82e05b22cc7d4a01", "ann-berg",
                     "PANN001"},
                    {"bob", "Bob Lie", "bob@acme.example", "5b10ac8d82e05b22cc7d4b02", "bob-lie", "PBOB002"},
                    {"cy", "Cy Dahl", "cy@acme.example", "5b10ac8d82e05b22cc7d4c03", "cy-dahl", "PCYD003"},
                    {"lea", "Lea Vik", "lea@acme.example", "5b10ac8d82e05b22cc7d4d04", "lea-vik", "PLEA004"}},
        .bot = {"", "oncalld", "bot@acme.example", "5b10ac8d82e05b22cc7d4e05", "oncalld-bot", "PBOT005"},
        .token = "sandbox-token",
        .jira_projects = {"SUP", "OPS"},
        .github_repos = {"acme/data", "acme/etl"},
        .services = {{"PIJ90N7", "Data pipelines", "PTRIAGE"}},
        .policies = {{"PTRIAGE", "Triage", {{always, "PLEA004"}}},
                     {"PESC001", "Data support", std::move(shifts)}},
        .base_url = {},
        .seed = seed,
    };
}

}  // namespace oncalld::sandbox
