#include "tests/sandbox/control.h"

#include "tests/sandbox/wire.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace oncalld::sandbox {

namespace {

http::Response answer(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

http::Response refuse(int status, const std::string& why) {
    return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = why + "\n"};
}

// Hands the decoded message and its fake to `act`, or says what is wrong.
template <class Message, class Act>
http::Response with_fake(Fakes& fakes, const Result<Message>& message, Act act) {
    if (!message) return refuse(400, to_string(message.error()));
    const auto found = fakes.find(message->tracker);
    if (found == fakes.end())
        return refuse(400, "no tracker \"" + message->tracker + "\"; there are jira, github and pagerduty");
    return act(*found->second, *message);
}

// Each fake's own ledger is in order already.
std::vector<LedgerEntry> whole_ledger(const Fakes& fakes) {
    std::vector<LedgerEntry> all;
    for (const auto& [tracker, fake] : fakes) {
        std::vector<LedgerEntry> merged;
        std::merge(all.begin(), all.end(), fake->ledger().begin(), fake->ledger().end(),
                   std::back_inserter(merged),
                   [](const LedgerEntry& a, const LedgerEntry& b) { return a.at < b.at; });
        all = std::move(merged);
    }
    return all;
}

http::Response read(const Fakes& fakes, std::string_view path) {
    if (path == "/ledger") return answer(200, encode(whole_ledger(fakes)));
    if (path == "/tickets") {
        TicketsByTracker tickets;
        for (const auto& [tracker, fake] : fakes)
            tickets[tracker] = fake->tickets();
        return answer(200, encode(tickets));
    }
    if (path == "/calls") {
        CallsByTracker calls;
        for (const auto& [tracker, fake] : fakes)
            calls[tracker] = fake->calls();
        return answer(200, encode(calls));
    }
    return refuse(404, "GET /ledger, /tickets or /calls");
}

http::Response change(Fakes& fakes, std::string_view path, std::string_view body, Instant now) {
    if (path == "/tickets")
        return with_fake(fakes, decode_ticket(body), [&](Fake& fake, const NewTicket& message) {
            const Result<TicketView> created = fake.create(message.spec, now);
            return created ? answer(201, encode(*created)) : refuse(400, to_string(created.error()));
        });
    if (path == "/acts")
        return with_fake(fakes, decode_act(body), [&](Fake& fake, const NewAct& message) {
            const Result<Done> done = fake.act(message.act, now);
            return done ? answer(204, "") : refuse(400, to_string(done.error()));
        });
    if (path == "/faults")
        return with_fake(fakes, decode_fault(body), [](Fake& fake, const NewFault& message) {
            fake.add_fault(message.fault);
            return answer(204, "");
        });
    if (path == "/webhooks")
        return with_fake(fakes, decode_webhook(body), [](Fake& fake, const WebhookTarget& message) {
            fake.set_webhook(message.url, message.secret);
            return answer(204, "");
        });
    return refuse(404, "POST /tickets, /acts, /faults or /webhooks");
}

}  // namespace

http::Response control(Fakes& fakes, const http::Request& request, Instant now) {
    const std::string path = parse_target(request.url).path;
    if (request.method == "GET") return read(fakes, path);
    if (request.method == "POST") return change(fakes, path, request.body, now);
    return refuse(405, "GET or POST");
}

}  // namespace oncalld::sandbox
