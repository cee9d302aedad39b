#include "engine/time.h"

namespace oncalld {

namespace {

Instant from_absl(absl::Time t) {
    return Instant(milliseconds(absl::ToUnixMillis(t)));
}
absl::Time to_absl(Instant t) {
    return absl::FromUnixMillis(t.time_since_epoch().count());
}

}  // namespace

Zone::Zone() : name_("UTC"), zone_(absl::UTCTimeZone()) {}

Instant Zone::at(LocalTime local) const {
    const absl::TimeZone::TimeInfo info = zone_.At(local);
    // pre: read with the offset before the transition, which for a repeated hour is its first occurrence.
    return from_absl(info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre);
}

LocalTime Zone::local(Instant t) const {
    return absl::ToCivilSecond(to_absl(t), zone_);
}

Zone::Existence Zone::existence(LocalTime local) const {
    switch (zone_.At(local).kind) {
        case absl::TimeZone::TimeInfo::UNIQUE:
            return Existence::unique;
        case absl::TimeZone::TimeInfo::SKIPPED:
            return Existence::skipped;
        case absl::TimeZone::TimeInfo::REPEATED:
            return Existence::repeated;
    }
    return Existence::unique;
}

std::string to_rfc3339(Instant t) {
    const bool whole = t.time_since_epoch().count() % 1000 == 0;
    return absl::FormatTime(whole ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%H:%M:%E3SZ", to_absl(t),
                            absl::UTCTimeZone());
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    std::string normal(text);
    // Jira writes the offset without its colon.
    if (normal.size() > 5) {
        const char sign = normal[normal.size() - 5];
        if ((sign == '+' || sign == '-') && normal.find(':', normal.size() - 5) == std::string::npos)
            normal.insert(normal.size() - 2, ":");
    }
    absl::Time t;
    std::string ignored;
    if (!absl::ParseTime(absl::RFC3339_full, normal, &t, &ignored)) return std::nullopt;
    if (t == absl::InfiniteFuture() || t == absl::InfinitePast()) return std::nullopt;
    return from_absl(t);
}

std::string to_human(Instant t, const Zone& zone) {
    return absl::FormatTime("%a %-d %b %H:%M %Z", to_absl(t), zone.absl_zone());
}

}  // namespace oncalld
