#include "connectors/jira/webhook.h"

#include "connectors/jira/activity.h"
#include "connectors/jira/issue.h"
#include "connectors/json.h"
#include "connectors/signature.h"

#include <algorithm>

namespace oncalld::jira {

namespace {

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// ".../rest/api/2/issue/10013/comment/10082" -> "10013". Data Center tells nothing else of a comment's issue.
std::string_view issue_of(std::string_view comment_url) {
    constexpr std::string_view kBefore = "/issue/";
    const std::size_t at = comment_url.rfind(kBefore);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = comment_url.substr(at + kBefore.size());
    const std::string_view id = rest.substr(0, rest.find('/'));
    return is_number(id) ? id : std::string_view();
}

std::string project_of(const json::Value& issue) {
    std::string project = json::string_at(issue, "fields", "project", "key");
    if (!project.empty()) return project;
    const std::string key = json::string_at(issue, "key");
    return key.substr(0, key.rfind('-'));
}

class Reading {
public:
    Reading(const Settings& settings, const json::Value& body, std::string delivery, Instant now)
        : settings_(settings), body_(body), now_(now) {
        event_.delivery = std::move(delivery);
    }

    WebhookEvent read() && {
        const json::Value* const issue = json::at(body_, "issue");
        const json::Value* const comment = json::at(body_, "comment");
        const std::string name = json::string_at(body_, "webhookEvent");
        std::string id = issue ? json::string_at(*issue, "id") : std::string();
        if (id.empty() && comment) id = issue_of(json::text_at(*comment, "self"));
        if (!is_number(id)) return ignore("event " + name);
        if (issue && !ours(settings_, project_of(*issue)))
            return ignore("project " + project_of(*issue) + " is not configured");

        ref_ = {settings_.id, TicketId(std::move(id))};
        take_changelog();
        if (comment && name != "comment_updated" && name != "comment_deleted")
            event_.activities.push_back(comment_activity(*comment, ref_, time()));
        // A deleted issue still comes whole; only reading it shows that it is gone.
        auto ticket = issue && is_whole(*issue) && name != "jira:issue_deleted"
                          ? read_issue(settings_, *issue)
                          : std::nullopt;
        if (ticket)
            event_.snapshots.push_back({std::move(*ticket), Source::feed, now_});
        else
            event_.look_at.push_back({ref_.id, issue ? json::string_at(*issue, "key") : std::string()});
        return std::move(event_);
    }

private:
    WebhookEvent ignore(std::string why) {
        event_.ignored = std::move(why);
        return std::move(event_);
    }

    void take_changelog() {
        const json::Value* const items = json::at(body_, "changelog", "items");
        if (!items) return;
        std::string change = json::string_at(body_, "changelog", "id");
        if (change.empty()) change = event_.delivery;
        event_.activities =
            change_activities(*items, ref_, change, account_of(json::at(body_, "user")), time());
    }

    Instant time() const {
        const auto stamp = json::integer_at(body_, "timestamp");
        return stamp ? Instant(milliseconds(*stamp)) : now_;
    }

    const Settings& settings_;
    const json::Value& body_;
    Instant now_;
    TicketRef ref_;
    WebhookEvent event_;
};

}  // namespace

std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const Settings& settings,
                                                         const http::Request& request, Instant now) {
    if (!settings.webhook_secret || !signed_by_jira(request, *settings.webhook_secret))
        return WebhookRefusal::bad_signature;
    const auto body = json::parse(request.body);
    if (!body || !body->IsObject()) return WebhookRefusal::unreadable;
    std::string delivery = request.headers.get("X-Atlassian-Webhook-Identifier");
    // Data Center does not number its deliveries; the same body is the same delivery.
    if (delivery.empty()) delivery = "body:" + hmac_sha256_hex(*settings.webhook_secret, request.body);
    return Reading(settings, *body, std::move(delivery), now).read();
}

}  // namespace oncalld::jira
