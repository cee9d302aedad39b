// Collects what is to be said about a configuration. Readers report and go on, so that all errors come at
// once.
#pragma once

#include "config/settings.h"

#include <string>
#include <vector>

namespace oncalld::config {

class Report {
public:
    void error(const Place& place, std::string text);
    void warning(const Place& place, std::string text);
    void note(const Place& place, std::string text);

    bool has_errors() const;

    // In the order of `files`, then of lines and columns.
    std::vector<Finding> in_file_order(const std::vector<std::string>& files) const;

private:
    std::vector<Finding> findings_;
};

// "file:line:column"
std::string to_string(const Place& place);

}  // namespace oncalld::config
