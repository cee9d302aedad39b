// An oracle for rotations: the same rules, said as slowly and plainly as possible. It lists every shift one
// by one from the anchor and every window day by day, and never asks how long an answer holds.
#pragma once

#include "tests/unit/engine/calendar.h"

#include <algorithm>
#include <map>

namespace oncalld {

class SlowLayer {
    using Shifts = std::map<std::int64_t, LocalTime>;
    using Starts = std::map<std::int64_t, Instant>;

public:
    SlowLayer(const Layer& layer, Instant from, Instant to) : layer_(layer) {
        for (const Version& version : layer.versions) {
            shifts_.push_back(list_shifts(version, from, to));
            starts_.emplace_back();
            for (const auto& [n, start] : shifts_.back())
                starts_.back()[n] = layer.zone.at(start);
        }
        for (std::size_t i = 0; i < layer_.versions.size(); ++i) {
            begins_.push_back(begin(i));
            turns_.push_back(count_turns(i));
        }
    }

    // The version and slot on turn; slot -1: nobody.
    struct Turn {
        const Version* version = nullptr;
        std::int64_t slot = -1;
    };
    Turn turn(Instant t) const {
        const Version* version = nullptr;
        std::size_t index = 0;
        for (std::size_t i = 0; i < layer_.versions.size(); ++i) {
            if (t < begins_[i]) continue;
            version = &layer_.versions[i];
            index = i;
        }
        if (version == nullptr || t >= version->until || version->participants.empty() || !inside(t))
            return {};

        std::int64_t running = starts_[index].begin()->first;
        for (const auto& [n, start] : starts_[index])
            if (start <= t) running = n;
        if (version->shift.duration && t >= starts_[index].at(running) + *version->shift.duration) return {};

        std::int64_t turns = turns_[index].at(running);
        const std::int64_t per_slot = version->shift.shifts_per_participant;
        const auto size = static_cast<std::int64_t>(version->participants.size());
        std::int64_t slot = static_cast<std::int64_t>(version->next.value_or(0)) + layer_.offset;
        for (; turns >= per_slot; turns -= per_slot)
            ++slot;
        for (; turns < 0; turns += per_slot)
            --slot;
        for (; slot < 0; slot += size)
            continue;
        return {version, slot % size};
    }

private:
    static LocalTime after(LocalTime anchor, std::int64_t months, std::int64_t hours) {
        const absl::CivilMonth month = absl::CivilMonth(anchor) + months;
        int day = anchor.day();
        while (absl::CivilMonth(absl::CivilDay(month.year(), month.month(), day)) != month)
            --day;
        return absl::CivilSecond(month.year(), month.month(), day, anchor.hour(), anchor.minute()) +
               hours * 3600;
    }

    static Shifts list_shifts(const Version& version, Instant from, Instant to) {
        Shifts starts;
        const auto size = static_cast<std::int64_t>(version.shift.every.size());
        for (const int direction : {1, -1}) {
            std::int64_t months = 0;
            std::int64_t hours = 0;
            for (std::int64_t n = 0;; n += direction) {
                const LocalTime start = after(version.shift.start, months, hours);
                starts[n] = start;
                const Instant roughly = Zone().at(start);
                if (roughly > to || roughly < from) break;
                const std::int64_t step = direction > 0 ? n : n - 1;
                const ShiftLength& length =
                    version.shift.every[static_cast<std::size_t>((step % size + size) % size)];
                const int hours_of[] = {1, 24, 168};
                if (length.unit == ShiftLength::Unit::months)
                    months += direction * length.count;
                else
                    hours += direction * length.count * hours_of[static_cast<int>(length.unit)];
            }
        }
        return starts;
    }

    Instant begin(std::size_t i) const {
        const Version& version = layer_.versions[i];
        if (i == 0 || layer_.versions[i - 1].until <= version.from) return version.from;
        Instant begins = layer_.versions[i - 1].until;
        for (const auto& [n, start] : starts_[i])
            if (start >= version.from) begins = std::min(begins, start);
        return begins;
    }

    // Turns are counted from the anchor, or from the first shift of the version where `next` names its slot.
    std::map<std::int64_t, std::int64_t> count_turns(std::size_t i) const {
        const Version& version = layer_.versions[i];
        std::int64_t base = 0;
        if (version.next)
            for (base = starts_[i].begin()->first; starts_[i].at(base) < version.from;)
                ++base;
        std::map<std::int64_t, std::int64_t> turns = {{base, 0}};
        for (std::int64_t n = base + 1; starts_[i].contains(n); ++n)
            turns[n] = turns[n - 1] + uses_turn(version, shifts_[i], n - 1);
        for (std::int64_t n = base - 1; starts_[i].contains(n); --n)
            turns[n] = turns[n + 1] - uses_turn(version, shifts_[i], n);
        return turns;
    }

    // Calls f(start, end) in local time for each window of the days around `day`.
    template <class F>
    static bool any_window(const Layer& layer, LocalDay day, F f) {
        for (const Window& window : layer.windows)
            for (LocalDay d = day - 8; d <= day + 1; ++d) {
                if (const auto* weekly = std::get_if<Window::Weekly>(&window.when)) {
                    if (absl::GetWeekday(d) != weekly->from_day) continue;
                    LocalDay last = d;
                    while (absl::GetWeekday(last) != weekly->to_day)
                        ++last;
                    if (last == d && weekly->to <= weekly->from) last += 7;
                    if (f(LocalTime(d) + weekly->from.count(), LocalTime(last) + weekly->to.count(), window))
                        return true;
                    continue;
                }
                const auto& daily = std::get<Window::Daily>(window.when);
                if (!daily.days.empty() &&
                    std::find(daily.days.begin(), daily.days.end(), absl::GetWeekday(d)) == daily.days.end())
                    continue;
                const LocalDay last = daily.to <= daily.from ? d + 1 : d;
                if (f(LocalTime(d) + daily.from.count(), LocalTime(last) + daily.to.count(), window))
                    return true;
            }
        return false;
    }

    bool inside(Instant t) const {
        if (layer_.windows.empty()) return true;
        return any_window(layer_, LocalDay(layer_.zone.local(t)),
                          [&](LocalTime from, LocalTime to, const Window& window) {
                              const Zone& zone = window.zone ? *window.zone : layer_.zone;
                              return Interval{zone.at(from), zone.at(to)}.contains(t);
                          });
    }

    int uses_turn(const Version& version, const Shifts& shifts, std::int64_t n) const {
        if (version.shift.count == ShiftRule::Count::calendar || layer_.windows.empty()) return 1;
        const LocalTime from = shifts.at(n);
        LocalTime to = shifts.at(n + 1);
        if (version.shift.duration) to = std::min(to, from + version.shift.duration->count());
        for (LocalTime t = from; t < to; t += 1800)
            if (any_window(layer_, LocalDay(t), [&](LocalTime begin, LocalTime end, const Window&) {
                    return begin <= t && t < end;
                }))
                return 1;
        return 0;
    }

    const Layer& layer_;
    std::vector<Shifts> shifts_;  // of each version
    std::vector<Starts> starts_;
    std::vector<Instant> begins_;
    std::vector<std::map<std::int64_t, std::int64_t>> turns_;  // before each shift
};

class SlowRotation {
public:
    // Answers within [from, to) only.
    SlowRotation(const Rotation& rotation, const People& people, Instant from, Instant to)
        : rotation_(rotation), people_(people) {
        for (const Layer& layer : rotation.layers)
            layers_.emplace_back(layer, from, to);
    }

    std::vector<PersonId> on_call(Instant t) const {
        std::map<int, std::vector<std::size_t>> levels;  // layers by falling priority
        for (std::size_t i = 0; i < rotation_.layers.size(); ++i)
            levels[-rotation_.layers[i].priority].push_back(i);
        for (const auto& [priority, layers] : levels) {
            std::vector<Person> there;
            for (const std::size_t i : layers) {
                const SlowLayer::Turn turn = layers_[i].turn(t);
                if (turn.slot < 0) continue;
                for (const PersonId& person : turn.version->participants[static_cast<std::size_t>(turn.slot)])
                    if (!has(there, person)) there.push_back({person, person, true, turn, i});
            }
            if (there.empty()) continue;
            override_all(there, t);
            if (there.empty()) return {};
            const std::vector<PersonId> left = without_absent(there, t);
            if (!left.empty()) return left;
        }
        std::vector<Person> there;
        override_all(there, t);
        return without_absent(there, t);
    }

private:
    struct Person {
        PersonId id;
        PersonId before_replace;
        bool by_layer;
        SlowLayer::Turn turn;
        std::size_t layer;
    };

    static bool has(const std::vector<Person>& there, const PersonId& id) {
        return std::any_of(there.begin(), there.end(), [&](const Person& person) { return person.id == id; });
    }

    void override_all(std::vector<Person>& there, Instant t) const {
        for (const Override& entry : rotation_.overrides) {
            if (!entry.during.contains(t)) continue;
            const Person named{entry.person, entry.person, false, {}, 0};
            if (entry.kind == Override::Kind::set) there = {named};
            if (entry.kind == Override::Kind::add && !has(there, entry.person)) there.push_back(named);
            if (entry.kind == Override::Kind::remove)
                there.erase(std::remove_if(there.begin(), there.end(),
                                           [&](const Person& person) { return person.id == entry.person; }),
                            there.end());
            if (entry.kind == Override::Kind::replace)
                for (Person& person : there)
                    if (person.before_replace == entry.replaced) {
                        person.id = entry.person;
                        person.by_layer = false;
                    }
        }
        std::vector<Person> once;
        for (const Person& person : there)
            if (!has(once, person.id)) once.push_back(person);
        there = once;
    }

    bool away(const PersonId& id, Instant t) const {
        const auto person = people_.find(id);
        return person != people_.end() &&
               std::any_of(person->second.time_off.begin(), person->second.time_off.end(),
                           [&](const Interval& off) { return off.contains(t); });
    }

    std::vector<PersonId> without_absent(const std::vector<Person>& there, Instant t) const {
        std::vector<PersonId> left;
        const auto put = [&](const PersonId& id) {
            if (std::find(left.begin(), left.end(), id) == left.end()) left.push_back(id);
        };
        for (std::size_t i = 0; i < there.size(); ++i) {
            const Person& person = there[i];
            if (!person.by_layer || !away(person.id, t)) {
                put(person.id);
                continue;
            }
            // The last absent one of a slot of which nobody is left is where the cover comes in.
            bool somebody = rotation_.cover == Rotation::Cover::none;
            for (std::size_t j = 0; j < there.size(); ++j)
                if (there[j].turn.version != nullptr && there[j].layer == person.layer && j != i)
                    somebody |= j > i || !there[j].by_layer || !away(there[j].id, t);
            const auto& slots = person.turn.version->participants;
            for (std::size_t step = 1; !somebody && step < slots.size(); ++step)
                for (const PersonId& id :
                     slots[(static_cast<std::size_t>(person.turn.slot) + step) % slots.size()])
                    if (!away(id, t)) {
                        put(id);
                        somebody = true;
                    }
        }
        return left;
    }

    const Rotation& rotation_;
    const People& people_;
    std::vector<SlowLayer> layers_;
};

}  // namespace oncalld
