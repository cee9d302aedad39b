#include "tests/sandbox/wire.h"

#include "connectors/json.h"

#include <array>
#include <utility>

namespace oncalld::sandbox {

namespace {

using json::Value;
using json::Writer;

constexpr std::array<std::pair<HumanAct::Kind, std::string_view>, 8> kActs{{
    {HumanAct::Kind::assign, "assign"},
    {HumanAct::Kind::unassign, "unassign"},
    {HumanAct::Kind::close, "close"},
    {HumanAct::Kind::reopen, "reopen"},
    {HumanAct::Kind::start, "start"},
    {HumanAct::Kind::add_label, "add_label"},
    {HumanAct::Kind::remove_label, "remove_label"},
    {HumanAct::Kind::comment, "comment"},
}};

constexpr std::array<std::pair<Fault::Kind, std::string_view>, 6> kFaults{{
    {Fault::Kind::rate_limited, "rate_limited"},
    {Fault::Kind::server_error, "server_error"},
    {Fault::Kind::drop_before, "drop_before"},
    {Fault::Kind::drop_after, "drop_after"},
    {Fault::Kind::error_after, "error_after"},
    {Fault::Kind::slow, "slow"},
}};

template <class Names, class Kind>
std::string_view name_of(const Names& names, Kind kind) {
    for (const auto& [value, name] : names)
        if (value == kind) return name;
    return {};
}

template <class Kind, std::size_t n>
Result<Kind> kind_of(const std::array<std::pair<Kind, std::string_view>, n>& names, const Value& root) {
    const std::string_view wanted = json::text_at(root, "kind");
    std::string known;
    for (const auto& [value, name] : names) {
        if (name == wanted) return value;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    return Error{ErrorKind::bug, "unknown kind \"" + std::string(wanted) + "\"; known are " + known};
}

Writer& member(Writer& out, std::string_view key, std::string_view value) {
    return out.key(key).text(value);
}
Writer& member(Writer& out, std::string_view key, const std::vector<std::string>& values) {
    out.key(key).array();
    for (const std::string& value : values)
        out.text(value);
    return out.end_array();
}

std::vector<std::string> texts(const Value& root, std::string_view key) {
    std::vector<std::string> values;
    for (const Value& value : json::array_at(root, key))
        values.push_back(json::as_string(&value));
    return values;
}

int number(const Value& root, std::string_view key, int otherwise) {
    return static_cast<int>(json::integer_at(root, key).value_or(otherwise));
}

void write(Writer& out, const TicketView& view) {
    out.object();
    member(out, "id", view.id);
    member(out, "key", view.key);
    member(out, "state", view.state);
    member(out, "assignees", view.assignees);
    member(out, "policy", view.policy);
    member(out, "labels", view.labels);
    member(out, "comments", view.comments);
    out.end_object();
}

TicketView read_view(const Value& root) {
    return {.id = json::string_at(root, "id"),
            .key = json::string_at(root, "key"),
            .state = json::string_at(root, "state"),
            .assignees = texts(root, "assignees"),
            .policy = json::string_at(root, "policy"),
            .labels = texts(root, "labels"),
            .comments = texts(root, "comments")};
}

LedgerEntry read_entry(const Value& root) {
    return {.at = json::instant_at(root, "at").value_or(Instant{}),
            .tracker = json::string_at(root, "tracker"),
            .ticket = json::string_at(root, "ticket"),
            .key = json::string_at(root, "key"),
            .kind = json::string_at(root, "kind"),
            .actor = json::string_at(root, "actor"),
            .value = json::string_at(root, "value"),
            .marker = json::string_at(root, "marker"),
            .effective = json::bool_at(root, "effective").value_or(true)};
}

// Every decoder but those of kinds: parse, then read what is there.
template <class T, class Read>
Result<T> decode(std::string_view text, Read read) {
    Result<json::Document> document = json::parse(text);
    if (!document) return std::move(document).error();
    return read(static_cast<const Value&>(*document));
}

}  // namespace

std::string_view to_string(HumanAct::Kind kind) {
    return name_of(kActs, kind);
}
std::string_view to_string(Fault::Kind kind) {
    return name_of(kFaults, kind);
}

std::string encode(const NewTicket& message) {
    Writer out;
    out.object();
    member(out, "tracker", message.tracker);
    member(out, "container", message.spec.container);
    member(out, "title", message.spec.title);
    member(out, "body", message.spec.body);
    member(out, "labels", message.spec.labels);
    member(out, "issue_type", message.spec.issue_type);
    member(out, "priority", message.spec.priority);
    member(out, "urgency", message.spec.urgency);
    member(out, "reporter", message.spec.reporter);
    member(out, "assignee", message.spec.assignee);
    return out.end_object().take();
}

std::string encode(const NewAct& message) {
    Writer out;
    out.object();
    member(out, "tracker", message.tracker);
    member(out, "kind", to_string(message.act.kind));
    member(out, "ticket", message.act.ticket);
    member(out, "actor", message.act.actor);
    member(out, "value", message.act.value);
    return out.end_object().take();
}

std::string encode(const NewFault& message) {
    Writer out;
    out.object();
    member(out, "tracker", message.tracker);
    member(out, "kind", to_string(message.fault.kind));
    member(out, "method", message.fault.method);
    member(out, "path_part", message.fault.path_part);
    out.key("times").integer(message.fault.times);
    out.key("delay_ms").integer(message.fault.delay.count());
    out.key("retry_after_seconds").integer(message.fault.retry_after_seconds);
    return out.end_object().take();
}

std::string encode(const WebhookTarget& message) {
    Writer out;
    out.object();
    member(out, "tracker", message.tracker);
    member(out, "url", message.url);
    member(out, "secret", message.secret);
    return out.end_object().take();
}

std::string encode(const TicketView& view) {
    Writer out;
    write(out, view);
    return out.take();
}

std::string encode(const std::vector<LedgerEntry>& ledger) {
    Writer out;
    out.array();
    for (const LedgerEntry& entry : ledger) {
        out.object();
        member(out, "at", to_rfc3339(entry.at));
        member(out, "tracker", entry.tracker);
        member(out, "ticket", entry.ticket);
        member(out, "key", entry.key);
        member(out, "kind", entry.kind);
        member(out, "actor", entry.actor);
        member(out, "value", entry.value);
        member(out, "marker", entry.marker);
        out.key("effective").boolean(entry.effective).end_object();
    }
    return out.end_array().take();
}

std::string encode(const TicketsByTracker& tickets) {
    Writer out;
    out.object();
    for (const auto& [tracker, views] : tickets) {
        out.key(tracker).array();
        for (const TicketView& view : views)
            write(out, view);
        out.end_array();
    }
    return out.end_object().take();
}

std::string encode(const CallsByTracker& calls) {
    Writer out;
    out.object();
    for (const auto& [tracker, count] : calls)
        out.key(tracker).integer(count);
    return out.end_object().take();
}

Result<NewTicket> decode_ticket(std::string_view text) {
    return decode<NewTicket>(text, [](const Value& root) {
        return NewTicket{.tracker = json::string_at(root, "tracker"),
                         .spec = {.container = json::string_at(root, "container"),
                                  .title = json::string_at(root, "title"),
                                  .body = json::string_at(root, "body"),
                                  .labels = texts(root, "labels"),
                                  .issue_type = json::string_at(root, "issue_type"),
                                  .priority = json::string_at(root, "priority"),
                                  .urgency = json::string_at(root, "urgency"),
                                  .reporter = json::string_at(root, "reporter"),
                                  .assignee = json::string_at(root, "assignee")}};
    });
}

Result<NewAct> decode_act(std::string_view text) {
    return decode<NewAct>(text, [](const Value& root) -> Result<NewAct> {
        Result<HumanAct::Kind> kind = kind_of(kActs, root);
        if (!kind) return std::move(kind).error();
        return NewAct{.tracker = json::string_at(root, "tracker"),
                      .act = {.kind = *kind,
                              .ticket = json::string_at(root, "ticket"),
                              .actor = json::string_at(root, "actor"),
                              .value = json::string_at(root, "value")}};
    });
}

Result<NewFault> decode_fault(std::string_view text) {
    return decode<NewFault>(text, [](const Value& root) -> Result<NewFault> {
        Result<Fault::Kind> kind = kind_of(kFaults, root);
        if (!kind) return std::move(kind).error();
        return NewFault{.tracker = json::string_at(root, "tracker"),
                        .fault = {.kind = *kind,
                                  .method = json::string_at(root, "method"),
                                  .path_part = json::string_at(root, "path_part"),
                                  .times = number(root, "times", 1),
                                  .delay = milliseconds(number(root, "delay_ms", 0)),
                                  .retry_after_seconds = number(root, "retry_after_seconds", 1)}};
    });
}

Result<WebhookTarget> decode_webhook(std::string_view text) {
    return decode<WebhookTarget>(text, [](const Value& root) {
        return WebhookTarget{.tracker = json::string_at(root, "tracker"),
                             .url = json::string_at(root, "url"),
                             .secret = json::string_at(root, "secret")};
    });
}

Result<TicketView> decode_view(std::string_view text) {
    return decode<TicketView>(text, read_view);
}

Result<std::vector<LedgerEntry>> decode_ledger(std::string_view text) {
    return decode<std::vector<LedgerEntry>>(text, [](const Value& root) {
        std::vector<LedgerEntry> ledger;
        for (const Value& entry : json::as_array(&root))
            ledger.push_back(read_entry(entry));
        return ledger;
    });
}

Result<TicketsByTracker> decode_tickets(std::string_view text) {
    return decode<TicketsByTracker>(text, [](const Value& root) {
        TicketsByTracker tickets;
        if (!root.IsObject()) return tickets;
        for (const auto& [tracker, views] : root.GetObject())
            for (const Value& view : json::as_array(&views))
                tickets[json::as_string(&tracker)].push_back(read_view(view));
        return tickets;
    });
}

Result<CallsByTracker> decode_calls(std::string_view text) {
    return decode<CallsByTracker>(text, [](const Value& root) {
        CallsByTracker calls;
        if (!root.IsObject()) return calls;
        for (const auto& [tracker, count] : root.GetObject())
            calls[json::as_string(&tracker)] = static_cast<int>(json::as_integer(&count).value_or(0));
        return calls;
    });
}

}  // namespace oncalld::sandbox
