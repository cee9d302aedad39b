// A PagerDuty account, faked: REST API v2 (incidents, notes, log entries, users) and signed V3 webhooks.
//
// Faithful where it hurts: an incident follows its escalation policy only at the moment when it is sent there
// (later shifts do not move it); assigning a user directly ends escalation; every assignment pages, so each
// is effective in the ledger; one refused item fails a whole PUT; lists hide what is older than a month. Not
// there: alerts, snoozing, escalation by timeout, the request budget (faults give 429s).
#pragma once

#include "tests/sandbox/fake.h"
#include "tests/sandbox/pagerduty_wire.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox {

class PagerDutyFake final : public Fake {
public:
    explicit PagerDutyFake(Setting setting);
    PagerDutyFake(const PagerDutyFake&) = delete;
    PagerDutyFake& operator=(const PagerDutyFake&) = delete;

    // On the service's own policy, or directly to `assignee`. An Error if nobody is on call: PagerDuty opens
    // no incident then.
    Result<TicketView> create(const TicketSpec& spec, Instant now) override;
    // assign, close, reopen, start (acknowledge), comment. There is no unassigning, and there are no labels.
    Result<Done> act(const HumanAct& act, Instant now) override;
    std::vector<TicketView> tickets() const override;

protected:
    http::Response handle(const http::Request& request, Instant now) override;
    http::Response rate_limited(int retry_after_seconds, Instant now) override;
    http::Response server_error(Instant now) override;

private:
    struct Change;  // one valid item of PUT /incidents

    http::Response route(const http::Request& request, Instant now);
    http::Response list_users(const Target& target) const;
    http::Response list_incidents(const Target& target, Instant now) const;
    http::Response show_incident(const pagerduty_wire::Incident& incident) const;
    http::Response list_log_entries(const Target& target, Instant now) const;
    http::Response list_notes(const pagerduty_wire::Incident& incident) const;
    http::Response add_note(pagerduty_wire::Incident& incident, const http::Request& request, Instant now);
    http::Response update_incidents(const http::Request& request, Instant now);

    std::optional<http::Response> refuse_writer(const http::Request& request) const;
    std::optional<http::Response> check(const json::Value& item, Instant now, Change& change);
    void apply(const Change& change, const std::string& actor, Instant now);

    void assign(pagerduty_wire::Incident& incident, std::vector<std::string> users, const std::string& actor,
                Instant now);
    void send_to_policy(pagerduty_wire::Incident& incident, const std::string& policy,
                        const std::string& actor, Instant now);
    void take_assignees(pagerduty_wire::Incident& incident, std::vector<std::string> users, Instant now);
    void acknowledge(pagerduty_wire::Incident& incident, const std::string& actor, Instant now);
    void resolve(pagerduty_wire::Incident& incident, const std::string& actor, Instant now);
    void reopen(pagerduty_wire::Incident& incident, const std::string& actor, Instant now);
    const pagerduty_wire::Note& annotate(pagerduty_wire::Incident& incident, const std::string& actor,
                                         std::string content, Instant now);
    void set_status(pagerduty_wire::Incident& incident, std::string status, const std::string& actor,
                    Instant now);

    void tell(const pagerduty_wire::Incident& incident, std::string kind, const std::string& actor,
              std::string value, Instant now);
    void notify(const pagerduty_wire::Incident& incident, Instant now);
    void log(const pagerduty_wire::Incident& incident, std::string type, const std::string& actor,
             std::string summary, Instant now);
    void send_webhook(const pagerduty_wire::Incident& incident, std::string type, const std::string& actor,
                      Instant now, const pagerduty_wire::Note* note = nullptr);

    std::optional<std::size_t> find(std::string_view id_or_number) const;  // into incidents_
    std::string on_call(std::string_view policy, Instant now) const;       // user id; empty: nobody
    TicketView view(const pagerduty_wire::Incident& incident) const;
    std::string new_id(std::string_view prefix, std::size_t length);

    const Setting setting_;
    const pagerduty_wire::Directory names_;
    std::mt19937 random_;
    std::vector<pagerduty_wire::Incident> incidents_;  // by number, which count from 1
    std::map<std::string, std::size_t, std::less<>> by_id_;
    std::vector<pagerduty_wire::LogEntry> log_;  // oldest first
};

}  // namespace oncalld::sandbox
