#include "connectors/jira/identify.h"

#include "connectors/jira/api.h"

namespace oncalld::jira {

Next<AccountId> Identify::start() {
    return get(settings_, "/rest/api/3/myself");
}

Next<AccountId> Identify::resume(Result<http::Response> answer) {
    const auto body = document(std::move(answer), Send::Access::read);
    if (!body) return Result<AccountId>(Error(body.error()).within("asking Jira who we are"));
    AccountId account(json::string_at(*body, "accountId"));
    if (account.empty()) return Result<AccountId>(misunderstood("an account without accountId"));
    return Result(std::move(account));
}

}  // namespace oncalld::jira
