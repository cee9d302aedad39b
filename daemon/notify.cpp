#include "daemon/notify.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace oncalld::notify {

void ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}
void reloading() {
    sd_notify(0, "RELOADING=1");
}
void stopping() {
    sd_notify(0, "STOPPING=1\nSTATUS=finishing the calls that are on the way");
}
void watchdog() {
    sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t interval = 0;
    if (sd_watchdog_enabled(0, &interval) <= 0) return std::nullopt;
    return std::chrono::microseconds(interval);
}

}  // namespace oncalld::notify
