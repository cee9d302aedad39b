#include "connectors/jira/activity.h"

#include "connectors/jira/issue.h"

#include <algorithm>
#include <optional>
#include <ranges>

namespace oncalld::jira {

namespace {

// Cloud names the field in `fieldId`; Data Center has only `field`, which for these three is the same.
std::optional<Activity::Kind> kind_of(const json::Value& item) {
    std::string_view field = json::text_at(item, "fieldId");
    if (field.empty()) field = json::text_at(item, "field");
    if (field == "assignee") return Activity::Kind::assigned;
    if (field == "status") return Activity::Kind::state_changed;
    if (field == "labels") return Activity::Kind::labelled;
    return std::nullopt;
}

std::string_view suffix(Activity::Kind kind) {
    switch (kind) {
        case Activity::Kind::assigned:
            return "assignee";
        case Activity::Kind::state_changed:
            return "status";
        case Activity::Kind::labelled:
            return "labels";
        case Activity::Kind::commented:
            return "comment";
        case Activity::Kind::other:
            return "other";
    }
    return {};
}

std::string shown(const json::Value& item, std::string_view name) {
    const std::string value = json::string_at(item, name);
    return value.empty() ? "none" : value;
}

// changelog/bulkfetch and some webhooks give epoch numbers where search gives text, in seconds or
// milliseconds.
std::optional<Instant> time_of(const json::Value* value) {
    const auto number = json::as_integer(value);
    if (!number) return json::as_instant(value);
    constexpr std::int64_t kLastPlausibleSecond = 100'000'000'000;
    return Instant(milliseconds(*number < kLastPlausibleSecond ? *number * 1000 : *number));
}

}  // namespace

std::vector<Activity> change_activities(const json::Value& items, const TicketRef& ticket,
                                        std::string_view change, const AccountId& actor, Instant at) {
    std::vector<Activity> activities;
    for (const json::Value& item : json::as_array(&items)) {
        const auto kind = kind_of(item);
        if (!kind) continue;
        std::string id(change);
        id.append(":").append(suffix(*kind));
        std::string text(suffix(*kind));
        text.append(": ").append(shown(item, "fromString")).append(" -> ").append(shown(item, "toString"));
        const auto known = std::ranges::find(activities, *kind, &Activity::kind);
        if (known == activities.end())
            activities.push_back({ActivityId(std::move(id)), ticket, *kind, actor, at, std::move(text)});
        else
            known->text.append(", ").append(text);
    }
    return activities;
}

std::vector<Activity> changelog_activities(const json::Value& issue, const TicketRef& ticket, Instant since) {
    std::vector<Activity> activities;
    // Jira lists the newest first.
    for (const json::Value& history : std::views::reverse(json::array_at(issue, "changelog", "histories"))) {
        const auto at = time_of(json::at(history, "created"));
        const json::Value* const items = json::at(history, "items");
        const std::string id = json::string_at(history, "id");
        if (!at || *at < since || !items || id.empty()) continue;
        auto made = change_activities(*items, ticket, id, account_of(json::at(history, "author")), *at);
        std::ranges::move(made, std::back_inserter(activities));
    }
    std::ranges::stable_sort(activities, {}, &Activity::at);
    return activities;
}

Activity comment_activity(const json::Value& comment, const TicketRef& ticket, Instant at) {
    return {ActivityId("comment:" + json::string_at(comment, "id")),
            ticket,
            Activity::Kind::commented,
            account_of(json::at(comment, "author")),
            json::instant_at(comment, "created").value_or(at),
            json::string_at(comment, "body")};
}

}  // namespace oncalld::jira
