#include "engine/resolver.h"

#include "engine/wall_clock.h"

#include <algorithm>

namespace oncalld {

namespace {

std::optional<int> highest_priority(const std::vector<Layer>& layers, std::optional<int> below) {
    std::optional<int> highest;
    for (const Layer& layer : layers)
        if ((!below || layer.priority < *below) && (!highest || layer.priority > *highest))
            highest = layer.priority;
    return highest;
}

void drop_repeated(std::vector<Resolver::Entry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto same = [&](const Resolver::Entry& other) { return *other.person == *entries[i].person; };
        entries.erase(
            std::remove_if(entries.begin() + static_cast<std::ptrdiff_t>(i) + 1, entries.end(), same),
            entries.end());
    }
}

}  // namespace

Resolver::Resolver(const Rotation& rotation, const People& people, Changes changes)
    : rotation_(rotation), people_(people), changes_(changes) {
    turns_.reserve(rotation.layers.size());  // entries point into it
}

// A day is a day on the clock, too: 23 hours from midnight to midnight in spring are not short.
bool Resolver::counts(const Interval& absence, const Zone& zone) const {
    if (changes_ == Changes::all) return true;
    if (absence.from == kEver || absence.to == kForever) return true;
    if (absence.to - absence.from >= kDay) return true;
    return zone.local(absence.to) - zone.local(absence.from) >= kDay.count();
}

void Resolver::find_overrides(Instant t) {
    if (!near_.range.contains(t)) {
        near_.range = {shifted(t, -reach_), shifted(t, reach_)};
        near_.untouched = {kEver, kForever};
        near_.overrides.clear();
        reach_ *= 2;
        for (const Override& entry : rotation_.overrides) {
            if (entry.during.to <= near_.range.from)
                near_.untouched.from = std::max(near_.untouched.from, entry.during.to);
            else if (entry.during.from >= near_.range.to)
                near_.untouched.to = std::min(near_.untouched.to, entry.during.from);
            else if (entry.during.from < entry.during.to && counts(entry.during, rotation_.zone))
                near_.overrides.push_back(&entry);
        }
    }
    active_.clear();
    holds_ = overlap(holds_, near_.untouched);
    for (const Override* entry : near_.overrides) {
        if (entry->during.contains(t)) {
            holds_ = overlap(holds_, entry->during);
            active_.push_back(entry);
        } else if (t < entry->during.from) {
            holds_.to = std::min(holds_.to, entry->during.from);
        } else {
            holds_.from = std::max(holds_.from, entry->during.to);
        }
    }
}

bool Resolver::gather(int priority, Instant t) {
    turns_.clear();
    entries_.clear();
    for (const Layer& layer : rotation_.layers) {
        if (layer.priority != priority) continue;
        const std::optional<Turn> turn = turn_at(layer, t, holds_);
        if (!turn) continue;
        turns_.push_back(*turn);
        for (const PersonId& person : turn->people())
            entries_.push_back({.person = &person, .before_replace = &person, .turn = &turns_.back()});
    }
    drop_repeated(entries_);
    return !entries_.empty();
}

void Resolver::apply_overrides() {
    for (const Override* entry : active_) {
        const PersonId* who = &entry->person;
        const auto is_who = [&](const Entry& there) { return *there.person == *who; };
        switch (entry->kind) {
            case Override::Kind::set: {
                Entry only{.person = who, .before_replace = who, .why = OnCall::Why::override_};
                if (!entries_.empty()) {
                    const Entry& was = entries_.front();
                    only.instead_of = was.instead_of != nullptr ? was.instead_of : was.person;
                    if (*only.instead_of == *who) only.instead_of = nullptr;
                }
                entries_.assign(1, only);
                break;
            }
            case Override::Kind::replace:
                for (Entry& there : entries_) {
                    if (*there.before_replace != entry->replaced) continue;
                    there.person = who;
                    there.instead_of = there.before_replace;
                    there.why = OnCall::Why::override_;
                }
                break;
            case Override::Kind::add:
                if (std::none_of(entries_.begin(), entries_.end(), is_who))
                    entries_.push_back({.person = who, .before_replace = who, .why = OnCall::Why::override_});
                break;
            case Override::Kind::remove:
                entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_who), entries_.end());
                break;
        }
    }
    drop_repeated(entries_);
}

bool Resolver::away(const PersonId& person, Instant t) {
    const auto found = people_.find(person);
    if (found == people_.end()) return false;
    const std::vector<Interval>& off = found->second.time_off;
    const auto next = std::upper_bound(
        off.begin(), off.end(), t, [](Instant at, const Interval& interval) { return at < interval.from; });
    if (next != off.end()) holds_.to = std::min(holds_.to, next->from);
    if (next == off.begin()) return false;
    const Interval& last = *std::prev(next);
    if (!last.contains(t)) {
        holds_.from = std::max(holds_.from, last.to);
        return false;
    }
    holds_ = overlap(holds_, last);
    return counts(last, found->second.zone);
}

// Puts the people of the next slot with somebody available in the place of `missing`.
std::size_t Resolver::cover(const Entry& missing, std::size_t at, Instant t) {
    const std::vector<Slot>& slots = missing.turn->version->participants;
    for (std::size_t step = 1; step < slots.size(); ++step) {
        std::size_t added = 0;
        for (const PersonId& person : slots[(missing.turn->slot + step) % slots.size()]) {
            if (away(person, t)) continue;
            const Entry covering{.person = &person,
                                 .before_replace = &person,
                                 .instead_of = missing.person,
                                 .why = OnCall::Why::cover};
            entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at + added++), covering);
        }
        if (added > 0) return added;
    }
    return 0;
}

// Takes out who is away. Where that leaves nobody of a slot, the next available participant covers it.
Resolver::Emptied Resolver::apply_time_off(Instant t) {
    for (std::size_t i = 0; i < entries_.size();) {
        const Entry entry = entries_[i];
        if (entry.why != OnCall::Why::shift || !away(*entry.person, t)) {
            ++i;
            continue;
        }
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
        const bool slot_goes_on = std::any_of(entries_.begin(), entries_.end(),
                                              [&](const Entry& other) { return other.turn == entry.turn; });
        if (slot_goes_on || rotation_.cover == Rotation::Cover::none) continue;
        i += cover(entry, i, t);
    }
    drop_repeated(entries_);
    return entries_.empty() ? Emptied::yes : Emptied::no;
}

Interval Resolver::look(Instant t) {
    holds_ = {kEver, kForever};
    entries_.clear();
    if (rotation_.external) return holds_;
    find_overrides(t);
    for (auto level = highest_priority(rotation_.layers, std::nullopt); level;
         level = highest_priority(rotation_.layers, *level)) {
        if (!gather(*level, t)) continue;
        apply_overrides();
        // Removed by an override: a gap that somebody wants. Emptied by time off: the layer below shows.
        if (entries_.empty() || apply_time_off(t) == Emptied::no) return holds_;
    }
    entries_.clear();
    apply_overrides();
    return holds_;
}

}  // namespace oncalld
