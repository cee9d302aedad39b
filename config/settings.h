// A whole configuration: the engine's values, and what the shell needs to wire them to the outside world.
// config/load.h makes it from YAML. Connectors never see this; daemon/ hands each its own part.
#pragma once

#include "config/secret.h"
#include "engine/configuration.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oncalld::config {

struct TrackerSettings {
    enum class Type { jira, github, pagerduty };
    TrackerId id;
    Type type = Type::jira;
    std::string url;                                 // base, without a trailing slash
    std::string email;                               // Jira basic auth
    std::string from;                                // PagerDuty `From:`
    std::string token_file;                          // empty: another kind of auth, see `not_acted_on`
    std::vector<std::string> containers;             // `projects`, `repos` or `services`
    std::optional<std::string> webhook_secret_file;  // none: poll only
    seconds poll_every{60};
    milliseconds pace{0};      // between writes; GitHub: 1 s unless told otherwise
    std::string not_acted_on;  // why this version cannot run it (GitHub App keys), else empty
    friend bool operator==(const TrackerSettings&, const TrackerSettings&) = default;
};

struct HttpSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8437;
    friend bool operator==(const HttpSettings&, const HttpSettings&) = default;
};

// Where something stands in the configuration. Lines and columns count from 1.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

enum class Severity { error, warning, note };

// One finding of the parser or of `check`. Text says what is wrong, what was expected, and what to do.
struct Finding {
    Severity severity = Severity::error;
    Place place;
    std::string text;
    friend bool operator==(const Finding&, const Finding&) = default;
};

struct Settings {
    Configuration engine;
    std::vector<TrackerSettings> trackers;  // in file order
    HttpSettings http;
    SecretPlaces secrets;
};

struct Loaded {
    std::optional<Settings> settings;  // none if any finding is an error
    std::vector<Finding> findings;     // all of them, in file order
};

}  // namespace oncalld::config
