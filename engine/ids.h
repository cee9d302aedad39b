// Strong identifiers: one type per idea, so that a person is never passed where an account is meant.
// Construction is explicit, there is no arithmetic, and two kinds never convert into one another.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace oncalld {

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}
    explicit Id(std::string_view text) : text_(text) {}
    explicit Id(const char* text) : text_(text) {}

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }

    friend bool operator==(const Id&, const Id&) = default;
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string text_;
};

using PersonId = Id<struct PersonTag>;  // key under `people:`
using AccountId =
    Id<struct AccountTag>;  // a person in one tracker: Jira accountId, GitHub login, PagerDuty user id
using TrackerId = Id<struct TrackerTag>;    // key under `trackers:`
using RotationId = Id<struct RotationTag>;  // key under `rotations:`
using RouteId = Id<struct RouteTag>;        // `name:` of a route
using TicketId = Id<struct TicketTag>;      // the vendor's immutable id, never a key or number that can move
using ActivityId = Id<struct ActivityTag>;  // the vendor's id of something somebody did
using PolicyId = Id<struct PolicyTag>;      // a PagerDuty escalation policy
using StepId = Id<struct StepTag>;          // derived, see engine/step.h

// A ticket wherever it lives. Ordered by tracker, then id.
struct TicketRef {
    TrackerId tracker;
    TicketId id;
    friend bool operator==(const TicketRef&, const TicketRef&) = default;
    friend auto operator<=>(const TicketRef&, const TicketRef&) = default;
};

}  // namespace oncalld

template <class Tag>
struct std::hash<oncalld::Id<Tag>> {
    std::size_t operator()(const oncalld::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
