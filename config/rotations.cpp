#include "config/rotations.h"

#include "config/handoff.h"
#include "config/layer.h"
#include "config/overrides.h"
#include "config/read.h"
#include "config/zone.h"

#include <fmt/format.h>

namespace oncalld::config {

namespace {

constexpr int kMostPriority = 1000;
constexpr int kMostOffset = 1000;

// Of a rotation without `layers`, of a layer, or of neither.
constexpr std::initializer_list<std::string_view> kListKeys{"participants",    "shift",    "effective_from",
                                                            "effective_until", "versions", "restrict"};

void refuse(const Fields& fields, std::initializer_list<std::string_view> keys, std::string_view why) {
    for (const std::string_view key : keys)
        if (const Entry* entry = fields.entry(key))
            fields.report().error(entry->place, fmt::format("`{}` {}", key, why));
}

class RotationReader {
public:
    RotationReader(const Names& names, const Trackers& trackers, Report& report)
        : names_(names), trackers_(trackers), report_(report) {}

    // Those that copy a list come after those that have one.
    std::map<RotationId, Rotation> read_all(const std::vector<Entry>& entries) {
        for (const Entry& entry : entries)
            if (entry.value.find("same_as") == nullptr) done_.emplace(entry.key, make(entry));
        std::map<RotationId, Rotation> copies;
        for (const Entry& entry : entries)
            if (entry.value.find("same_as") != nullptr) copies.emplace(entry.key, make(entry));
        done_.merge(copies);
        return std::move(done_);
    }

private:
    Rotation make(const Entry& entry) {
        const Fields fields(
            entry.value, "a rotation",
            {"timezone", "participants", "shift", "effective_from", "effective_until", "versions", "restrict",
             "layers", "overrides", "shadows", "handoff", "same_as", "offset", "cover", "source", "holidays"},
            report_);
        Rotation rotation;
        rotation.id = RotationId(entry.key);
        if (!fields.is_map()) return rotation;
        if (fields.has("source"))
            read_source(fields, rotation);
        else if (fields.has("same_as"))
            copy_list(fields, rotation);
        else
            read_layers(fields, rotation);
        if (!fields.has("same_as") && fields.has("offset"))
            refuse(fields, {"offset"}, "belongs to `same_as`; remove it");
        refuse(fields, {"holidays"}, "is not known to this version; write overrides for those days");
        read_rest(fields, rotation);
        return rotation;
    }

    void read_source(const Fields& fields, Rotation& rotation) {
        const Entry& entry = *fields.entry("source");
        refuse(fields, kListKeys, "cannot stand beside `source`, which says who is on call");
        refuse(fields, {"layers", "same_as"}, "cannot stand beside `source`, which says who is on call");
        rotation.external = true;
        if (const Node* node = fields.find("timezone"))
            if (const auto read = zone(*node, report_)) rotation.zone = *read;
        const Fields source(entry.value, "`source`", {"tracker", "schedule"}, report_);
        if (const Node* schedule = source.require("schedule"))
            text(*schedule, "the id of a schedule", report_);
        if (const Node* tracker = source.require("tracker")) {
            const auto name = name_of(*tracker, "tracker", names_.trackers, report_);
            const TrackerSettings* settings = name ? trackers_.find(TrackerId(*name)) : nullptr;
            if (settings != nullptr && settings->type != TrackerSettings::Type::pagerduty)
                report_.error(tracker->place,
                              fmt::format("a schedule is read from PagerDuty, but `{}` is of type {}", *name,
                                          to_string(settings->type)));
        }
        report_.note(
            entry.place,
            fmt::format("`source` is not acted on by this version: nobody is known to be on call in `{}`",
                        rotation.id.str()));
    }

    // The list, shift and versions of another rotation, not its overrides.
    void copy_list(const Fields& fields, Rotation& rotation) {
        const Node& same_as = *fields.find("same_as");
        refuse(fields, kListKeys, "comes from `same_as`; remove it");
        refuse(fields, {"layers", "timezone"}, "comes from `same_as`; remove it");
        int offset = 0;
        if (const Node* node = fields.find("offset"))
            offset = whole_number(*node, -kMostOffset, kMostOffset, report_).value_or(0);
        const auto name = name_of(same_as, "rotation", names_.rotations, report_);
        if (!name) return;
        const auto model = done_.find(RotationId(*name));
        if (model == done_.end()) {
            report_.error(
                same_as.place,
                fmt::format("`{}` has no list of its own: name the rotation that it is the same as", *name));
            return;
        }
        if (model->second.external) {
            report_.error(same_as.place, fmt::format("`{}` has no list: it is read from elsewhere", *name));
            return;
        }
        rotation.zone = model->second.zone;
        rotation.layers = model->second.layers;
        rotation.cover = model->second.cover;
        for (Layer& layer : rotation.layers)
            layer.offset += offset;
    }

    void read_layers(const Fields& fields, Rotation& rotation) {
        const auto own = own_zone(fields);
        const Node* node = fields.find("layers");
        if (node == nullptr) {
            fields.require("timezone");
            rotation.zone = own.value_or(Zone());
            rotation.layers.push_back(layer(fields, rotation.zone, names_));
            return;
        }
        refuse(fields, kListKeys, "belongs into a layer where there are `layers`");
        const auto* items = list(*node, "layers", report_);
        if (items == nullptr) return;
        if (items->empty()) report_.error(node->place, "expected at least one layer, found an empty list");
        for (const Node& item : *items)
            rotation.layers.push_back(read_layer(item, own, static_cast<int>(rotation.layers.size()) + 1));
        // Overrides belong to the whole rotation and are read in its zone.
        if (own)
            rotation.zone = *own;
        else if (!rotation.layers.empty())
            rotation.zone = rotation.layers.front().zone;
        const bool zones_differ =
            std::any_of(rotation.layers.begin(), rotation.layers.end(),
                        [&](const Layer& other) { return !(other.zone == rotation.zone); });
        if (!own && zones_differ && fields.has("overrides"))
            report_.error(
                fields.entry("overrides")->place,
                "the layers have different time zones; say with `timezone` of the rotation which one the "
                "times of its overrides are read in");
    }

    Layer read_layer(const Node& node, const std::optional<Zone>& outer, int position) {
        const Fields fields(node, "a layer",
                            {"name", "timezone", "priority", "participants", "shift", "effective_from",
                             "effective_until", "versions", "restrict"},
                            report_);
        if (!fields.is_map()) return {};
        if (!outer) fields.require("timezone");
        const auto own = own_zone(fields);
        Layer read = layer(fields, own ? *own : outer.value_or(Zone()), names_);
        read.name = text_or(fields, "name", "a name", fmt::format("layer {}", position));
        read.priority = position;
        if (const Node* priority = fields.find("priority"))
            read.priority =
                whole_number(*priority, -kMostPriority, kMostPriority, report_).value_or(position);
        return read;
    }

    std::optional<Zone> own_zone(const Fields& fields) {
        const Node* node = fields.find("timezone");
        return node == nullptr ? std::nullopt : zone(*node, report_);
    }

    void read_rest(const Fields& fields, Rotation& rotation) {
        using Cover = Rotation::Cover;
        if (const Node* node = fields.find("overrides")) {
            const auto placed = overrides(*node, rotation.zone, names_, report_);
            for (const PlacedOverride& entry : placed)
                rotation.overrides.push_back(entry.value);
            // With faults elsewhere the layers may be missing.
            if (!report_.has_errors() && !rotation.external) warn_of_idle_replaces(rotation, placed, report_);
        }
        if (const Node* node = fields.find("cover"))
            rotation.cover = choice<Cover>(*node, {{"next", Cover::next}, {"none", Cover::none}}, report_)
                                 .value_or(rotation.cover);
        if (const Entry* entry = fields.entry("shadows")) read_shadows(*entry, rotation);
        if (const Node* node = fields.find("handoff")) check_handoff(*node, names_, trackers_, report_);
    }

    void read_shadows(const Entry& entry, Rotation& rotation) {
        const auto* items = list(entry.value, "people", report_);
        if (items == nullptr) return;
        for (const Node& item : *items)
            if (const auto name = name_of(item, "person", names_.people, report_))
                rotation.shadows.emplace_back(*name);
        report_.note(entry.place, "`shadows` is not acted on by this version: nobody is told");
    }

    const Names& names_;
    const Trackers& trackers_;
    Report& report_;
    std::map<RotationId, Rotation> done_;
};

}  // namespace

std::map<RotationId, Rotation> rotations(const Node& section, const Names& names, const Trackers& trackers,
                                         Report& report) {
    const auto* entries = map(section, "rotations", report);
    if (entries == nullptr) return {};
    return RotationReader(names, trackers, report).read_all(*entries);
}

}  // namespace oncalld::config
