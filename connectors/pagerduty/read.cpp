#include "connectors/pagerduty/read.h"

#include "connectors/pagerduty/api.h"
#include "connectors/pagerduty/incident.h"
#include "connectors/pagerduty/text.h"
#include "engine/ascii.h"

#include <algorithm>

namespace oncalld::pagerduty {

namespace {

constexpr std::int64_t kPage = 100;

std::string incident_target(const TicketId& id) {
    return "/incidents/" + http::percent_encode(id.str());
}

}  // namespace

Next<AccountId> Identify::start() {
    return get(settings_, "/users?query=" + http::percent_encode(settings_.from) +
                              "&limit=" + std::to_string(kPage) + "&offset=" + std::to_string(offset_));
}

// `query` finds any part of names and addresses in any case: only the whole address counts.
AccountId Identify::find(const json::Value& page) const {
    for (const json::Value& user : json::array_at(page, "users"))
        if (equal_ignoring_case(json::text_at(user, "email"), settings_.from))
            return AccountId(json::string_at(user, "id"));
    return {};
}

Next<AccountId> Identify::resume(Result<http::Response> answer) {
    static constexpr std::string_view kWhat = "asking PagerDuty for the user that `from:` names";
    if (!answer) return std::move(answer).error().within(kWhat);
    if (answer->status != 200) return refusal(settings_, *answer, Send::Access::read).within(kWhat);
    const auto page = json::parse(answer->body);
    if (!page) return Error(page.error()).within(kWhat);
    AccountId user = find(*page);
    if (!user.empty()) return Result<AccountId>(std::move(user));
    if (json::bool_at(*page, "more").value_or(false)) {
        offset_ += kPage;
        return start();
    }
    return Error{ErrorKind::fix_configuration,
                 "no PagerDuty user has the address " + settings_.from +
                     "; set `from:` to that of the user that oncalld shall act as"};
}

Next<std::vector<Snapshot>> Read::ask() {
    if (index_ == tickets_.size()) return Result<std::vector<Snapshot>>(std::move(found_));
    return get(settings_, incident_target(tickets_[index_].id));
}

Next<std::vector<Snapshot>> Read::resume(Result<http::Response> answer) {
    const std::string what = "reading incident " + tickets_[index_].id.str();
    if (!answer) return std::move(answer).error().within(what);
    ++index_;
    if (answer->status != 200) {
        Error error = refusal(settings_, *answer, Send::Access::read);
        if (error.kind == ErrorKind::give_up) return ask();
        return std::move(error).within(what);
    }
    const auto body = json::parse(answer->body);
    if (!body) return Error(body.error()).within(what);
    const json::Value* const incident = json::at(*body, "incident");
    auto ticket = incident ? to_ticket(*incident, settings_.id) : std::nullopt;
    if (!ticket) return misunderstood("an incident without id, number, time or known status").within(what);
    if (watches(settings_, ticket->container)) found_.push_back({*std::move(ticket), Source::read, {}});
    return ask();
}

Next<bool> FindMarker::start() {
    return get(settings_, incident_target(ticket_.id) + "/notes");
}

Next<bool> FindMarker::resume(Result<http::Response> answer) {
    const std::string what = "looking for our note on incident " + ticket_.id.str();
    if (!answer) return std::move(answer).error().within(what);
    if (answer->status != 200) return refusal(settings_, *answer, Send::Access::read).within(what);
    const auto body = json::parse(answer->body);
    if (!body) return Error(body.error()).within(what);
    const json::Value* const notes = json::at(*body, "notes");
    if (!notes || !notes->IsArray()) return misunderstood("a list of notes without notes").within(what);
    const auto rows = json::as_array(notes);
    return Result<bool>(std::any_of(rows.begin(), rows.end(), [&](const json::Value& note) {
        return json::text_at(note, "user", "id") == author_.str() &&
               carries_marker(json::text_at(note, "content"), step_);
    }));
}

}  // namespace oncalld::pagerduty
