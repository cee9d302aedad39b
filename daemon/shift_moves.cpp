#include "daemon/shift_moves.h"

#include <algorithm>

namespace oncalld {

namespace {

constexpr std::chrono::hours kAhead{24 * 7 * 8};
constexpr std::size_t kLinesEach = 10;

std::string first(const OnCall& answer) {
    return answer.people.empty() ? std::string("nobody") : answer.people.front().str();
}

std::vector<std::string> moves(const Rotation& before, const People& people_before, const Rotation& after,
                               const People& people_after, Instant now) {
    std::vector<std::string> lines;
    std::string last;
    for (Instant t = now; t < now + kAhead && lines.size() < kLinesEach;) {
        const OnCall old_answer = on_call(before, people_before, t);
        const OnCall new_answer = on_call(after, people_after, t);
        const std::string move = first(old_answer) + " -> " + first(new_answer);
        if (first(old_answer) != first(new_answer) && move != last)
            lines.push_back(after.id.str() + " from " + to_human(t, after.zone) + ": " + move);
        last = first(old_answer) == first(new_answer) ? std::string() : move;
        t = std::min(old_answer.shift.to, new_answer.shift.to);
    }
    return lines;
}

}  // namespace

std::vector<std::string> shift_moves(const Configuration& before, const Configuration& after, Instant now) {
    std::vector<std::string> all;
    for (const auto& [id, rotation] : after.rotations) {
        const auto old = before.rotations.find(id);
        if (old == before.rotations.end()) {
            all.push_back(id.str() + " is new");
            continue;
        }
        const auto lines = moves(old->second, before.people, rotation, after.people, now);
        all.insert(all.end(), lines.begin(), lines.end());
    }
    for (const auto& [id, rotation] : before.rotations)
        if (!after.rotations.contains(id))
            all.push_back(id.str() + " is gone; its tickets stay with who has them");
    return all;
}

}  // namespace oncalld
