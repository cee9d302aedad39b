// changes_since(): one repository a call, issues first, then comments. A new repository begins with
// everything open, then with what changed in the last two weeks (closed issues may still be marked for
// reopening), and with the comments from now on.
//
// What concerns one repository only (renamed, no access, answers 502) is told in Changes::problems, and the
// round goes on with the next one; what concerns them all (network, token, rate limit) is an Error, and the
// cursor stays.
#pragma once

#include "connectors/github/cursor.h"
#include "connectors/github/settings.h"
#include "connectors/tracker.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace oncalld::github {

class Poll final : public Operation<Changes> {
public:
    Poll(Settings settings, const std::string& cursor, Instant now);

    Next<Changes> start() override;
    Next<Changes> resume(Result<http::Response> answer) override;

private:
    enum class Asked { issues, comments, issue };

    Next<Changes> ask_issues();
    Next<Changes> ask_comments();
    Next<Changes> ask_for_commented_issues();
    Next<Changes> take_issues(const http::Response& response);
    Next<Changes> take_comments(const http::Response& response);
    Next<Changes> take_issue(const http::Response& response);
    Next<Changes> after_issues(Rest rest);
    Next<Changes> refused(const http::Response& response);
    Next<Changes> troubled(Error error);
    Next<Changes> stay();
    Next<Changes> go_on();
    Next<Changes> finish();

    RepoCursor& here() { return cursor_.repos[repo_]; }

    Settings settings_;
    Cursor cursor_;
    Instant now_;
    std::string repo_;
    Asked asked_ = Asked::issues;
    Changes changes_;

    // Comments name their issue by number alone. Its id is known if the issue came in this call, which a new
    // comment makes likely; otherwise the issue is asked for.
    struct Unplaced {
        std::int64_t issue = 0;
        Activity activity;
    };
    std::map<std::int64_t, TicketRef> seen_;
    std::vector<Unplaced> unplaced_;
    std::vector<std::int64_t> to_ask_;
    PageEnd comments_end_;  // the feed moves on only when all of the page is placed
};

}  // namespace oncalld::github
