// Our signature on a comment: an HTML comment in its first line, which the page does not show. It says which
// step wrote the comment; that it is ours is told by its author alone, since anybody can copy the line.
#pragma once

#include "connectors/github/key.h"
#include "connectors/github/settings.h"
#include "connectors/tracker.h"

#include <optional>
#include <string>
#include <string_view>

namespace oncalld::github {

std::string marker_line(const StepId& step);  // "<!-- oncalld op=0123456789abcdef0123 -->"

// Does the first line carry exactly this step's marker?
bool carries_marker(std::string_view body, const StepId& step);

// find_marker(): all comments of one issue since an hour before `since` (their clock is not ours), page by
// page.
class FindMarker final : public Operation<bool> {
public:
    FindMarker(Settings settings, TicketHandle ticket, StepId step, Instant since, AccountId author)
        : settings_(std::move(settings)),
          ticket_(std::move(ticket)),
          step_(std::move(step)),
          since_(since),
          author_(account(author.str())) {}

    Next<bool> start() override;
    Next<bool> resume(Result<http::Response> answer) override;

private:
    std::string what() const { return "looking for our comment on " + ticket_.key; }

    Settings settings_;
    TicketHandle ticket_;
    StepId step_;
    Instant since_;
    AccountId author_;
};

}  // namespace oncalld::github
