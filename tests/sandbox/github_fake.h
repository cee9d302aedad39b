// GitHub Issues, faked: the REST API of github.com (version 2022-11-28) as far as a connector of issues meets
// it, with its habits: pull requests among the issues, ETags, Link headers, assignees dropped without a word,
// and webhooks signed with X-Hub-Signature-256, one per assignee and label.
#pragma once

#include "tests/sandbox/fake.h"
#include "tests/sandbox/github_wire.h"

#include <deque>
#include <unordered_map>

namespace oncalld::sandbox {

class GitHubFake final : public Fake {
public:
    // Each repository begins with an open pull request, its number 1.
    explicit GitHubFake(Setting setting);

    // An issue without a reporter is by the first member. No issue at all if the assignee is not assignable.
    Result<TicketView> create(const TicketSpec& spec, Instant now) override;
    // A person who assigns hands over: the issue has that one assignee afterwards.
    Result<Done> act(const HumanAct& act, Instant now) override;
    std::vector<TicketView> tickets() const override;

protected:
    http::Response handle(const http::Request& request, Instant now) override;
    http::Response rate_limited(int retry_after_seconds, Instant now) override;
    http::Response server_error(Instant now) override;

private:
    using Issue = github::Issue;
    using User = github::User;

    struct Call;  // one authenticated request, taken apart

    http::Response route(const Call& call);
    http::Response list_issues(const Call& call, const github::Repo& repo);
    http::Response list_comments(const Call& call, const github::Repo& repo);
    http::Response list_comments(const Call& call, const Issue& issue);
    http::Response patch(const Call& call, Issue& issue);
    http::Response change_assignees(const Call& call, Issue& issue);
    http::Response post_comment(const Call& call, Issue& issue);
    http::Response show(int status, const Issue& issue) const;

    // What happens to an issue, whoever does it: state, time, ledger and webhooks.
    void assign(Issue& issue, const std::vector<const User*>& wanted, const User& actor, Instant now);
    void set_state(Issue& issue, std::string_view state, const std::string& reason, const User& actor,
                   Instant now);
    void set_labels(Issue& issue, std::vector<std::string> labels, const User& actor, Instant now);
    const github::Comment& add_comment(Issue& issue, const std::string& body, const User& author,
                                       Instant now);

    Issue& add(github::Repo& repo, Issue::Kind kind, const User& author, Instant now);
    void note(const Issue& issue, Instant now, std::string kind, const User& actor, std::string value,
              bool effective);
    void deliver(const Issue& issue, std::string_view event, std::string_view action, const User& sender,
                 std::string_view member, const std::string& json);
    std::string shown(const User& user) const;

    const User* find_user(std::string_view login) const;
    github::Repo* find_repo(std::string_view full_name);
    Issue* find_issue(std::string_view id_or_key);
    TicketView view(const Issue& issue) const;

    std::string token_;
    std::string base_;
    github::Shown shown_;
    std::deque<User> users_;  // deques: the state points into them
    std::deque<github::Repo> repos_;
    std::deque<Issue> issues_;
    const User* bot_ = nullptr;
    std::unordered_map<std::string, Issue*> index_;  // by node id and by key
    std::mt19937 random_;
    std::int64_t last_id_ = 0;
    std::int64_t hour_ = 0;  // of the rate limit, and the calls in it
    int calls_in_hour_ = 0;
};

}  // namespace oncalld::sandbox
