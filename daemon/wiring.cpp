#include "daemon/wiring.h"

#include "config/load.h"
#include "config/url.h"
#include "connectors/github/github.h"
#include "connectors/jira/jira.h"
#include "connectors/pagerduty/pagerduty.h"
#include "daemon/dry_run.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace oncalld {

namespace {

using config::TrackerSettings;

std::unique_ptr<Tracker> connect(const TrackerSettings& settings, std::string token,
                                 std::optional<std::string> webhook_secret) {
    switch (settings.type) {
        case TrackerSettings::Type::jira:
            return std::make_unique<jira::Jira>(jira::Settings{settings.id, settings.url, settings.email,
                                                               std::move(token), settings.containers,
                                                               std::move(webhook_secret)});
        case TrackerSettings::Type::github:
            return std::make_unique<github::GitHub>(github::Settings{
                settings.id, settings.url, std::move(token), settings.containers, std::move(webhook_secret)});
        case TrackerSettings::Type::pagerduty:
            return std::make_unique<pagerduty::PagerDuty>(
                pagerduty::Settings{settings.id, settings.url, std::move(token), settings.from,
                                    settings.containers, std::move(webhook_secret)});
    }
    return nullptr;
}

// Beside what is written: where a route looks at every tracker, another one may tell accounts apart by case.
void add_lower_case(std::vector<AccountId>& reporters) {
    const std::vector<AccountId> written = reporters;
    for (const AccountId& reporter : written) {
        const AccountId lower = github::account(reporter.str());
        if (std::find(reporters.begin(), reporters.end(), lower) == reporters.end())
            reporters.push_back(lower);
    }
}

}  // namespace

Result<std::unique_ptr<Tracker>> make_tracker(const TrackerSettings& settings,
                                              const config::SecretPlaces& secrets, Writes writes) {
    const std::string where = "tracker " + settings.id.str();
    Result<Secret> token = config::read_secret(settings.token_file, secrets);
    if (!token) return std::move(token).error().within(where);
    std::optional<std::string> webhook_secret;
    if (settings.webhook_secret_file) {
        Result<Secret> secret = config::read_secret(*settings.webhook_secret_file, secrets);
        if (!secret) return std::move(secret).error().within(where);
        webhook_secret = secret->reveal();
    }
    std::unique_ptr<Tracker> tracker = connect(settings, token->reveal(), std::move(webhook_secret));
    if (writes == Writes::dry_run) tracker = std::make_unique<DryRun>(std::move(tracker));
    return tracker;
}

void normalise_accounts(config::Settings& settings) {
    for (const TrackerSettings& tracker : settings.trackers) {
        if (tracker.type != TrackerSettings::Type::github) continue;
        for (auto& [id, person] : settings.engine.people) {
            const auto account = person.accounts.find(tracker.id);
            if (account != person.accounts.end()) account->second = github::account(account->second.str());
        }
        auto& nobodys = settings.engine.treat_as_unassigned[tracker.id];
        std::set<AccountId> lower;
        for (const AccountId& account : nobodys)
            lower.insert(github::account(account.str()));
        nobodys = std::move(lower);
        for (Route& route : settings.engine.routes) {
            if (route.match.tracker && *route.match.tracker != tracker.id) continue;
            add_lower_case(route.match.reporters);
        }
    }
}

std::vector<std::string> leave_out_trackers(config::Settings& settings) {
    std::vector<std::string> said;
    std::erase_if(settings.trackers, [&](const TrackerSettings& tracker) {
        if (tracker.not_acted_on.empty()) return false;
        said.push_back("tracker " + tracker.id.str() + " is left alone: " + tracker.not_acted_on);
        return true;
    });
    return said;
}

void tell(const Log& log, const std::vector<config::Finding>& findings) {
    for (const config::Finding& finding : findings) {
        switch (finding.severity) {
            case config::Severity::error:
                log.error(config::place_and_text(finding));
                break;
            case config::Severity::warning:
                log.warning(config::place_and_text(finding));
                break;
            case config::Severity::note:
                log.info(config::place_and_text(finding));
                break;
        }
    }
}

bool on_loopback(const config::TrackerSettings& settings) {
    std::string_view host = settings.url;
    if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
    host = host.substr(0, host.find('/'));
    if (host.starts_with('[')) return config::is_loopback(host.substr(1, host.find(']') - 1));
    return config::is_loopback(host.substr(0, host.find(':')));
}

}  // namespace oncalld
