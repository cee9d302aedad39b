// Calendar cases shared with other resolvers: facts of other products' test suites and independently computed
// ones, in $ONCALLD_SHARED/rotations/cases.json (default: ../shared beside the project). Every case of the
// profiles core, recommended and extended must hold; what cannot be expressed is skipped by name.
#include "engine/rotation.h"
#include "engine/shift_grid.h"
#include "engine/window.h"
#include "tests/unit/engine/calendar.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace oncalld {
namespace {

using Json = rapidjson::Value;

constexpr Interval kAlways{kEver, kForever};

const Json* find(const Json& object, const char* key) {
    const auto member = object.FindMember(key);
    return member == object.MemberEnd() || member->value.IsNull() ? nullptr : &member->value;
}

std::string string_or(const Json& object, const char* key, const char* otherwise) {
    const Json* value = find(object, key);
    return value ? value->GetString() : otherwise;
}

Instant instant(const Json& object, const char* key) {
    return utc(object[key].GetString());
}

ShiftLength length_of(const std::string& type, int count) {
    if (type == "hourly") return {count, ShiftLength::Unit::hours};
    if (type == "daily") return {count, ShiftLength::Unit::days};
    if (type == "weekly") return {count, ShiftLength::Unit::weeks};
    if (type == "monthly") return {count, ShiftLength::Unit::months};
    throw std::runtime_error("unknown shift type " + type);
}

Slot slot_of(const Json& participant) {
    Slot people;
    if (participant.IsString()) people.emplace_back(participant.GetString());
    if (participant.IsArray())
        for (const Json& person : participant.GetArray())
            people.emplace_back(person.GetString());
    return people;
}

absl::Weekday weekday(std::string_view name) {
    static constexpr std::string_view kNames[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    for (int day = 0; day < 7; ++day)
        if (name == kNames[day]) return static_cast<absl::Weekday>(day);
    throw std::runtime_error("unknown weekday " + std::string(name));
}

// "22:00"
seconds clock_time(const std::string& text) {
    return std::chrono::hours(std::stoi(text)) + std::chrono::minutes(std::stoi(text.substr(3)));
}

Window window_of(const Json& restriction) {
    Window window;
    if (const Json* name = find(restriction, "timezone")) window.zone = zone(name->GetString());
    if (find(restriction, "from")) {
        const std::string from = restriction["from"].GetString();  // "FR 22:00"
        const std::string to = restriction["to"].GetString();
        window.when = Window::Weekly{weekday(from.substr(0, 2)), weekday(to.substr(0, 2)),
                                     clock_time(from.substr(3)), clock_time(to.substr(3))};
        return window;
    }
    Window::Daily daily;
    if (const Json* days = find(restriction, "days"))
        for (const Json& day : days->GetArray())
            daily.days.push_back(weekday(day.GetString()));
    daily.from = clock_time(restriction["start"].GetString());
    daily.to = clock_time(restriction["end"].GetString());
    window.when = daily;
    return window;
}

Layer layer_of(const Json& json, const Zone& default_zone) {
    Layer layer;
    layer.zone = find(json, "timezone") ? zone(json["timezone"].GetString()) : default_zone;
    if (const Json* priority = find(json, "priority")) layer.priority = priority->GetInt();
    if (const Json* restrictions = find(json, "restrictions"))
        for (const Json& restriction : restrictions->GetArray())
            layer.windows.push_back(window_of(restriction));

    Version version;
    const Instant start = instant(json, "start");
    version.from = start;
    if (json.HasMember("effective_from"))
        version.from = find(json, "effective_from") ? instant(json, "effective_from") : kEver;
    if (find(json, "effective_until")) version.until = instant(json, "effective_until");
    version.shift.start = layer.zone.local(start);
    if (const Json* handovers = find(json, "handovers")) {
        for (const Json& handover : handovers->GetArray())
            version.shift.every.push_back(
                length_of(handover["unit"].GetString(), handover["interval"].GetInt()));
    } else {
        version.shift.every = {length_of(json["type"].GetString(), json["shift_length"].GetInt())};
    }
    if (const Json* shifts = find(json, "shifts_per_participant"))
        version.shift.shifts_per_participant = shifts->GetInt();
    if (const Json* duration = find(json, "duration_seconds"))
        version.shift.duration = seconds(duration->GetInt());
    version.shift.count = string_or(json, "advance", "calendar") == "active" ? ShiftRule::Count::active
                                                                             : ShiftRule::Count::calendar;
    for (const Json& participant : json["participants"].GetArray())
        version.participants.push_back(slot_of(participant));
    layer.versions.push_back(std::move(version));
    return layer;
}

Override override_of(const Json& json) {
    const std::string type = json["type"].GetString();
    Override entry;
    entry.during = {instant(json, "start"), instant(json, "end")};
    if (type == "set") {
        entry.kind = Override::Kind::set;
        entry.person = PersonId(json["user"].GetString());
    } else if (type == "replace") {
        entry.kind = Override::Kind::replace;
        entry.person = PersonId(json["add"].GetString());
        entry.replaced = PersonId(json["remove"].GetString());
    } else if (type == "add") {
        entry.kind = Override::Kind::add;
        entry.person = PersonId(json["add"].GetString());
    } else if (type == "remove") {
        entry.kind = Override::Kind::remove;
        entry.person = PersonId(json["remove"].GetString());
    } else {
        throw std::runtime_error("unknown override " + type);
    }
    return entry;
}

struct World {
    Rotation rotation;
    People people;
};

World world_of(const Json& json) {
    World world;
    Rotation& rotation = world.rotation;
    rotation.zone = zone(json["timezone"].GetString());
    rotation.cover = Rotation::Cover::none;
    if (const Json* layers = find(json, "layers"))
        for (const Json& layer : layers->GetArray())
            rotation.layers.push_back(layer_of(layer, rotation.zone));
    else
        rotation.layers.push_back(layer_of(json, rotation.zone));
    for (const Json& entry : json["overrides"].GetArray())
        rotation.overrides.push_back(override_of(entry));
    if (const Json* unavailable = find(json, "unavailable"))
        for (const Json& absence : unavailable->GetArray()) {
            const PersonId id(absence["user"].GetString());
            world.people[id].time_off.push_back({instant(absence, "start"), instant(absence, "end")});
        }
    return world;
}

// A group on call is a set: the cases do not fix its order.
std::string as_set(std::vector<PersonId> people) {
    std::sort(people.begin(), people.end());
    return text(people);
}

std::string expected_people(const Json& expected) {
    return as_set(slot_of(expected));
}

// The walk through [from, from + days), one answer after another.
template <class F>
void each_answer(const World& world, Instant from, int days, F f) {
    const Instant end = from + std::chrono::days(days);
    for (Instant at = from; at < end;) {
        const OnCall answer = on_call(world.rotation, world.people, at);
        f(answer, std::min(answer.shift.to, end) - at);
        at = answer.shift.to;
    }
}

struct Outcome {
    std::string got, want;
};

std::string bounds(const Json& expected) {
    return text(Interval{instant(expected, "start"), instant(expected, "end")});
}

Outcome ask(const Json& json, const World& world) {
    const std::string query = json["query"].GetString();
    const Json& expected = json["expected"];
    const Instant at = instant(json, "at");
    const Layer& layer = world.rotation.layers.front();
    const ShiftGrid grid(layer.versions.front().shift, layer.zone);
    const std::int64_t shift = grid.index_at(at);

    if (query == "on_call")
        return {as_set(on_call(world.rotation, world.people, at).people), expected_people(expected)};
    if (query == "next_handoff") return {text(grid.start(shift + 1)), text(instant(json, "expected"))};
    if (query == "next_change")
        return {text(on_call(world.rotation, world.people, at).shift.to), text(instant(json, "expected"))};
    if (query == "shift_bounds") {
        Interval holds{grid.start(shift), grid.start(shift + 1)};
        const bool in = inside(layer.windows, layer.zone, at, holds);
        return {in ? text(holds) : "outside", bounds(expected)};
    }
    if (query == "window_bounds") {
        Interval holds = kAlways;
        const bool in = inside(layer.windows, layer.zone, at, holds);
        return {in ? text(holds) : "outside", bounds(expected)};
    }
    if (query == "next_window_start") {
        Interval holds = kAlways;
        for (Instant t = at; inside(layer.windows, layer.zone, t, holds); holds = kAlways)
            t = holds.to;
        return {text(holds.to), text(instant(json, "expected"))};
    }
    if (query == "next_on_call") {
        OnCall answer = on_call(world.rotation, world.people, at);
        do
            answer = on_call(world.rotation, world.people, answer.shift.to);
        while (answer.people.empty());
        return {text(answer.shift.from) + " " + text(answer.people),
                text(instant(expected, "at")) + " " + expected["who"].GetString()};
    }
    if (query == "never_on_call") {
        std::set<PersonId> never;
        for (const Slot& people : layer.versions.front().participants)
            never.insert(people.begin(), people.end());
        each_answer(world, at, json["days"].GetInt(), [&](const OnCall& answer, milliseconds) {
            for (const PersonId& person : answer.people)
                never.erase(person);
        });
        return {text({never.begin(), never.end()}), expected_people(expected)};
    }
    if (query == "coverage_percent") {
        milliseconds covered{0};
        const int days = json["days"].GetInt();
        each_answer(world, at, days, [&](const OnCall& answer, milliseconds held) {
            if (!answer.people.empty()) covered += held;
        });
        const double percent = 100.0 * static_cast<double>(covered.count()) /
                               static_cast<double>(milliseconds(std::chrono::days(days)).count());
        return {std::to_string(std::lround(percent)), std::to_string(expected.GetInt())};
    }
    throw std::runtime_error("unknown query " + query);
}

bool has_temporary_schedule(const Json& json) {
    for (const Json& entry : json["overrides"].GetArray())
        if (std::string_view(entry["type"].GetString()) == "temporary_schedule") return true;
    return false;
}

// Where the shared cases lie, or would lie.
std::filesystem::path cases_file() {
    const char* folder = std::getenv("ONCALLD_SHARED");
    const std::filesystem::path shared =
        folder ? std::filesystem::path(folder) : std::filesystem::path(ONCALLD_SOURCE_DIR) / ".." / "shared";
    return shared / "rotations" / "cases.json";
}

TEST(SharedCases, AllHold) {
    std::ifstream file(cases_file());
    if (!file)
        GTEST_SKIP() << "no shared calendar cases at " << cases_file() << "; set ONCALLD_SHARED to run them";
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    rapidjson::Document cases;
    cases.Parse(content.c_str());
    ASSERT_FALSE(cases.HasParseError()) << rapidjson::GetParseError_En(cases.GetParseError());

    int held = 0;
    std::vector<std::string> skipped;
    for (const Json& json : cases.GetArray()) {
        const std::string id = json["id"].GetString();
        if (std::string_view(json["profile"].GetString()) == "variant") {
            skipped.push_back(id + " (variant: somebody decides otherwise)");
            continue;
        }
        if (has_temporary_schedule(json)) {
            skipped.push_back(id + " (temporary schedule)");
            continue;
        }
        SCOPED_TRACE(id + ": " + json["note"].GetString());
        const Outcome outcome = ask(json, world_of(json));
        EXPECT_EQ(outcome.got, outcome.want) << json["query"].GetString() << " at " << json["at"].GetString();
        ++held;
    }
    std::cout << held << " shared cases run, " << skipped.size() << " skipped:\n";
    for (const std::string& name : skipped)
        std::cout << "  " << name << '\n';
    EXPECT_GT(held, 100) << "the file seems to have lost its cases";
}

}  // namespace
}  // namespace oncalld
