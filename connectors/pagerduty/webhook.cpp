#include "connectors/pagerduty/webhook.h"

#include "connectors/json.h"
#include "connectors/pagerduty/activity.h"
#include "connectors/signature.h"

namespace oncalld::pagerduty {

namespace {

// `data` is the incident itself, or (with incident.annotated) a note on one.
const json::Value* incident_of(const json::Value& data) {
    return json::text_at(data, "type") == "incident_note" ? json::at(data, "incident") : &data;
}

WebhookEvent ignored(WebhookEvent event, std::string why) {
    event.ignored = std::move(why);
    return event;
}

}  // namespace

std::variant<WebhookEvent, WebhookRefusal> read_webhook(const Settings& settings,
                                                        const http::Request& request) {
    if (!settings.webhook_secret || !signed_by_pagerduty(request, *settings.webhook_secret))
        return WebhookRefusal::bad_signature;
    const auto body = json::parse(request.body);
    const json::Value* const event = body ? json::at(*body, "event") : nullptr;
    if (!event || !event->IsObject()) return WebhookRefusal::unreadable;

    WebhookEvent out;
    const std::string id = json::string_at(*event, "id");
    out.delivery = request.headers.get("X-Webhook-Id");
    if (out.delivery.empty()) out.delivery = id;
    if (out.delivery.empty()) return WebhookRefusal::unreadable;

    const std::string type = json::string_at(*event, "event_type");
    const auto kind = kind_of_event(type);
    if (!kind) return ignored(std::move(out), "event " + type);
    const json::Value* const data = json::at(*event, "data");
    const json::Value* const incident = data ? incident_of(*data) : nullptr;
    const auto at = json::instant_at(*event, "occurred_at");
    TicketHandle handle;
    if (incident) handle = {TicketId(json::string_at(*incident, "id")), json::string_at(*incident, "number")};
    if (handle.id.empty() || id.empty() || !at) return WebhookRefusal::unreadable;

    // A note's incident is a mere reference: whose service it is on shows when it is read.
    const std::string service = json::string_at(*incident, "service", "id");
    if (!service.empty() && !watches(settings, service))
        return ignored(std::move(out), "an incident of service " + service + ", which is not configured");
    out.activities.push_back(
        {ActivityId(id), {settings.id, handle.id}, *kind, actor(json::at(*event, "agent")), *at, type});
    out.look_at.push_back(std::move(handle));
    return out;
}

}  // namespace oncalld::pagerduty
