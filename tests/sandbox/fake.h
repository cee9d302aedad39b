// The outside world, faked: stateful stand-ins for Jira Cloud, GitHub and PagerDuty that speak the vendors'
// own HTTP. They are held to the vendors' OpenAPI by a validating proxy (tests/conformance).
//
// A Fake is pure: a request and the time go in, an answer comes out, and webhooks pile up to be sent by
// whoever drives it. The thin main (sandbox_main.cpp) puts sockets around it; unit tests call it directly.
#pragma once

#include "connectors/http/message.h"
#include "engine/result.h"
#include "engine/time.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox {

// A write that reached a tracker and changed something (effective), or asked for what was already so.
struct LedgerEntry {
    Instant at{};
    std::string tracker;  // "jira", "github", "pagerduty"
    std::string ticket;   // the vendor's immutable id
    std::string key;      // what people call it
    std::string kind;     // "create", "assign", "state", "label", "comment"
    std::string actor;    // account id that did it
    std::string value;    // new value: account ids joined by ",", "policy:ID", a state, a label, comment text
    std::string marker;   // step id found in a comment of oncalld, else ""
    bool effective = true;  // false: it was so already
    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// What the control endpoint and tests create. Empty strings mean the vendor's default.
struct TicketSpec {
    std::string container;  // Jira project key, GitHub owner/repo, PagerDuty service id
    std::string title;
    std::string body;
    std::vector<std::string> labels;
    std::string issue_type;  // Jira
    std::string priority;
    std::string urgency;   // PagerDuty
    std::string reporter;  // account id
    std::string assignee;  // account id
    friend bool operator==(const TicketSpec&, const TicketSpec&) = default;
};

// What a person does by hand, with the person's own account.
struct HumanAct {
    enum class Kind { assign, unassign, close, reopen, start, add_label, remove_label, comment };
    Kind kind = Kind::comment;
    std::string ticket;  // id or key
    std::string actor;   // account id
    std::string value;   // account id, resolution ("" = done, "wont_fix", "duplicate"), label, text
    friend bool operator==(const HumanAct&, const HumanAct&) = default;
};

// The end of a story: what is true of a ticket now.
struct TicketView {
    std::string id, key, state;          // "open", "in_progress", "resolved"
    std::vector<std::string> assignees;  // account ids, sorted
    std::string policy;                  // PagerDuty: set while the escalation policy chose the assignees
    std::vector<std::string> labels;
    std::vector<std::string> comments;  // texts, oldest first
    friend bool operator==(const TicketView&, const TicketView&) = default;
};

// A fault that applies to the next matching calls. Matching: method and a part of the path; empty = any.
struct Fault {
    enum class Kind {
        rate_limited,  // 429 with Retry-After, nothing applied
        server_error,  // 500, nothing applied
        drop_before,   // connection closed, nothing applied
        drop_after,    // applied, then the connection is closed instead of the answer
        error_after,   // applied, then 502
        slow,          // answered after `delay`
    };
    Kind kind = Kind::server_error;
    std::string method, path_part;
    int times = 1;
    milliseconds delay{0};        // slow
    int retry_after_seconds = 1;  // rate_limited
    friend bool operator==(const Fault&, const Fault&) = default;
};

// What the driver does with an answer.
struct Reply {
    http::Response response;
    bool drop = false;  // close the connection without answering
    milliseconds delay{0};
};

class Fake {
public:
    virtual ~Fake() = default;

    // One API call, faults included. `request.url` is in origin form (path and query).
    Reply call(const http::Request& request, Instant now);
    void add_fault(Fault fault) { faults_.push_back(std::move(fault)); }
    int calls() const { return calls_; }

    virtual Result<TicketView> create(const TicketSpec& spec, Instant now) = 0;
    virtual Result<Done> act(const HumanAct& act, Instant now) = 0;
    virtual std::vector<TicketView> tickets() const = 0;  // by id
    // Time passes: escalations and the like. Called before every call and by the main once in a while.
    virtual void tick(Instant) {}

    const std::vector<LedgerEntry>& ledger() const { return ledger_; }

    // Signed deliveries to `webhook_url` that piled up since the last time; each must be POSTed as it is.
    std::vector<http::Request> take_webhooks();

    // Where and with which secret; empty url: no webhooks.
    void set_webhook(std::string url, std::string secret);

protected:
    virtual http::Response handle(const http::Request& request, Instant now) = 0;
    virtual http::Response rate_limited(int retry_after_seconds, Instant now) = 0;  // the vendor's own 429
    virtual http::Response server_error(Instant now) = 0;                           // the vendor's own 5xx

    void record(LedgerEntry entry) { ledger_.push_back(std::move(entry)); }
    void queue_webhook(http::Request request) { webhooks_.push_back(std::move(request)); }
    const std::string& webhook_url() const { return webhook_url_; }
    const std::string& webhook_secret() const { return webhook_secret_; }

private:
    std::optional<Fault> take_fault(const http::Request& request);

    std::vector<LedgerEntry> ledger_;
    std::vector<http::Request> webhooks_;
    std::vector<Fault> faults_;
    std::string webhook_url_, webhook_secret_;
    int calls_ = 0;
};

// The people, projects and permissions every fake starts with: the same world in three dialects.
struct Member {
    std::string person;  // "ann", ...
    std::string name, email;
    std::string jira, github, pagerduty;
    bool assignable = true;  // false: a login that may not be assigned
};

struct Setting {
    std::vector<Member> members;
    Member bot;         // the account whose token oncalld uses
    std::string token;  // for all three
    std::vector<std::string> jira_projects;
    std::vector<std::string> github_repos;
    struct Service {
        std::string id, name, policy;  // new incidents go to this policy
    };
    struct PolicyShift {
        Instant from;
        std::string user;  // PagerDuty user id on call from then on
    };
    struct Policy {
        std::string id, name;
        std::vector<PolicyShift> shifts;  // by `from`
    };
    std::vector<Service> services;
    std::vector<Policy> policies;
    std::string base_url;  // as clients see this fake: Link headers, html urls
    unsigned seed = 1;     // ids and the like
};

// ann, bob, cy, lea; projects SUP and OPS; acme/data and acme/etl; service PIJ90N7 on policy PTRIAGE, policy
// PESC001 following the given shifts.
Setting demo_setting(std::vector<Setting::PolicyShift> shifts, unsigned seed);

// Helpers shared by the fakes.
std::string hmac_sha256_hex(std::string_view secret, std::string_view body);
struct Target {  // a request's path and query, decoded
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
    std::optional<std::string> get(std::string_view name) const;  // first
    std::vector<std::string> all(std::string_view name) const;
};
Target parse_target(std::string_view url);

}  // namespace oncalld::sandbox
