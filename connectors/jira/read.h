// read(): issues by id, from the database and not from the search index, a hundred a call. Jira leaves out
// what is deleted or hidden from us, and so do we. (Jira Cloud REST API v3: Bulk fetch issues.)
#pragma once

#include "connectors/jira/settings.h"
#include "connectors/tracker.h"

#include <vector>

namespace oncalld::jira {

class Read final : public Operation<std::vector<Snapshot>> {
public:
    Read(Settings settings, std::vector<TicketHandle> tickets)
        : settings_(std::move(settings)), tickets_(std::move(tickets)) {}

    Next<std::vector<Snapshot>> start() override { return next_page(); }
    Next<std::vector<Snapshot>> resume(Result<http::Response> answer) override;

private:
    Next<std::vector<Snapshot>> next_page();

    Settings settings_;
    std::vector<TicketHandle> tickets_;
    std::size_t asked_ = 0;
    std::vector<Snapshot> found_;
};

}  // namespace oncalld::jira
