// What we tell systemd (sd_notify(3)). All of it does nothing when we were not started by systemd.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace oncalld::notify {

void ready(const std::string& status);  // also ends a reload
void reloading();
void stopping();
void watchdog();

// How often systemd wants to hear from us at most; none: no watchdog.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace oncalld::notify
