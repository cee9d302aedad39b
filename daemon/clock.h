// Which time it is. The calendar asks this clock; time-outs, pacing and backoff use the steady clock instead.
//
// A simulated clock is fixed to a real instant, not to the start of the process, so that the daemon, the
// sandbox and a restarted daemon agree without talking: now = simulated + (real now - real) * rate.
#pragma once

#include "engine/result.h"
#include "engine/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace oncalld {

struct Simulation {
    Instant simulated;  // what the clock shows ...
    Instant real;       // ... at this real instant
    double rate = 1;    // simulated seconds in a real second; above 0
    friend bool operator==(const Simulation&, const Simulation&) = default;
};

// One reading of a clock, taken once a turn and handed down: what is now, and when a real delay will be over.
struct Moment {
    Instant now{};
    double rate = 1;  // simulated seconds in a real second
    Instant after(milliseconds real) const {
        return now + milliseconds(static_cast<std::int64_t>(static_cast<double>(real.count()) * rate));
    }
};

// A value; may be used from any thread.
class Clock {
public:
    Clock() = default;  // the machine's wall clock
    explicit Clock(Simulation simulation) : simulation_(simulation) {}

    Instant now() const;
    Moment moment() const { return {now(), simulation_ ? simulation_->rate : 1}; }
    // How long to sleep in real time until this clock shows `t`: rounded up, so that whoever sleeps that long
    // is not too early; 0 if `t` has passed; at most a day, since the wall clock may be set meanwhile.
    milliseconds real_delay_until(Instant t) const;

    // The same two as functions of the real time.
    Instant at(Instant real) const;
    milliseconds real_delay(Instant real, Instant t) const;

    const std::optional<Simulation>& simulation() const { return simulation_; }

private:
    std::optional<Simulation> simulation_;
};

// "2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*60", the argument of --clock. Errors are fix_configuration.
Result<Clock> parse_clock(std::string_view text);

}  // namespace oncalld
