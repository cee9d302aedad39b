#include "connectors/github/read.h"

#include "connectors/github/api.h"
#include "connectors/github/issue.h"
#include "connectors/github/key.h"
#include "connectors/github/link_header.h"
#include "connectors/json.h"

namespace oncalld::github {

Next<AccountId> Identify::start() {
    return get(settings_, settings_.url + "/user");
}

Next<AccountId> Identify::resume(Result<http::Response> answer) {
    static constexpr std::string_view kWhat = "asking GitHub whose token this is";
    if (!answer) return std::move(answer).error().within(kWhat);
    if (answer->status != 200) return refusal(*answer, Send::Access::read).within(kWhat);
    const auto user = json::parse(answer->body);
    if (!user) return Error(user.error()).within(kWhat);
    AccountId login = account(json::text_at(*user, "login"));
    if (login.empty()) return misunderstood("a user without a login").within(kWhat);
    return Result<AccountId>(std::move(login));
}

Next<std::vector<Snapshot>> Read::ask() {
    if (index_ == tickets_.size()) return Result<std::vector<Snapshot>>(std::move(found_));
    const auto key = parse_key(tickets_[index_].key);
    if (!key) return bad_key(tickets_[index_].key).within("reading");
    asked_ = Asked::by_key;
    return get(settings_, settings_.url + issue_path(*key));
}

Next<std::vector<Snapshot>> Read::next() {
    ++index_;
    return ask();
}

Next<std::vector<Snapshot>> Read::resume(Result<http::Response> answer) {
    if (!answer) return std::move(answer).error().within(what());
    if (is_redirect(*answer)) {
        const std::string target = answer->headers.get("Location");
        if (asked_ == Asked::moved || !same_origin(target, settings_.url)) return next();
        asked_ = Asked::moved;
        return get(settings_, target);
    }
    if (answer->status != 200) {
        Error error = refusal(*answer, Send::Access::read);
        if (error.kind == ErrorKind::give_up) return next();
        return std::move(error).within(what());
    }
    const auto issue = json::parse(answer->body);
    if (!issue) return Error(issue.error()).within(what());

    const auto repo = repo_of(json::text_at(*issue, "repository_url"));
    const std::string* ours = repo ? find_repo(settings_, *repo) : nullptr;
    if (!ours || is_pull_request(*issue)) return next();
    auto ticket = to_ticket(*issue, settings_.id, *ours);
    if (!ticket) return misunderstood("an issue without id, number or time").within(what());
    found_.push_back({*std::move(ticket), Source::read, {}});
    return next();
}

}  // namespace oncalld::github
