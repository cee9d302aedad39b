#include "connectors/pagerduty/poll.h"

#include "connectors/http/status.h"
#include "connectors/pagerduty/activity.h"
#include "connectors/pagerduty/api.h"
#include "connectors/pagerduty/incident.h"

#include <algorithm>

namespace oncalld::pagerduty {

namespace {

constexpr std::int64_t kPage = 100;            // the most that a page may hold
constexpr std::int64_t kReach = 10000;         // offset + limit beyond it: 400
constexpr std::chrono::seconds kOverlap(120);  // their clock against ours, and entries that were written late

std::string page_of(std::int64_t offset) {
    return "limit=" + std::to_string(kPage) + "&offset=" + std::to_string(offset);
}

// PagerDuty's own times have whole seconds.
std::string in_query(Instant t) {
    return http::percent_encode(to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)));
}

std::string log_target(const Cursor& cursor) {
    std::string target = "/log_entries?since=" + in_query(cursor.since - kOverlap) + "&time_zone=UTC";
    if (cursor.until) target += "&until=" + in_query(*cursor.until);
    return target + "&include%5B%5D=incidents&" + page_of(cursor.offset);
}

std::string open_target(const Settings& settings, const Cursor& cursor) {
    std::string target =
        "/incidents?date_range=all&statuses%5B%5D=triggered&statuses%5B%5D=acknowledged"
        "&sort_by=incident_number%3Aasc&time_zone=UTC";
    for (const std::string& service : settings.services)
        target += "&service_ids%5B%5D=" + http::percent_encode(service);
    return target + "&" + page_of(cursor.offset);
}

// One snapshot of each incident is enough for a page: the entries of one answer all show it as it is now.
void add_once(std::vector<Snapshot>& snapshots, Ticket ticket) {
    const bool known = std::any_of(snapshots.begin(), snapshots.end(),
                                   [&](const Snapshot& other) { return other.ticket.ref == ticket.ref; });
    if (!known) snapshots.push_back({std::move(ticket), Source::feed, {}});
}

void add_once(std::vector<TicketHandle>& handles, TicketHandle handle) {
    if (std::find(handles.begin(), handles.end(), handle) == handles.end())
        handles.push_back(std::move(handle));
}

}  // namespace

Poll::Poll(Settings settings, const std::string& cursor, Instant now)
    : settings_(std::move(settings)), cursor_(parse_cursor(cursor, now)) {
    if (!cursor_.round) cursor_.round = now;
}

Next<Changes> Poll::start() {
    switch (cursor_.feed) {
        case Cursor::Feed::log:
            return get(settings_, log_target(cursor_));
        case Cursor::Feed::open:
            break;
    }
    return get(settings_, open_target(settings_, cursor_));
}

Next<Changes> Poll::resume(Result<http::Response> answer) {
    static constexpr std::string_view kWhat = "asking PagerDuty what changed";
    if (!answer) return std::move(answer).error().within(kWhat);
    if (answer->status != 200) return refusal(settings_, *answer, Send::Access::read).within(kWhat);
    const auto page = json::parse(answer->body);
    if (!page) return Error(page.error()).within(kWhat);
    const char* const rows = cursor_.feed == Cursor::Feed::log ? "log_entries" : "incidents";
    const auto more = json::bool_at(*page, "more");
    const json::Value* const list = json::at(*page, rows);
    if (!more || !list || !list->IsArray())
        return misunderstood(std::string("a page of ") + rows + " without `more` or its rows").within(kWhat);
    switch (cursor_.feed) {
        case Cursor::Feed::log:
            take_log(*list);
            break;
        case Cursor::Feed::open:
            take_open(*list);
            break;
    }
    // A clock of ours that is ahead must not make the next round begin after what is still to be logged.
    if (const auto theirs = http::parse_http_date(answer->headers.get("Date")))
        cursor_.round = std::min(*cursor_.round, *theirs);
    changes_.more = true;
    if (*more)
        turn_page();
    else
        finish_feed();
    changes_.cursor = to_string(cursor_);
    return Result<Changes>(std::move(changes_));
}

void Poll::take_log(const json::Value& rows) {
    for (const json::Value& entry : json::as_array(&rows))
        take_log_entry(entry);
}

void Poll::take_log_entry(const json::Value& entry) {
    const auto at = json::instant_at(entry, "created_at");
    if (at) cursor_.oldest = std::min(cursor_.oldest.value_or(*at), *at);
    const auto kind = kind_of_log_entry(json::text_at(entry, "type"));
    const json::Value* const incident = json::at(entry, "incident");
    ActivityId id(json::string_at(entry, "id"));
    if (!at || !kind || !incident || id.empty()) return;

    // Without include[] support the incident is a reference; the entry itself names the service, too.
    std::string_view service = json::text_at(*incident, "service", "id");
    if (service.empty()) service = json::text_at(entry, "service", "id");
    if (!watches(settings_, service)) return;
    const TicketRef ref{settings_.id, TicketId(json::string_at(*incident, "id"))};
    changes_.activities.push_back(
        {std::move(id), ref, *kind, actor(json::at(entry, "agent")), *at, json::string_at(entry, "summary")});
    auto ticket = to_ticket(*incident, settings_.id);
    if (!ticket) return add_once(changes_.look_at, TicketHandle{ref.id, {}});
    if (ticket->closed()) cursor_.missing.erase(ref.id.str());
    add_once(changes_.snapshots, *std::move(ticket));
}

void Poll::take_open(const json::Value& rows) {
    for (const json::Value& incident : json::as_array(&rows)) {
        auto ticket = to_ticket(incident, settings_.id);
        if (!ticket || !watches(settings_, ticket->container)) continue;
        cursor_.open.insert(ticket->ref.id.str());
        cursor_.missing.erase(ticket->ref.id.str());
        add_once(changes_.snapshots, *std::move(ticket));
    }
}

void Poll::turn_page() {
    cursor_.offset += kPage;
    if (cursor_.offset + kPage <= kReach) return;
    switch (cursor_.feed) {
        case Cursor::Feed::log:
            return begin_slice();
        case Cursor::Feed::open:
            // More open incidents than PagerDuty lists: what is not seen is not gone. The log still tells
            // what happens to the rest.
            cursor_.open.merge(cursor_.missing);
            cursor_.missing.clear();
            return finish_feed();
    }
}

// The log is newest first: what lies beyond reach is older than everything seen so far.
void Poll::begin_slice() {
    if (!cursor_.oldest) return finish_feed();
    const Instant until = *cursor_.oldest + std::chrono::seconds(1);  // entries of the same second
    if (until <= cursor_.since - kOverlap || (cursor_.until && until >= *cursor_.until)) return finish_feed();
    cursor_.until = until;
    cursor_.offset = 0;
}

void Poll::finish_feed() {
    cursor_.offset = 0;
    switch (cursor_.feed) {
        case Cursor::Feed::log:
            cursor_.feed = Cursor::Feed::open;
            cursor_.until.reset();
            cursor_.oldest.reset();
            return;
        case Cursor::Feed::open:
            return finish_round();
    }
}

void Poll::finish_round() {
    for (const std::string& id : cursor_.missing)
        changes_.look_at.push_back({TicketId(id), {}});
    Cursor next;
    next.since = *cursor_.round;
    next.missing = std::move(cursor_.open);
    cursor_ = std::move(next);
    changes_.more = false;
}

}  // namespace oncalld::pagerduty
