#include "connectors/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <optional>
#include <stdexcept>

namespace oncalld {

namespace {

using Digest = std::array<unsigned char, 32>;

Digest hmac_sha256(std::string_view secret, std::string_view body) {
    Digest digest;
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(),
             &size) == nullptr ||
        size != digest.size())
        throw std::runtime_error("OpenSSL cannot compute HMAC-SHA256");
    return digest;
}

std::optional<Digest> parse_digest(std::string_view hex) {
    Digest digest;
    if (hex.size() != 2 * digest.size()) return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = OPENSSL_hexchar2int(static_cast<unsigned char>(hex[2 * i]));
        const int low = OPENSSL_hexchar2int(static_cast<unsigned char>(hex[2 * i + 1]));
        if (high < 0 || low < 0) return std::nullopt;
        digest[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return digest;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// One entry of a signature header, e.g. "sha256=<hex>".
bool matches(std::string_view entry, std::string_view scheme, const Digest& want) {
    entry = trimmed(entry);
    if (!entry.starts_with(scheme)) return false;
    const std::optional<Digest> got = parse_digest(entry.substr(scheme.size()));
    return got && CRYPTO_memcmp(got->data(), want.data(), want.size()) == 0;
}

bool signed_once(const http::Request& request, std::string_view header, std::string_view secret) {
    const std::string* signature = request.headers.find(header);
    if (signature == nullptr || secret.empty()) return false;
    return matches(*signature, "sha256=", hmac_sha256(secret, request.body));
}

}  // namespace

std::string hmac_sha256_hex(std::string_view secret, std::string_view body) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : hmac_sha256(secret, body))
        hex += {kHex[byte >> 4], kHex[byte & 15]};
    return hex;
}

bool signed_by_github(const http::Request& request, std::string_view secret) {
    return signed_once(request, "X-Hub-Signature-256", secret);
}

bool signed_by_jira(const http::Request& request, std::string_view secret) {
    return signed_once(request, "X-Hub-Signature", secret);
}

bool signed_by_pagerduty(const http::Request& request, std::string_view secret) {
    const std::string* signatures = request.headers.find("X-PagerDuty-Signature");
    if (signatures == nullptr || secret.empty()) return false;
    const Digest want = hmac_sha256(secret, request.body);
    std::string_view rest = *signatures;
    for (;;) {
        const std::size_t comma = rest.find(',');
        if (matches(rest.substr(0, comma), "v1=", want)) return true;
        if (comma == std::string_view::npos) return false;
        rest.remove_prefix(comma + 1);
    }
}

}  // namespace oncalld
