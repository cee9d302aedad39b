#include "connectors/jira/marker.h"

#include "connectors/jira/api.h"
#include "connectors/jira/issue.h"

#include <algorithm>
#include <charconv>

namespace oncalld::jira {

namespace {

constexpr std::string_view kKey = "oncalld";
constexpr std::size_t kPerCall = 100;
constexpr auto kClockSkew = std::chrono::minutes(5);  // between Jira's clock, which dates comments, and ours

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool carries(const json::Value& comment, const StepId& step) {
    const auto properties = json::array_at(comment, "properties");
    return std::ranges::any_of(properties, [&](const json::Value& property) {
        return json::text_at(property, "key") == kKey && json::text_at(property, "value", "op") == step.str();
    });
}

}  // namespace

void write_marker(json::Writer& writer, const StepId& step) {
    writer.array().object().key("key").text(kKey);
    writer.key("value").object().key("op").text(step.str()).end_object();
    writer.end_object().end_array();
}

FindMarker::FindMarker(Settings settings, TicketHandle ticket, StepId step, Instant since, AccountId author)
    : settings_(std::move(settings)),
      ticket_(std::move(ticket)),
      step_(std::move(step)),
      since_(since - kClockSkew),
      author_(std::move(author)) {}

Next<bool> FindMarker::next_page() {
    return get(settings_, issue_path(ticket_.id) + "/comment?orderBy=-created&maxResults=" +
                              std::to_string(kPerCall) + "&startAt=" + std::to_string(listed_));
}

Next<bool> FindMarker::resume(Result<http::Response> answer) {
    const auto body = document(std::move(answer), Send::Access::read);
    if (!body) return Result<bool>(Error(body.error()).within("looking for our comment on " + ticket_.key));
    return listing_ ? take_page(*body) : take_properties(*body);
}

// A comment that is added meanwhile moves others to a later page: some are seen twice, none is missed.
Next<bool> FindMarker::take_page(const json::Value& body) {
    const json::Value* const comments = json::at(body, "comments");
    const auto total = json::integer_at(body, "total");
    if (!comments || !comments->IsArray() || !total)
        return Result<bool>(misunderstood("a page of comments without its total"));
    bool older = false;
    for (const json::Value& comment : json::as_array(comments)) {
        const auto created = json::instant_at(comment, "created");
        const auto id = number(json::string_at(comment, "id"));
        if (!created || !id) return Result<bool>(misunderstood("a comment without id or date"));
        older = *created < since_;
        if (!older && account_of(json::at(comment, "author")) == author_) candidates_.push_back(*id);
    }
    listed_ += comments->Size();
    if (!older && comments->Size() > 0 && listed_ < *total) return next_page();
    listing_ = false;
    std::ranges::sort(candidates_);
    const auto repeated = std::ranges::unique(candidates_);
    candidates_.erase(repeated.begin(), repeated.end());
    return next_properties();
}

Next<bool> FindMarker::next_properties() {
    if (candidates_.empty()) return Result<bool>(false);
    const std::size_t count = std::min(kPerCall, candidates_.size());
    json::Writer body;
    body.object().key("ids").array();
    for (std::size_t i = 0; i < count; ++i)
        body.integer(candidates_[i]);
    body.end_array().end_object();
    candidates_.erase(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(count));
    return ask(settings_, "/rest/api/3/comment/list?expand=properties", body.take());
}

Next<bool> FindMarker::take_properties(const json::Value& body) {
    const json::Value* const comments = json::at(body, "values");
    if (!comments || !comments->IsArray() || json::bool_at(body, "isLast") == false)
        return Result<bool>(misunderstood("less than all of the comments that were asked for"));
    for (const json::Value& comment : json::as_array(comments))
        if (carries(comment, step_)) return Result<bool>(true);
    return next_properties();
}

}  // namespace oncalld::jira
