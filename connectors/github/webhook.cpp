#include "connectors/github/webhook.h"

#include "connectors/github/activity.h"
#include "connectors/github/issue.h"
#include "connectors/json.h"
#include "connectors/signature.h"

#include <algorithm>
#include <optional>

namespace oncalld::github {

namespace {

// A hook made in the browser sends a form unless told otherwise: payload=<JSON>.
std::optional<std::string> json_text(const http::Request& request) {
    static constexpr std::string_view kField = "payload=";
    if (!request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded"))
        return request.body;
    if (!request.body.starts_with(kField)) return std::nullopt;
    std::string field = request.body.substr(kField.size());
    std::replace(field.begin(), field.end(), '+', ' ');
    return http::percent_decode(field);
}

WebhookEvent ignore(WebhookEvent event, std::string why) {
    event.ignored = std::move(why);
    return event;
}

TicketHandle handle_of(const Ticket& ticket) {
    return {ticket.ref.id, ticket.key};
}

// Under its new repository the issue has another number and another id.
void look_at_successor(WebhookEvent& event, const Settings& settings, const json::Value& body) {
    const json::Value* successor = json::at(body, "changes", "new_issue");
    const std::string* repo =
        find_repo(settings, json::text_at(body, "changes", "new_repository", "full_name"));
    if (!successor || !repo) return;
    if (const auto ticket = to_ticket(*successor, settings.id, *repo))
        event.look_at.push_back(handle_of(*ticket));
}

}  // namespace

std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const Settings& settings,
                                                         const http::Request& request, Instant now) {
    if (!signed_by_github(request, settings.webhook_secret.value_or("")))
        return WebhookRefusal::bad_signature;

    WebhookEvent event;
    event.delivery = request.headers.get("X-GitHub-Delivery");
    const std::string name = request.headers.get("X-GitHub-Event");
    if (event.delivery.empty() || name.empty()) return WebhookRefusal::unreadable;
    if (name != "issues" && name != "issue_comment") return ignore(std::move(event), "event " + name);

    const auto text = json_text(request);
    if (!text) return WebhookRefusal::unreadable;
    const auto body = json::parse(*text);
    if (!body) return WebhookRefusal::unreadable;
    const json::Value* issue = json::at(*body, "issue");
    const std::string full_name = json::string_at(*body, "repository", "full_name");
    if (!issue || !issue->IsObject() || full_name.empty()) return WebhookRefusal::unreadable;

    const std::string* repo = find_repo(settings, full_name);
    if (!repo) return ignore(std::move(event), "repository " + full_name + " is not configured");
    if (is_pull_request(*issue)) return ignore(std::move(event), "a pull request");
    auto ticket = to_ticket(*issue, settings.id, *repo);
    if (!ticket) return WebhookRefusal::unreadable;

    const std::string_view action = json::text_at(*body, "action");
    if (name == "issue_comment") {
        const json::Value* comment = json::at(*body, "comment");
        if (!comment || !comment->IsObject()) return WebhookRefusal::unreadable;
        if (action == "created") event.activities.push_back(comment_activity(*comment, ticket->ref));
    } else if (action == "deleted" || action == "transferred") {
        // What the body shows is no more; reading by id finds out.
        event.look_at.push_back(handle_of(*ticket));
        look_at_successor(event, settings, *body);
        return event;
    } else {
        event.activities.push_back(issue_activity(*body, ticket->ref, event.delivery));
    }
    event.snapshots.push_back({*std::move(ticket), Source::feed, now});
    return event;
}

}  // namespace oncalld::github
