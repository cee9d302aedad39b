#include "config/secret_file.h"

#include <fmt/format.h>

#include <array>

namespace oncalld::config {

namespace {

// How the vendors' tokens and keys begin. GitHub: "Token formats" in its authentication guide; Atlassian API
// tokens start with ATATT, ATCTT and the like; the last is a PEM file.
constexpr std::array<std::string_view, 9> kSecretStarts{"ghp_",        "gho_",  "ghu_",  "ghs_",      "ghr_",
                                                        "github_pat_", "ATATT", "ATCTT", "-----BEGIN"};
constexpr std::size_t kLongestFileName = 255;

bool looks_like_a_secret(std::string_view text) {
    for (const std::string_view start : kSecretStarts)
        if (text.starts_with(start)) return true;
    return text.size() > kLongestFileName && text.find('/') == std::string_view::npos;
}

}  // namespace

std::optional<std::string> secret_file(const Fields& fields, std::string_view key,
                                       std::vector<SecretFile>& files) {
    const Node* node = fields.require(key);
    if (node == nullptr) return std::nullopt;
    if (looks_like_a_secret(node->text)) {
        fields.report().error(
            node->place,
            fmt::format("`{}` names a file, and this looks like the secret itself; put it into a file that "
                        "only oncalld can read, and revoke it if this YAML has been shared",
                        key));
        return std::nullopt;
    }
    const auto name = text(*node, "the name of a file", fields.report());
    if (name) files.push_back({*name, node->place});
    return name;
}

void refuse_typed_secret(const Fields& fields, std::string_view inline_key, std::string_view file_key) {
    if (const Entry* typed = fields.entry(inline_key))
        fields.report().error(typed->place,
                              fmt::format("a secret must not stand in the configuration; put it into a file "
                                          "that only oncalld can read and write `{}: NAME`",
                                          file_key));
}

}  // namespace oncalld::config
