#include "daemon/clock.h"

#include <absl/strings/numbers.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace oncalld {

namespace {

// A simulated week in six real seconds; more would round the milliseconds of a clock set years apart.
constexpr double kFastest = 100'000;
constexpr milliseconds kLongestDelay = std::chrono::hours(24);

Instant real_now() {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

Error malformed(std::string_view text, std::string_view what) {
    return {
        .kind = ErrorKind::fix_configuration,
        .message = "clock \"" + std::string(text) + "\": " + std::string(what) +
                   "; expected SIMULATED@REAL*RATE, such as 2026-11-30T07:55:00Z@2026-11-23T23:00:00Z*60"};
}

}  // namespace

Instant Clock::now() const {
    return at(real_now());
}

milliseconds Clock::real_delay_until(Instant t) const {
    return real_delay(real_now(), t);
}

Instant Clock::at(Instant real) const {
    if (!simulation_) return real;
    const double elapsed = static_cast<double>((real - simulation_->real).count());
    // Rounded down, as real_delay() is rounded up: together they never wake anybody too early.
    return simulation_->simulated + milliseconds(std::llround(std::floor(elapsed * simulation_->rate)));
}

milliseconds Clock::real_delay(Instant real, Instant t) const {
    const Instant now = at(real);
    if (t <= now) return milliseconds(0);
    // In floating point, so that a wait for kForever does not overflow.
    const double ahead = static_cast<double>(t.time_since_epoch().count()) -
                         static_cast<double>(now.time_since_epoch().count());
    const double delay = std::ceil(ahead / (simulation_ ? simulation_->rate : 1));
    return milliseconds(std::llround(std::min(delay, static_cast<double>(kLongestDelay.count()))));
}

Result<Clock> parse_clock(std::string_view text) {
    const std::size_t at = text.find('@');
    const std::size_t star = text.find('*', at == std::string_view::npos ? 0 : at);
    if (at == std::string_view::npos) return malformed(text, "there is no '@'");
    if (star == std::string_view::npos) return malformed(text, "there is no '*' after the '@'");
    const std::optional<Instant> simulated = parse_rfc3339(text.substr(0, at));
    if (!simulated) return malformed(text, "the part before '@' is no RFC 3339 time");
    const std::optional<Instant> real = parse_rfc3339(text.substr(at + 1, star - at - 1));
    if (!real) return malformed(text, "the part after '@' is no RFC 3339 time");
    const std::string rate_text(text.substr(star + 1));
    double rate = 0;
    if (!absl::SimpleAtod(rate_text, &rate) || !(rate > 0 && rate <= kFastest))
        return malformed(text, "the rate must be a number above 0 and at most 100000");
    return Clock({*simulated, *real, rate});
}

}  // namespace oncalld
