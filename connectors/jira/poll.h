// changes_since(): one page of one project per call.
//
// The watermark is the newest `updated` that Jira itself showed; our clock never moves it, or issues would be
// skipped where the two differ. Five minutes before it are read again each time: the index is filled in late
// and not in order. A project that Jira refuses (renamed, hidden from us) or cannot search is passed over
// with a problem, and the others go on; one query for all of them would fail as a whole. (Jira Cloud REST API
// v3: Issue search, enhanced JQL; JQL fields: an unquoted number is epoch milliseconds, while a date would be
// read in the time zone of our account's profile.)
#pragma once

#include "connectors/jira/cursor.h"
#include "connectors/jira/settings.h"
#include "connectors/json.h"
#include "connectors/tracker.h"

#include <string>
#include <vector>

namespace oncalld::jira {

class Poll final : public Operation<Changes> {
public:
    Poll(Settings settings, const std::string& cursor, Instant now);

    Next<Changes> start() override;
    Next<Changes> resume(Result<http::Response> answer) override;

private:
    Next<Changes> query();
    Next<Changes> skip(Error why);
    Result<Changes> conclude();
    void take_page(const json::Value& body);
    bool to_next_project();  // false: the round is over
    std::string jql() const;

    Settings settings_;
    Cursor cursor_;
    Instant now_;
    bool whole_round_;  // began with the first project
    bool succeeded_ = false;
    Changes changes_;
};

}  // namespace oncalld::jira
