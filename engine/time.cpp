#include "engine/time.h"

namespace oncalld {

namespace {

Instant from_absl(absl::Time t) {
    return Instant(milliseconds(absl::ToUnixMillis(t)));
}
absl::Time to_absl(Instant t) {
    return absl::FromUnixMillis(t.time_since_epoch().count());
}

// Takes a text of fixed fields from the left; after the first surprise nothing more is taken.
class Digits {
public:
    explicit Digits(std::string_view text) : rest_(text) {}

    int number(int digits) {
        int value = 0;
        for (int i = 0; i < digits; ++i)
            value = value * 10 + digit();
        return value;
    }
    char one_of(std::string_view allowed) {
        if (!next_is(allowed)) {
            well_ = false;
            return '\0';
        }
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    milliseconds fraction() {
        if (!next_is(".")) return milliseconds(0);
        one_of(".");
        int value = digit() * 100;
        for (int unit = 10; next_is(kDigits); unit /= 10)
            value += digit() * unit;
        return milliseconds(value);
    }
    seconds offset() {
        const char sign = one_of("Zz+-");
        if (sign != '+' && sign != '-') return seconds(0);
        const int hours = number(2);
        if (next_is(":")) one_of(":");  // Jira writes none
        const int minutes = number(2);
        if (hours > 23 || minutes > 59) well_ = false;
        const seconds east = std::chrono::hours(hours) + std::chrono::minutes(minutes);
        return sign == '+' ? east : -east;
    }
    bool ended_well() const { return well_ && rest_.empty(); }

private:
    static constexpr std::string_view kDigits = "0123456789";

    bool next_is(std::string_view allowed) const {
        return well_ && !rest_.empty() && allowed.find(rest_.front()) != std::string_view::npos;
    }
    int digit() {
        const char c = one_of(kDigits);
        return well_ ? c - '0' : 0;
    }

    std::string_view rest_;
    bool well_ = true;
};

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
    return absl::FormatTime(whole ? "%E4Y-%m-%dT%H:%M:%SZ" : "%E4Y-%m-%dT%H:%M:%E3SZ", to_absl(t),
                            absl::UTCTimeZone());
}

// By hand, because absl::ParseTime also takes blanks, short fields, signs and offsets without minutes.
std::optional<Instant> parse_rfc3339(std::string_view text) {
    Digits in(text);
    const int year = in.number(4);
    in.one_of("-");
    const int month = in.number(2);
    in.one_of("-");
    const int day = in.number(2);
    in.one_of("Tt");
    const int hour = in.number(2);
    in.one_of(":");
    const int minute = in.number(2);
    in.one_of(":");
    const int second = in.number(2);
    const milliseconds fraction = in.fraction();
    const seconds offset = in.offset();
    // A leap second, 60, is the first second of the next minute.
    if (!in.ended_well() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const LocalDay date(year, month, day);
    if (date.month() != month || date.day() != day) return std::nullopt;
    const absl::CivilSecond local = absl::CivilSecond(year, month, day, hour, minute) + second;
    return Instant(seconds(local - absl::CivilSecond(1970)) - offset + fraction);
}

std::string to_human(Instant t, const Zone& zone) {
    return absl::FormatTime("%a %-d %b %H:%M %Z", to_absl(t), zone.absl_zone());
}

}  // namespace oncalld
