// Short words for the calendar tests: zones of the system, instants and local times as text.
#pragma once

#include "engine/rotation.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace oncalld {

inline Zone zone(const std::string& name) {
    absl::TimeZone loaded;
    if (!absl::LoadTimeZone(name, &loaded)) throw std::runtime_error("no time zone " + name);
    return Zone(name, loaded);
}

inline Instant utc(std::string_view text) {
    const auto t = parse_rfc3339(text);
    if (!t) throw std::runtime_error("not an instant: " + std::string(text));
    return *t;
}

inline LocalTime local(const std::string& text) {
    LocalTime time;
    if (!absl::ParseCivilTime(text, &time)) throw std::runtime_error("not a local time: " + text);
    return time;
}

inline std::string text(Instant t) {
    if (t == kEver) return "ever";
    if (t == kForever) return "forever";
    return to_rfc3339(t);
}

inline std::string text(const Interval& interval) {
    return text(interval.from) + " .. " + text(interval.to);
}

// "ann", "cy+lea", "-" for nobody.
inline std::string text(const std::vector<PersonId>& people) {
    std::string joined;
    for (const PersonId& person : people)
        joined += (joined.empty() ? "" : "+") + person.str();
    return joined.empty() ? "-" : joined;
}

inline std::string text(const std::optional<Boundary>& boundary) {
    if (!boundary) return "none";
    return text(boundary->at) + " " + boundary->outgoing.str() + " -> " + boundary->incoming.str();
}

inline Slot slot(std::string_view people) {
    Slot all;
    while (!people.empty()) {
        const auto end = people.find('+');
        all.emplace_back(people.substr(0, end));
        people = end == std::string_view::npos ? std::string_view() : people.substr(end + 1);
    }
    return all;
}

// slots("ann", "bob", "cy+lea", ""): one after another, a pair, an empty slot.
template <class... Texts>
std::vector<Slot> slots(const Texts&... texts) {
    return {slot(texts)...};
}

}  // namespace oncalld
