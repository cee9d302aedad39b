// What oncalld and oncallctl end with when something is wrong. sysexits(3): systemd shows them by name, and
// the unit does not restart after 64 and 78.
#pragma once

namespace oncalld {

inline constexpr int kUsage = 64;        // the command line
inline constexpr int kUnavailable = 69;  // the state directory, the address
inline constexpr int kBadConfig = 78;    // the configuration, a missing secret

}  // namespace oncalld
