// YAML text -> Settings, or every error at once with file:line:column, what was expected and the near miss.
#pragma once

#include "config/settings.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

struct SourceText {
    std::string file;  // as shown in findings
    std::string text;
};

// Pure but for loading time zones. Several texts are fragments (`conf.d/`): maps merge by key, a scalar or a
// list given twice is an error, except `overrides` and `time_off`, whose lists are joined in the given order.
Loaded load(const std::vector<SourceText>& sources, const SecretPlaces& secrets);

// A file, or a folder of *.yaml fragments in file-name order. Also checks every secret file: an error if it
// cannot be read, is empty or is readable by the world, a warning if it is not here at all.
Loaded load_path(const std::filesystem::path& path, const std::filesystem::path& credentials_directory);

std::string_view to_string(Severity severity);  // "error", "warning", "note"

// "file:line:column: error: text"
std::string to_string(const Finding& finding);

// "file:line:column: text", where the severity is told otherwise: in a log.
std::string place_and_text(const Finding& finding);

}  // namespace oncalld::config
