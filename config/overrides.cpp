#include "config/overrides.h"

#include "config/moment.h"
#include "config/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace oncalld::config {

namespace {

constexpr int kMostShifts = 500;

// The one key that says what kind of override this is; null after reporting.
const Entry* kind_of(const Fields& fields) {
    const Entry* kind = nullptr;
    int kinds = 0;
    for (const std::string_view key : {"person", "replace", "add", "remove", "schedule"}) {
        if (const Entry* there = fields.entry(key)) {
            kind = there;
            ++kinds;
        }
    }
    if (kinds == 1) return kind;
    if (fields.is_map())
        fields.report().error(fields.place(),
                              "an override says one of `person`, `replace` (and `with`), `add` or "
                              "`remove`");
    return nullptr;
}

std::optional<PersonId> person(const Node& node, const Names& names, Report& report) {
    const auto name = name_of(node, "person", names.people, report);
    if (!name) return std::nullopt;
    return PersonId(*name);
}

// Who; the interval is read apart.
std::optional<Override> who(const Fields& fields, const Names& names) {
    Report& report = fields.report();
    const Entry* kind = kind_of(fields);
    if (kind == nullptr) return std::nullopt;
    if (kind->key == "schedule") {
        report.error(kind->place,
                     "this version reads no temporary schedule; write an override with `person` for each "
                     "of its shifts");
        return std::nullopt;
    }
    if (kind->key != "replace" && fields.has("with")) {
        report.error(fields.entry("with")->place, "`with` belongs to `replace`; remove it");
        return std::nullopt;
    }
    const auto named = person(kind->value, names, report);
    Override read;
    if (kind->key == "replace") {
        const Node* with = fields.require("with");
        const auto incoming = with == nullptr ? std::nullopt : person(*with, names, report);
        if (!named || !incoming) return std::nullopt;
        read.kind = Override::Kind::replace;
        read.person = *incoming;
        read.replaced = *named;
        return read;
    }
    if (!named) return std::nullopt;
    read.person = *named;
    if (kind->key == "add") read.kind = Override::Kind::add;
    if (kind->key == "remove") read.kind = Override::Kind::remove;
    return read;
}

std::optional<Interval> during(const Fields& fields, const Zone& zone) {
    const Node* from = fields.require("from");
    const Node* to = fields.require("to");
    if (from == nullptr || to == nullptr) return std::nullopt;
    const auto begin = moment(*from, zone, fields.report());
    const auto end = moment(*to, zone, fields.report());
    if (!begin || !end) return std::nullopt;
    if (*end <= *begin) {
        fields.report().error(to->place,
                              "ends before it begins; `to` is exclusive: for one day write the next day");
        return std::nullopt;
    }
    return Interval{*begin, *end};
}

void warn_of_overlaps(const std::vector<PlacedOverride>& all, Report& report) {
    std::vector<const PlacedOverride*> sets;
    for (const PlacedOverride& candidate : all)
        if (candidate.value.kind == Override::Kind::set) sets.push_back(&candidate);
    std::sort(sets.begin(), sets.end(), [](const PlacedOverride* a, const PlacedOverride* b) {
        return std::tie(a->value.during.from, a) < std::tie(b->value.during.from, b);
    });
    const PlacedOverride* longest = nullptr;  // of those that began before
    for (const PlacedOverride* next : sets) {
        if (longest != nullptr && next->value.during.from < longest->value.during.to)
            report.warning(next->place,
                           fmt::format("overlaps the override at {}; the later one in the list wins",
                                       to_string(longest->place)));
        if (longest == nullptr || next->value.during.to > longest->value.during.to) longest = next;
    }
}

// Time off is left out: it comes after overrides.
bool is_on_call_within(const Rotation& rotation, const PersonId& person, const Interval& during) {
    Instant t = during.from;
    for (int steps = 0; t < during.to; ++steps) {
        const OnCall now = on_call(rotation, People(), t);
        if (std::find(now.people.begin(), now.people.end(), person) != now.people.end()) return true;
        // Not proven: better silent than wrong.
        if (steps == kMostShifts) return true;
        t = now.shift.to;
    }
    return false;
}

}  // namespace

std::vector<PlacedOverride> overrides(const Node& node, const Zone& zone, const Names& names,
                                      Report& report) {
    std::vector<PlacedOverride> placed;
    const auto* items = list(node, "overrides", report);
    if (items == nullptr) return {};
    for (const Node& item : *items) {
        const Fields fields(item, "an override",
                            {"person", "replace", "with", "add", "remove", "schedule", "from", "to"}, report);
        auto read = who(fields, names);
        const auto when = during(fields, zone);
        if (!read || !when) continue;
        read->during = *when;
        placed.push_back({*read, item.place});
    }
    warn_of_overlaps(placed, report);
    return placed;
}

void warn_of_idle_replaces(const Rotation& rotation, const std::vector<PlacedOverride>& overrides,
                           Report& report) {
    // Replaces are not transitive, so each is asked on what stood before all of them.
    Rotation before = rotation;
    before.overrides.clear();
    for (const PlacedOverride& entry : overrides) {
        if (entry.value.kind != Override::Kind::replace) {
            before.overrides.push_back(entry.value);
            continue;
        }
        if (is_on_call_within(before, entry.value.replaced, entry.value.during)) continue;
        report.warning(entry.place, fmt::format("no effect: `{}` is not on call in this time",
                                                entry.value.replaced.str()));
    }
}

}  // namespace oncalld::config
