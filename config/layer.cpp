#include "config/layer.h"

#include "config/moment.h"
#include "config/shift.h"
#include "config/windows.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

std::vector<Slot> participants(const Node& node, const Names& names, Report& report) {
    std::vector<Slot> slots;
    const auto* items = list(node, "people", report);
    if (items == nullptr) return slots;
    if (items->empty()) report.error(node.place, "expected at least one person, found an empty list");
    for (const Node& item : *items) {
        Slot slot;
        const auto add = [&](const Node& member) {
            const auto name = name_of(member, "person", names.people, report);
            if (!name) return;
            if (std::find(slot.begin(), slot.end(), PersonId(*name)) != slot.end())
                report.error(member.place, fmt::format("`{}` is in this group twice", *name));
            else
                slot.emplace_back(*name);
        };
        if (item.is(Node::Kind::list))
            std::for_each(item.items.begin(), item.items.end(), add);
        else if (!item.is(Node::Kind::null))
            add(item);
        slots.push_back(std::move(slot));
    }
    return slots;
}

EffectiveFrom effective_from(const Fields& fields, const Zone& zone) {
    const Node* node = fields.find("effective_from");
    if (node == nullptr) return {};
    if (node->is(Node::Kind::null)) return {EffectiveFrom::Kind::unbounded, kEver};
    const auto instant = moment(*node, zone, fields.report());
    // Where the text is faulty that has been said; a date keeps further complaints away.
    return {EffectiveFrom::Kind::at, instant.value_or(Instant{})};
}

Instant effective_until(const Fields& fields, const Zone& zone) {
    const Node* node = fields.find("effective_until");
    if (node == nullptr || node->is(Node::Kind::null)) return kForever;
    return moment(*node, zone, fields.report()).value_or(kForever);
}

// Which slot starts: the first that holds the person.
std::optional<std::size_t> next_slot(const Node& node, const std::vector<Slot>& slots, const Names& names,
                                     Report& report) {
    const auto name = name_of(node, "person", names.people, report);
    if (!name) return std::nullopt;
    for (std::size_t i = 0; i < slots.size(); ++i)
        if (std::find(slots[i].begin(), slots[i].end(), PersonId(*name)) != slots[i].end()) return i;
    report.error(node.place, fmt::format("`{}` is not among the participants of this version", *name));
    return std::nullopt;
}

// Reads the versions of one layer in order; each takes what it does not say from the one before.
class VersionReader {
public:
    VersionReader(const Fields& base, const Zone& zone, const Names& names, std::vector<Window> windows)
        : base_(base), zone_(zone), names_(names), windows_(std::move(windows)) {}

    std::vector<Version> read() {
        const auto from = effective_from(base_, zone_);
        if (const Node* node = base_.find("participants")) {
            slots_ = participants(*node, names_, base_.report());
            if (base_.require("shift") != nullptr) add_version(base_, from);
        }
        const Node* versions = base_.find("versions");
        if (versions == nullptr) {
            base_.require("participants");
        } else if (const auto* items = list(*versions, "versions", base_.report())) {
            for (const Node& item : *items)
                add_later(item, from);
        }
        return std::move(versions_);
    }

private:
    void add_later(const Node& node, const EffectiveFrom& base_from) {
        const Fields fields(node, "a version",
                            {"effective_from", "effective_until", "participants", "shift", "next"},
                            base_.report());
        if (fields.require("effective_from") == nullptr) return;
        if (const Node* list = fields.find("participants"))
            slots_ = participants(*list, names_, fields.report());
        else if (slots_.empty())
            fields.require("participants");
        const auto from = effective_from(fields, zone_);
        // A shift of its own counts from here; the rotation's goes on counting from where it did.
        const bool inherits = !fields.has("shift");
        if (inherits && !base_.has("shift")) {
            fields.require("shift");
            return;
        }
        const bool base_counts = inherits && base_from.kind != EffectiveFrom::Kind::absent;
        add_version(inherits ? base_ : fields, base_counts ? base_from : from, &fields, from);
    }

    void add_version(const Fields& fields, const EffectiveFrom& from) {
        add_version(fields, from, &fields, from);
    }

    void add_version(const Fields& shift_from, const EffectiveFrom& phase, const Fields* fields,
                     const EffectiveFrom& from) {
        const Shift* read = shift_of(*shift_from.find("shift"), phase);
        if (read == nullptr || slots_.empty()) return;
        Version version;
        version.shift = read->rule;
        if (read->count == Shift::Count::to_be_chosen)
            version.shift.count = default_count(version.shift, windows_);
        version.from =
            from.kind == EffectiveFrom::Kind::absent ? zone_.at(version.shift.start) : from.instant;
        version.until = effective_until(*fields, zone_);
        version.participants = slots_;
        if (const Node* next = fields->find("next"))
            version.next = next_slot(*next, slots_, names_, fields->report());
        if (!versions_.empty() && version.from <= versions_.back().from)
            fields->report().error(fields->entry("effective_from")->place,
                                   "a version must begin after the one before it");
        if (version.until <= version.from)
            fields->report().error(fields->entry("effective_until")->place, "ends before it begins");
        versions_.push_back(std::move(version));
    }

    // The rotation's own shift is read once, or its faults would be told for every version.
    const Shift* shift_of(const Node& node, const EffectiveFrom& phase) {
        const auto [there, fresh] = shifts_.try_emplace(&node);
        if (fresh) there->second = shift(node, zone_, phase, base_.report());
        return there->second ? &*there->second : nullptr;
    }

    const Fields& base_;
    const Zone& zone_;
    const Names& names_;
    std::vector<Window> windows_;
    std::vector<Slot> slots_;
    std::vector<Version> versions_;
    std::map<const Node*, std::optional<Shift>> shifts_;
};

}  // namespace

Layer layer(const Fields& fields, const Zone& zone, const Names& names) {
    Layer read;
    read.zone = zone;
    if (const Node* node = fields.find("restrict")) read.windows = windows(*node, fields.report());
    read.versions = VersionReader(fields, zone, names, read.windows).read();
    return read;
}

}  // namespace oncalld::config
