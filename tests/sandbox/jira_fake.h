// Jira Cloud, faked: REST v3 and admin webhooks over a Site. Faithful where a connector can go wrong: bad
// credentials read as an empty site, search gives ids only unless asked, knows no total, needs a bounded
// query and may lag behind; keys are names and ids are what lasts; comments take ADF only; every change
// leaves a changelog entry.
#pragma once

#include "tests/sandbox/fake.h"
#include "tests/sandbox/jira_site.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox {

namespace jira {
struct Body;  // parsed JSON: not in this header, which mains include
}

class JiraFake final : public Fake {
public:
    explicit JiraFake(Setting setting);

    Result<TicketView> create(const TicketSpec& spec, Instant now) override;
    Result<Done> act(const HumanAct& act, Instant now) override;
    std::vector<TicketView> tickets() const override;

    void set_search_lag(milliseconds lag) { site_.set_search_lag(lag); }
    // The transition's screen asks for a field without a default. Ids: 11 To Do, 21 In Progress, 31 Done.
    void require_field(const std::string& transition, const std::string& name) {
        required_[transition] = name;
    }

protected:
    http::Response handle(const http::Request& request, Instant now) override;
    http::Response rate_limited(int retry_after_seconds, Instant now) override;
    http::Response server_error(Instant now) override;

private:
    http::Response route(const http::Request& request, const Target& target, Instant now);
    http::Response on_issue(const http::Request& request, const Target& target, std::string_view rest,
                            Instant now);
    http::Response search(const jira::Body& sent, Instant now);
    http::Response bulk_fetch(const jira::Body& sent);
    http::Response list_comments(const jira::Body& sent, const Target& target) const;
    http::Response get_comments(const jira::Issue& issue, const Target& target) const;
    http::Response add_comment(jira::Issue& issue, const jira::Body& sent, Instant now);
    http::Response assign(jira::Issue& issue, const jira::Body& sent, Instant now);
    http::Response transition(jira::Issue& issue, const jira::Body& sent, Instant now);

    // The same effects for the API and for people; each leaves a ledger entry and a webhook.
    void do_assign(jira::Issue& issue, const std::string& actor, const std::string& account, Instant now);
    void do_transition(jira::Issue& issue, const std::string& actor, TicketState to,
                       const std::string& resolution, Instant now);
    void do_label(jira::Issue& issue, const std::string& actor, std::vector<std::string> labels, Instant now);
    const jira::Comment& do_comment(jira::Issue& issue, jira::Comment comment, Instant now);

    void record(const jira::Issue& issue, std::string kind, const std::string& actor, std::string value,
                std::string marker, bool effective, Instant now);
    void announce(const jira::Issue& issue, std::string_view event, std::string_view type,
                  const std::string& actor, const jira::Change* change, Instant now);
    void announce_comment(const jira::Issue& issue, const jira::Comment& comment, Instant now);
    void deliver(std::string body);

    jira::Site site_;
    std::map<std::string, std::string> required_;
    std::mt19937_64 random_;
};

}  // namespace oncalld::sandbox
