#include "connectors/github/marker.h"

#include "connectors/github/api.h"
#include "connectors/github/issue.h"
#include "connectors/github/link_header.h"
#include "connectors/json.h"

namespace oncalld::github {

std::string marker_line(const StepId& step) {
    return "<!-- oncalld op=" + step.str() + " -->";
}

bool carries_marker(std::string_view body, const StepId& step) {
    std::string_view line = body.substr(0, body.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);  // GitHub's web editor stores CRLF
    return line == marker_line(step);
}

Next<bool> FindMarker::start() {
    static constexpr std::chrono::hours kClockSkew{1};
    const auto key = parse_key(ticket_.key);
    if (!key) return bad_key(ticket_.key).within("looking for our comment");
    const Instant since = std::chrono::floor<seconds>(since_) - kClockSkew;
    return get(settings_,
               settings_.url + issue_path(*key) + "/comments?per_page=100&since=" + to_rfc3339(since));
}

Next<bool> FindMarker::resume(Result<http::Response> answer) {
    if (!answer) return std::move(answer).error().within(what());
    if (answer->status != 200) return refusal(*answer, Send::Access::read).within(what());
    const auto document = json::parse(answer->body);
    if (!document) return Error(document.error()).within(what());
    if (!document->IsArray()) return misunderstood("a listing of comments that is no array").within(what());

    for (const json::Value& comment : json::as_array(&*document))
        if (user_at(comment, "user") == author_ && carries_marker(json::text_at(comment, "body"), step_))
            return Result<bool>(true);
    const auto following = find_link(answer->headers.get("Link"), "next");
    if (!following) return Result<bool>(false);
    if (!same_origin(*following, settings_.url)) return elsewhere(*following).within(what());
    return get(settings_, *following);
}

}  // namespace oncalld::github
