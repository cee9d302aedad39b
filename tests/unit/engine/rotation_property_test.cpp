// Random rotations around both clock changes of 2026, checked against the slow oracle. A failure names its
// seed, which alone makes the rotation.
#include "engine/rotation.h"

#include "tests/unit/engine/calendar.h"
#include "tests/unit/engine/slow_rotation.h"

#include <random>

namespace oncalld {
namespace {

constexpr milliseconds kTick{1};
constexpr auto kHalfHour = std::chrono::minutes(30);  // everything configured below lies on this grid

class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
    bool once_in(int n) { return below(n) == 0; }
    template <class T>
    const T& one_of(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
    }

private:
    std::mt19937 engine_;
};

struct World {
    Rotation rotation;
    People people;
    Instant begin;  // before anything is configured
    Instant end;    // the oracle answers in [begin, end)
};

const std::vector<PersonId>& everybody() {
    static const std::vector<PersonId> people = {PersonId("ann"), PersonId("bob"), PersonId("cy"),
                                                 PersonId("dia")};
    return people;
}

const std::vector<Zone>& zones() {
    static const std::vector<Zone> all = {zone("UTC"), zone("Europe/Oslo"), zone("America/New_York"),
                                          zone("Australia/Lord_Howe")};
    return all;
}

ShiftRule any_rule(Dice& dice, const Layer& layer, Instant around) {
    using enum ShiftLength::Unit;
    static const std::vector<std::vector<ShiftLength>> lengths = {{{6, hours}},
                                                                  {{12, hours}},
                                                                  {{24, hours}},
                                                                  {{10, hours}, {14, hours}},
                                                                  {{1, days}},
                                                                  {{1, days}},
                                                                  {{3, days}},
                                                                  {{4, days}, {3, days}},
                                                                  {{1, weeks}},
                                                                  {{1, weeks}},
                                                                  {{2, weeks}},
                                                                  {{1, months}},
                                                                  {{1, months}, {5, days}}};
    ShiftRule rule;
    rule.every = dice.one_of(lengths);
    const LocalTime day = LocalTime(LocalDay(layer.zone.local(around)));
    rule.start = day + (dice.below(20 * 48) - 10 * 48) * std::int64_t{1800};
    rule.shifts_per_participant = dice.once_in(3) ? 2 : 1;
    if (dice.once_in(5)) rule.duration = std::chrono::hours(1 + dice.below(30));
    const bool months_long = rule.every.front().unit == months;  // these use their turns in any case
    if (dice.once_in(3) && !months_long) rule.count = ShiftRule::Count::active;
    return rule;
}

std::vector<Slot> any_slots(Dice& dice) {
    std::vector<Slot> slots(static_cast<std::size_t>(1 + dice.below(4)));
    for (Slot& people : slots) {
        if (dice.once_in(8)) continue;
        people.push_back(dice.one_of(everybody()));
        const PersonId& second = dice.one_of(everybody());
        if (dice.once_in(4) && second != people.front()) people.push_back(second);
    }
    return slots;
}

Window any_window(Dice& dice) {
    const auto clock = [&] { return seconds(dice.below(48) * 1800); };
    if (dice.once_in(4))
        return {Window::Weekly{static_cast<absl::Weekday>(dice.below(7)),
                               static_cast<absl::Weekday>(dice.below(7)), clock(), clock()},
                std::nullopt};
    Window::Daily daily{{}, clock(), clock()};
    for (int day = 0; day < 7; ++day)
        if (dice.once_in(2)) daily.days.push_back(static_cast<absl::Weekday>(day));
    return {daily, std::nullopt};
}

Interval any_interval(Dice& dice, Instant begin) {
    const Instant from = begin + dice.below(50 * 48) * kHalfHour;
    return {from, from + (1 + dice.below(dice.once_in(2) ? 48 : 10 * 48)) * kHalfHour};
}

World any_world(unsigned seed) {
    Dice dice(seed);
    World world;
    world.begin = utc(dice.once_in(2) ? "2026-03-05T00:00:00Z" : "2026-10-05T00:00:00Z");
    world.end = world.begin + std::chrono::days(60);
    world.rotation.zone = dice.one_of(zones());
    if (dice.once_in(3)) world.rotation.cover = Rotation::Cover::none;
    for (int layers = 1 + dice.below(3); layers > 0; --layers) {
        Layer layer;
        layer.zone = dice.one_of(zones());
        layer.priority = dice.below(3);
        layer.offset = dice.once_in(4) ? 1 : 0;
        for (int windows = dice.below(3); windows > 0; --windows)
            layer.windows.push_back(any_window(dice));
        Instant from = world.begin + dice.below(6 * 48) * kHalfHour;
        for (int versions = 1 + dice.below(3); versions > 0; --versions) {
            Version version;
            version.shift = any_rule(dice, layer, from);
            version.from = from;
            if (dice.once_in(4)) version.until = from + dice.below(30 * 48) * kHalfHour;
            version.participants = any_slots(dice);
            if (dice.once_in(2))
                version.next =
                    static_cast<std::size_t>(dice.below(static_cast<int>(version.participants.size())));
            layer.versions.push_back(version);
            from += (1 + dice.below(20 * 48)) * kHalfHour;
        }
        // Windows of another zone only where turns are counted by the calendar: see ShiftGrid::turns_before.
        for (Window& window : layer.windows)
            if (dice.once_in(4) &&
                std::none_of(layer.versions.begin(), layer.versions.end(),
                             [](const Version& v) { return v.shift.count == ShiftRule::Count::active; }))
                window.zone = dice.one_of(zones());
        world.rotation.layers.push_back(layer);
    }
    for (int overrides = dice.below(8); overrides > 0; --overrides)
        world.rotation.overrides.push_back({static_cast<Override::Kind>(dice.below(4)),
                                            dice.one_of(everybody()), dice.one_of(everybody()),
                                            any_interval(dice, world.begin)});
    for (const PersonId& id : everybody()) {
        if (dice.once_in(2)) continue;
        const Interval off = any_interval(dice, world.begin);
        Person& person = world.people[id];
        person.zone = dice.one_of(zones());
        person.time_off = {off};
        const Instant later = off.to + (1 + dice.below(480)) * kHalfHour;
        if (dice.once_in(2))
            person.time_off.push_back({later, later + std::chrono::hours(1 + dice.below(100))});
    }
    return world;
}

SlowRotation oracle_of(const World& world) {
    // Shifts are listed with room on either side: a shift may have begun long before.
    return SlowRotation(world.rotation, world.people, world.begin - std::chrono::days(45),
                        world.end + std::chrono::days(45));
}

TEST(AnyRotation, AgreesWithTheOracle) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        const World world = any_world(seed);
        const SlowRotation oracle = oracle_of(world);
        Dice dice(seed);
        for (int i = 0; i < 40; ++i) {
            Instant t = world.begin + dice.below(60 * 48) * kHalfHour;
            if (dice.once_in(3)) t -= kTick;
            ASSERT_EQ(text(on_call(world.rotation, world.people, t).people), text(oracle.on_call(t)))
                << "seed " << seed << " at " << text(t);
        }
    }
}

TEST(AnyRotation, IsTiledByItsShifts) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        const World world = any_world(seed);
        const SlowRotation oracle = oracle_of(world);
        OnCall before = on_call(world.rotation, world.people, world.begin - kTick);
        ASSERT_EQ(before.shift.from, kEver) << "seed " << seed;
        while (before.shift.to < world.end) {
            const Instant edge = before.shift.to;
            const OnCall here = on_call(world.rotation, world.people, edge);
            const auto place = testing::Message() << "seed " << seed << " at " << text(edge);
            ASSERT_EQ(text(here.shift.from), text(edge)) << place << ": overlap or seam";
            ASSERT_LT(here.shift.from, here.shift.to) << place;
            ASSERT_NE(text(here.people), text(before.people)) << place << ": nothing changes here";
            ASSERT_EQ(text(oracle.on_call(edge)), text(here.people)) << place;
            ASSERT_EQ(text(oracle.on_call(edge - kTick)), text(before.people)) << place;
            ASSERT_LE(here.shift_started, here.shift.from) << place;
            const bool same_first =
                !here.people.empty() && !before.people.empty() && here.people[0] == before.people[0];
            ASSERT_EQ(text(here.shift_started), text(same_first ? before.shift_started : edge)) << place;
            before = here;
            if (here.shift.to >= world.end)
                break;  // how far ahead an answer is followed ends two years from now
            const OnCall last = on_call(world.rotation, world.people, here.shift.to - kTick);
            ASSERT_EQ(text(last.shift), text(here.shift)) << place;
            ASSERT_EQ(text(last.shift_started), text(here.shift_started)) << place;
        }
    }
}

bool shorter_than_a_day(const Interval& interval, const Zone& zone) {
    return interval.to - interval.from < std::chrono::hours(24) &&
           zone.local(interval.to) - zone.local(interval.from) < 24 * 3600;
}

// The world in which short overrides and absences do not exist.
World without_short_changes(World world) {
    std::vector<Override>& all = world.rotation.overrides;
    const auto is_short = [&](const Override& o) {
        return shorter_than_a_day(o.during, world.rotation.zone);
    };
    all.erase(std::remove_if(all.begin(), all.end(), is_short), all.end());
    for (auto& [id, person] : world.people) {
        const auto is_brief = [&](const Interval& off) { return shorter_than_a_day(off, person.zone); };
        person.time_off.erase(std::remove_if(person.time_off.begin(), person.time_off.end(), is_brief),
                              person.time_off.end());
    }
    return world;
}

std::vector<Boundary> walk_boundaries(const World& world) {
    const World lasting = without_short_changes(world);
    const SlowRotation oracle = oracle_of(lasting);
    std::vector<Boundary> found;
    std::optional<PersonId> last;
    for (Instant t = world.begin; t < world.end; t += kHalfHour) {
        const std::vector<PersonId> people = oracle.on_call(t);
        if (people.empty()) continue;
        if (last && *last != people.front()) found.push_back({t, *last, people.front()});
        last = people.front();
    }
    return found;
}

TEST(AnyRotation, HasTheBoundariesOfASlowWalk) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        const World world = any_world(seed);
        const std::vector<Boundary> walked = walk_boundaries(world);
        std::vector<Instant> moments = {world.begin, world.end - kTick};
        for (const Boundary& boundary : walked)
            for (const Instant t : {boundary.at - kTick, boundary.at, boundary.at + kTick})
                moments.push_back(t);
        for (const Instant t : moments) {
            std::optional<Boundary> last, next;
            for (const Boundary& boundary : walked) {
                if (boundary.at <= t) last = boundary;
                if (boundary.at > t && !next) next = boundary;
            }
            const auto place = testing::Message() << "seed " << seed << " at " << text(t);
            ASSERT_EQ(text(last_boundary(world.rotation, world.people, t)), text(last)) << place;
            const auto got = next_boundary(world.rotation, world.people, t);
            if (next || (got && got->at < world.end)) {
                ASSERT_EQ(text(got), text(next)) << place;
            }
        }
    }
}

}  // namespace
}  // namespace oncalld
