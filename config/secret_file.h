// The keys that name a secret file, and the mistake of typing the secret itself into the YAML.
#pragma once

#include "config/read.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

// A secret file that the configuration names; read_secret() can look for it.
struct SecretFile {
    std::string name;
    Place place;
};

// The name of the file under `key` ("token_file"), remembered in `files`. A value that looks like a secret
// itself is refused and not repeated in the message.
std::optional<std::string> secret_file(const Fields& fields, std::string_view key,
                                       std::vector<SecretFile>& files);

// `inline_key` ("token") would hold the secret itself: refused where it is there.
void refuse_typed_secret(const Fields& fields, std::string_view inline_key, std::string_view file_key);

}  // namespace oncalld::config
