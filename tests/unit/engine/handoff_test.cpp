#include "engine/handoff.h"

#include <gtest/gtest.h>

namespace oncalld {
namespace {

using namespace std::chrono_literals;

const Instant kMonday = *parse_rfc3339("2026-11-23T08:00:00Z");  // ann's week; then bob, then cy
const RotationId kRotation("support");

Rotation rotation(Instant from) {
    Version version;
    version.shift.every = {{1, ShiftLength::Unit::weeks}};
    version.shift.start = LocalTime(2026, 11, 23, 8, 0, 0);
    version.from = from;
    version.participants = {{PersonId("ann")}, {PersonId("bob")}, {PersonId("cy")}};
    Layer layer;
    layer.versions = {version};
    Rotation rotation;
    rotation.id = kRotation;
    rotation.layers = {layer};
    return rotation;
}

const People kPeople{{PersonId("ann"), {PersonId("ann"), "Ann", {}, {}, {}}},
                     {PersonId("bob"), {PersonId("bob"), "Bob", {}, {}, {}}},
                     {PersonId("cy"), {PersonId("cy"), "Cy", {}, {}, {}}}};

Handoff handoff(Instant boundary, const char* outgoing, const char* incoming) {
    return {kRotation, boundary, PersonId(outgoing), PersonId(incoming)};
}

Handoff baseline(Instant boundary, const char* person) {
    return {kRotation, boundary, PersonId(person), PersonId(person), Handoff::Kind::baseline};
}

TEST(DueHandoff, HasOneAnswerForEachSituation) {
    struct Row {
        const char* name;
        Instant effective_from;
        std::optional<Handoff> last;
        Instant now;
        std::optional<Handoff> due;
    };
    const Row rows[] = {
        {"a rotation that is new to us: its present state is a baseline", kEver, std::nullopt, kMonday + 1h,
         baseline(kMonday, "ann")},
        {"a rotation that has never handed over: a baseline before every boundary", kMonday, std::nullopt,
         kMonday + 1h, baseline(Instant{}, "ann")},
        {"its very first boundary is a handoff", kMonday, baseline(Instant{}, "ann"), kMonday + 7 * 24h,
         handoff(kMonday + 7 * 24h, "ann", "bob")},
        {"just before the boundary", kEver, handoff(kMonday, "cy", "ann"), kMonday + 7 * 24h - 1ms,
         std::nullopt},
        {"at the boundary", kEver, handoff(kMonday, "cy", "ann"), kMonday + 7 * 24h,
         handoff(kMonday + 7 * 24h, "ann", "bob")},
        {"processed already", kEver, handoff(kMonday + 7 * 24h, "ann", "bob"), kMonday + 8 * 24h,
         std::nullopt},
        {"down over two boundaries: one handoff, last to current", kEver, handoff(kMonday, "cy", "ann"),
         kMonday + 15 * 24h, handoff(kMonday + 14 * 24h, "ann", "cy")},
        {"down over a whole round: the same person again", kEver, handoff(kMonday, "cy", "ann"),
         kMonday + 22 * 24h, handoff(kMonday + 21 * 24h, "ann", "ann")},
    };
    for (const Row& row : rows)
        EXPECT_EQ(due_handoff(rotation(row.effective_from), kPeople, row.last, row.now), row.due) << row.name;
}

TEST(DueHandoff, ARotationKeptElsewhereHandsOverNothing) {
    Rotation external = rotation(kEver);
    external.external = true;
    const auto baseline = due_handoff(external, kPeople, std::nullopt, kMonday);
    ASSERT_TRUE(baseline);
    EXPECT_EQ(due_handoff(external, kPeople, baseline, kMonday + 100 * 24h), std::nullopt);
}

}  // namespace
}  // namespace oncalld
