// Secrets come only from files, never from the YAML itself. A Secret prints as "***".
#pragma once

#include "engine/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace oncalld {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    const std::string& reveal() const { return text_; }  // the only way to the text: grep for it

private:
    std::string text_;
};

namespace config {

// Where secret files are looked for: $CREDENTIALS_DIRECTORY first (systemd LoadCredential), then the folder
// of the YAML file. An absolute name is taken as it is.
struct SecretPlaces {
    std::filesystem::path credentials_directory;  // empty: none
    std::filesystem::path beside_yaml;
};

// Where the secret is, if it is anywhere.
std::optional<std::filesystem::path> find_secret(const std::string& name, const SecretPlaces& places);

// Reads the file without the trailing newline. Refused with fix_configuration: missing, empty, larger than
// 64 KiB, or readable by the world.
Result<Secret> read_secret(const std::string& name, const SecretPlaces& places);

}  // namespace config
}  // namespace oncalld
