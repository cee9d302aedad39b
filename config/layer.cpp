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

// Reads the versions of one layer in order; each takes the list and the shift that it does not state from the
// one before, so a shift goes on counting from where it did.
class VersionReader {
public:
    VersionReader(const Fields& layer, const Zone& zone, const Names& names, std::vector<Window> windows)
        : layer_(layer), zone_(zone), names_(names), windows_(std::move(windows)) {}

    std::vector<Version> read() {
        const Node* versions = layer_.find("versions");
        // Without a list of its own the layer begins with its first version.
        if (layer_.has("participants") || versions == nullptr) {
            layer_.require("participants");
            add(layer_, effective_from(layer_, zone_));
        }
        if (versions == nullptr) return std::move(versions_);
        if (const auto* items = list(*versions, "versions", layer_.report()))
            for (const Node& item : *items)
                add_later(item);
        return std::move(versions_);
    }

private:
    enum class Inherited { nothing, shift, fault };

    void add_later(const Node& node) {
        const Fields fields(node, "a version",
                            {"effective_from", "effective_until", "participants", "shift", "next"},
                            layer_.report());
        if (fields.require("effective_from") == nullptr) return;
        if (slots_.empty()) fields.require("participants");
        const auto from = effective_from(fields, zone_);
        // Stated by a layer without a list of its own; where that has no date, it counts from the version's.
        if (inherited_ == Inherited::nothing && !fields.has("shift") && layer_.has("shift"))
            read_shift(layer_, layer_.has("effective_from") ? effective_from(layer_, zone_) : from);
        add(fields, from);
    }

    void add(const Fields& fields, const EffectiveFrom& from) {
        if (const Node* node = fields.find("participants"))
            slots_ = participants(*node, names_, fields.report());
        if (fields.has("shift") || inherited_ == Inherited::nothing) read_shift(fields, from);
        if (inherited_ != Inherited::shift || slots_.empty()) return;
        Version version;
        version.shift = shift_.rule;
        if (shift_.count == Shift::Count::to_be_chosen)
            version.shift.count = default_count(version.shift, windows_);
        version.from =
            from.kind == EffectiveFrom::Kind::absent ? zone_.at(version.shift.start) : from.instant;
        version.until = effective_until(fields, zone_);
        version.participants = slots_;
        if (const Node* next = fields.find("next"))
            version.next = next_slot(*next, slots_, names_, fields.report());
        if (!versions_.empty() && version.from <= versions_.back().from)
            fields.report().error(fields.entry("effective_from")->place,
                                  "a version must begin after the one before it");
        if (version.until <= version.from)
            fields.report().error(fields.entry("effective_until")->place, "ends before it begins");
        versions_.push_back(std::move(version));
    }

    void read_shift(const Fields& fields, const EffectiveFrom& from) {
        const Node* node = fields.require("shift");
        const auto read = node == nullptr ? std::nullopt : shift(*node, zone_, from, fields.report());
        inherited_ = read ? Inherited::shift : Inherited::fault;
        if (read) shift_ = *read;
    }

    const Fields& layer_;
    const Zone& zone_;
    const Names& names_;
    std::vector<Window> windows_;
    std::vector<Slot> slots_;
    Shift shift_;
    Inherited inherited_ = Inherited::nothing;  // of shift_; a fault is told once, not for every version
    std::vector<Version> versions_;
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
