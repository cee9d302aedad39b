// `trackers:`
#pragma once

#include "config/report.h"
#include "config/secret_file.h"
#include "config/settings.h"
#include "config/tree.h"

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace oncalld::config {

struct Trackers {
    std::vector<TrackerSettings> settings;  // in file order
    std::map<TrackerId, std::set<AccountId>> treat_as_unassigned;
    std::vector<SecretFile> secret_files;

    const TrackerSettings* find(const TrackerId& id) const;
};

// What a tracker of this type calls the thing that holds tickets: "project", "repo", "service".
std::string_view container_key(TrackerSettings::Type type);

// "jira", "github", "pagerduty"
std::string_view to_string(TrackerSettings::Type type);

Trackers trackers(const Node& section, const People& people, Report& report);

}  // namespace oncalld::config
