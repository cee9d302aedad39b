#include "connectors/github/activity.h"

#include "connectors/github/issue.h"

namespace oncalld::github {

namespace {

Activity::Kind kind_of(std::string_view action) {
    if (action == "assigned" || action == "unassigned") return Activity::Kind::assigned;
    if (action == "closed" || action == "reopened") return Activity::Kind::state_changed;
    if (action == "labeled" || action == "unlabeled") return Activity::Kind::labelled;
    return Activity::Kind::other;
}

}  // namespace

Activity comment_activity(const json::Value& comment, const TicketRef& ticket) {
    Activity activity;
    activity.id = ActivityId("comment:" + json::string_at(comment, "id"));
    activity.ticket = ticket;
    activity.kind = Activity::Kind::commented;
    activity.actor = user_at(comment, "user");
    activity.at = json::instant_at(comment, "created_at").value_or(Instant{});
    activity.text = json::string_at(comment, "body");
    return activity;
}

Activity issue_activity(const json::Value& body, const TicketRef& ticket, std::string_view delivery) {
    const std::string action = json::string_at(body, "action");
    Activity activity;
    activity.id = ActivityId("delivery:" + std::string(delivery));
    activity.ticket = ticket;
    activity.kind = kind_of(action);
    activity.actor = user_at(body, "sender");
    activity.at = json::instant_at(body, "issue", "updated_at").value_or(Instant{});
    activity.text = action;
    // One person or label per delivery; the snapshot holds them all.
    if (activity.kind == Activity::Kind::assigned)
        activity.text += " " + json::string_at(body, "assignee", "login");
    else if (activity.kind == Activity::Kind::labelled)
        activity.text += " " + json::string_at(body, "label", "name");
    return activity;
}

}  // namespace oncalld::github
