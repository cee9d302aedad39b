// A small valid configuration that the tests of config/ add their own fragment to, and what is said of the
// two.
#pragma once

#include "config/load.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::config {

inline constexpr std::string_view kBase = R"(people:
  ann: {timezone: Europe/Oslo, accounts: {jira: acc-ann, github: ann-h, pager: PANN}}
  bob: {timezone: Europe/Oslo, accounts: {jira: acc-bob, github: bob-l, pager: PBOB}}
  cy: {timezone: America/Chicago, accounts: {jira: acc-cy, pager: PCY}}
trackers:
  jira: {type: jira, url: https://acme.example, auth: {email: bot@acme.example, token_file: t}, projects: [SUP, OPS]}
  github: {type: github, url: https://api.github.com, auth: {token_file: t}, repos: [acme/data]}
  pager: {type: pagerduty, url: https://api.pagerduty.com, auth: {token_file: t, from: bot@acme.example}, services: [PSVC]}
rotations:
  week:
    timezone: Europe/Oslo
    participants: [ann, bob, cy]
    shift: {every: 1 week, at: Mon 09:00}
    effective_from: 2026-01-05
)";

// The base, `team.yaml` with this text, and a last route where the text has none.
inline Loaded load_team(std::string_view yaml) {
    std::vector<SourceText> sources{{"base.yaml", std::string(kBase)}, {"team.yaml", std::string(yaml)}};
    if (!yaml.starts_with("routes:"))
        sources.push_back({"last.yaml", "routes: [{name: all, match: {}, assign: none}]"});
    return load(sources, {});
}

// The settings, after an assertion that there are some.
inline Settings settings_of(std::string_view yaml) {
    Loaded loaded = load_team(yaml);
    for (const Finding& finding : loaded.findings)
        EXPECT_NE(finding.severity, Severity::error) << to_string(finding);
    return loaded.settings.value_or(Settings{});
}

inline std::string lines(const std::vector<Finding>& findings, auto wanted) {
    std::string text;
    for (const Finding& finding : findings)
        if (wanted(finding.severity)) text += (text.empty() ? "" : "\n") + to_string(finding);
    return text;
}

// Errors and warnings, a line each.
inline std::string complaints(std::string_view yaml) {
    return lines(load_team(yaml).findings, [](Severity severity) { return severity != Severity::note; });
}

inline std::string notes(std::string_view yaml) {
    return lines(load_team(yaml).findings, [](Severity severity) { return severity == Severity::note; });
}

// A fragment that is wrong, named for its fault, and everything that is to be said about it.
struct Fault {
    std::string name;
    std::string yaml;
    std::string said;
    friend void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name << ":\n" << fault.yaml; }
};

inline std::string name_of_fault(const testing::TestParamInfo<Fault>& info) {
    return info.param.name;
}

}  // namespace oncalld::config
