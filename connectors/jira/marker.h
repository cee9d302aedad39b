// Our signature on a comment: the property "oncalld" with the step's id, set in the same call. People do not
// see it; anybody could forge one, so it counts only on a comment that our own account wrote.
//
// find_marker(): lists the comments, newest first, then asks for the properties of those that may be
// ours; the listing itself does not promise to give them.
// (Jira Cloud REST API v3: Get comments, Get comments by IDs; Entity properties.)
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "connectors/tracker.h"

#include <cstdint>
#include <vector>

namespace oncalld::jira {

void write_marker(json::Writer& writer, const StepId& step);  // a comment's list of properties

class FindMarker final : public Operation<bool> {
public:
    FindMarker(Settings settings, TicketHandle ticket, StepId step, Instant since, AccountId author);

    Next<bool> start() override { return next_page(); }
    Next<bool> resume(Result<http::Response> answer) override;

private:
    Next<bool> next_page();
    Next<bool> take_page(const json::Value& body);
    Next<bool> next_properties();
    Next<bool> take_properties(const json::Value& body);

    Settings settings_;
    TicketHandle ticket_;
    StepId step_;
    Instant since_;
    AccountId author_;
    std::int64_t listed_ = 0;
    std::vector<std::int64_t> candidates_;  // comments whose properties are still to be asked for
    bool listing_ = true;
};

}  // namespace oncalld::jira
