#include "config/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

namespace oncalld::config {

void Report::error(const Place& place, std::string text) {
    findings_.push_back({Severity::error, place, std::move(text)});
}

void Report::warning(const Place& place, std::string text) {
    findings_.push_back({Severity::warning, place, std::move(text)});
}

void Report::note(const Place& place, std::string text) {
    findings_.push_back({Severity::note, place, std::move(text)});
}

bool Report::has_errors() const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
}

std::vector<Finding> Report::in_file_order(const std::vector<std::string>& files) const {
    std::vector<Finding> sorted = findings_;
    const auto position = [&](const Finding& finding) {
        const auto file = std::find(files.begin(), files.end(), finding.place.file);
        return std::tuple(file - files.begin(), finding.place.line, finding.place.column, finding.severity,
                          std::string_view(finding.text));
    };
    std::sort(sorted.begin(), sorted.end(),
              [&](const Finding& a, const Finding& b) { return position(a) < position(b); });
    // An aliased value is read once for every alias, and its faults are then found as often.
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
}

std::string to_string(const Place& place) {
    return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

}  // namespace oncalld::config
