#include "connectors/jira/read.h"

#include "connectors/jira/api.h"
#include "connectors/jira/issue.h"

#include <algorithm>

namespace oncalld::jira {

namespace {
constexpr std::size_t kPerCall = 100;  // the vendor's limit
}

Next<std::vector<Snapshot>> Read::next_page() {
    if (asked_ == tickets_.size()) return Result(std::move(found_));
    const std::size_t end = std::min(asked_ + kPerCall, tickets_.size());
    json::Writer body;
    body.object().key("issueIdsOrKeys").array();
    for (; asked_ < end; ++asked_)
        body.text(tickets_[asked_].id.str());
    body.end_array().key("fields");
    write_fields(body);
    body.end_object();
    return ask(settings_, "/rest/api/3/issue/bulkfetch", body.take());
}

Next<std::vector<Snapshot>> Read::resume(Result<http::Response> answer) {
    const auto body = document(std::move(answer), Send::Access::read);
    if (!body) return Result<std::vector<Snapshot>>(Error(body.error()).within("reading issues"));
    if (!json::at(*body, "issues"))
        return Result<std::vector<Snapshot>>(misunderstood("a bulk fetch without a list of issues"));
    for (const json::Value& issue : json::array_at(*body, "issues")) {
        auto ticket = read_issue(settings_, issue);
        // Leaving it out would say that it is gone.
        if (!ticket)
            return Result<std::vector<Snapshot>>(misunderstood("an issue without status or update time"));
        found_.push_back({std::move(*ticket), Source::read, {}});
    }
    return next_page();
}

}  // namespace oncalld::jira
