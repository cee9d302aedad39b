// From settings to connectors: the only place that knows both. Reads the secrets, so that a missing one is an
// error at start and not at three in the morning.
#pragma once

#include "config/settings.h"
#include "connectors/tracker.h"
#include "daemon/log.h"
#include "engine/result.h"

#include <memory>
#include <string>
#include <vector>

namespace oncalld {

enum class Writes { real, dry_run };

Result<std::unique_ptr<Tracker>> make_tracker(const config::TrackerSettings& settings,
                                              const config::SecretPlaces& secrets, Writes writes);

// GitHub logins compare without case; the connectors speak them in lower case, and so must the accounts that
// the engine compares with.
void normalise_accounts(config::Settings& settings);

// Takes out the trackers that this version cannot run (a GitHub App) and says why, one line each.
std::vector<std::string> leave_out_trackers(config::Settings& settings);

// Each finding at its own level, with its place.
void tell(const Log& log, const std::vector<config::Finding>& findings);

bool on_loopback(const config::TrackerSettings& settings);

}  // namespace oncalld
