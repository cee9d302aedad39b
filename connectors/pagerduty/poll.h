// What changed: one page of one feed per operation, see cursor.h. Neither feed has an index that lags; the
// open set is asked for with date_range=all, because by default PagerDuty hides what is older than a month.
#pragma once

#include "connectors/json.h"
#include "connectors/pagerduty/cursor.h"
#include "connectors/pagerduty/settings.h"
#include "connectors/tracker.h"

namespace oncalld::pagerduty {

class Poll final : public Operation<Changes> {
public:
    Poll(Settings settings, const std::string& cursor, Instant now);
    Next<Changes> start() override;
    Next<Changes> resume(Result<http::Response> answer) override;

private:
    void take_log(const json::Value& rows);
    void take_log_entry(const json::Value& entry);
    void take_open(const json::Value& rows);
    void turn_page();
    void begin_slice();
    void finish_feed();
    void finish_round();

    Settings settings_;
    Cursor cursor_;
    Changes changes_;
};

}  // namespace oncalld::pagerduty
