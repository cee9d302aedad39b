// The JSON of the sandbox's control endpoint, both ways: control.cpp reads what the demo writes, and the
// other way round. Every message names its tracker: "jira", "github" or "pagerduty".
#pragma once

#include "tests/sandbox/fake.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox {

struct NewTicket {
    std::string tracker;
    TicketSpec spec;
    friend bool operator==(const NewTicket&, const NewTicket&) = default;
};
struct NewAct {
    std::string tracker;
    HumanAct act;
    friend bool operator==(const NewAct&, const NewAct&) = default;
};
struct NewFault {
    std::string tracker;
    Fault fault;
    friend bool operator==(const NewFault&, const NewFault&) = default;
};
struct WebhookTarget {
    std::string tracker;
    std::string url;  // empty: none are sent
    std::string secret;
    friend bool operator==(const WebhookTarget&, const WebhookTarget&) = default;
};
using TicketsByTracker = std::map<std::string, std::vector<TicketView>>;
using CallsByTracker = std::map<std::string, int>;

std::string_view to_string(HumanAct::Kind kind);
std::string_view to_string(Fault::Kind kind);

std::string encode(const NewTicket& message);
std::string encode(const NewAct& message);
std::string encode(const NewFault& message);
std::string encode(const WebhookTarget& message);
std::string encode(const TicketView& view);
std::string encode(const std::vector<LedgerEntry>& ledger);
std::string encode(const TicketsByTracker& tickets);
std::string encode(const CallsByTracker& calls);

// Missing members have the defaults of the struct. Errors: no JSON, or an unknown kind.
Result<NewTicket> decode_ticket(std::string_view text);
Result<NewAct> decode_act(std::string_view text);
Result<NewFault> decode_fault(std::string_view text);
Result<WebhookTarget> decode_webhook(std::string_view text);
Result<TicketView> decode_view(std::string_view text);
Result<std::vector<LedgerEntry>> decode_ledger(std::string_view text);
Result<TicketsByTracker> decode_tickets(std::string_view text);
Result<CallsByTracker> decode_calls(std::string_view text);

}  // namespace oncalld::sandbox
