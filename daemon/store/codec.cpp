#include "daemon/store/codec.h"

#include "connectors/json.h"
#include "daemon/store/database.h"
#include "engine/overloaded.h"

#include <array>
#include <utility>

namespace oncalld::store {

namespace {

// ---- closed sets as stable words ----------------------------------------------------------------------

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<TicketState, 3> kStates{{{TicketState::open, "open"},
                                         {TicketState::in_progress, "in_progress"},
                                         {TicketState::resolved, "resolved"}}};
constexpr Words<Resolution, 4> kResolutions{{{Resolution::none, "none"},
                                             {Resolution::done, "done"},
                                             {Resolution::wont_fix, "wont_fix"},
                                             {Resolution::duplicate, "duplicate"}}};
constexpr Words<Owner, 3> kOwners{{{Owner::nobody, "nobody"}, {Owner::us, "us"}, {Owner::human, "human"}}};

template <class E, std::size_t N>
std::string_view word(const Words<E, N>& words, E value) {
    for (const auto& [known, text] : words)
        if (known == value) return text;
    throw std::logic_error("an enum value without a word");
}

template <class E, std::size_t N>
E value_of(const Words<E, N>& words, std::string_view text) {
    for (const auto& [known, name] : words)
        if (name == text) return known;
    return words.front().first;
}

// ---- writing ------------------------------------------------------------------------------------------

void put(json::Writer& out, std::string_view key, std::string_view text) {
    if (!text.empty()) out.key(key).text(text);
}
void put(json::Writer& out, std::string_view key, const std::string& text) {
    put(out, key, std::string_view(text));
}
template <class Tag>
void put(json::Writer& out, std::string_view key, const Id<Tag>& id) {
    put(out, key, std::string_view(id.str()));
}
void put(json::Writer& out, std::string_view key, Instant t) {
    if (t != Instant{}) out.key(key).integer(to_millis(t));
}
void put(json::Writer& out, std::string_view key, const std::optional<Instant>& t) {
    if (t) out.key(key).integer(to_millis(*t));
}
void put_flag(json::Writer& out, std::string_view key, bool flag) {
    out.key(key).boolean(flag);
}
void put(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    out.key(key).array();
    for (const std::string& text : texts)
        out.text(text);
    out.end_array();
}
void put(json::Writer& out, std::string_view key, const std::vector<AccountId>& accounts) {
    if (accounts.empty()) return;
    out.key(key).array();
    for (const AccountId& account : accounts)
        out.text(account.str());
    out.end_array();
}
void put(json::Writer& out, std::string_view key, const Assignment& assignment) {
    out.key(key).object();
    put(out, "accounts", assignment.accounts);
    if (assignment.policy) put(out, "policy", *assignment.policy);
    out.end_object();
}

// ---- reading ------------------------------------------------------------------------------------------

json::Document parse(std::string_view text) {
    Result<json::Document> document = json::parse(text);
    if (!document) throw StoreError("a stored value is not JSON: " + document.error().message, 0);
    return std::move(document).value();
}

Instant instant(const json::Value& value, std::string_view key) {
    return from_millis(json::integer_at(value, key).value_or(0));
}
std::optional<Instant> maybe_instant(const json::Value& value, std::string_view key) {
    const auto millis = json::integer_at(value, key);
    return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}
bool flag(const json::Value& value, std::string_view key) {
    return json::bool_at(value, key).value_or(false);
}
std::vector<std::string> texts(const json::Value& value, std::string_view key) {
    std::vector<std::string> all;
    for (const json::Value& item : json::array_at(value, key))
        all.emplace_back(json::as_text(&item));
    return all;
}
std::vector<AccountId> accounts(const json::Value& value, std::string_view key) {
    std::vector<AccountId> all;
    for (const json::Value& item : json::array_at(value, key))
        all.emplace_back(json::as_text(&item));
    return all;
}
Assignment assignment(const json::Value* value) {
    Assignment result;
    if (!value) return result;
    result.accounts = accounts(*value, "accounts");
    if (const auto policy = json::text_at(*value, "policy"); !policy.empty())
        result.policy = PolicyId(policy);
    return result;
}

// ---- documents ----------------------------------------------------------------------------------------

void write_line(json::Writer& out, const Line& line) {
    out.array();
    for (const Inline& part : line) {
        out.object();
        std::visit(
            Overloaded{[&](const Text& text) { out.key("text").text(text.text); },
                       [&](const Strong& strong) { out.key("strong").text(strong.text); },
                       [&](const Mention& mention) {
                           out.key("mention").text(mention.account.str()).key("name").text(mention.name);
                       },
                       [&](const Link& link) { out.key("link").text(link.url).key("text").text(link.text); }},
            part);
        out.end_object();
    }
    out.end_array();
}

void write_document(json::Writer& out, const Document& document) {
    out.array();
    for (const Block& block : document.blocks) {
        out.object();
        if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
            out.key("paragraph");
            write_line(out, paragraph->line);
        } else if (const auto* list = std::get_if<BulletList>(&block)) {
            out.key("list").array();
            for (const Line& item : list->items)
                write_line(out, item);
            out.end_array();
        }
        out.end_object();
    }
    out.end_array();
}

Line read_line(std::span<const json::Value> parts) {
    Line line;
    for (const json::Value& part : parts) {
        if (json::at(part, "mention"))
            line.push_back(Mention{AccountId(json::text_at(part, "mention")), json::string_at(part, "name")});
        else if (json::at(part, "link"))
            line.push_back(Link{json::string_at(part, "text"), json::string_at(part, "link")});
        else if (json::at(part, "strong"))
            line.push_back(Strong{json::string_at(part, "strong")});
        else
            line.push_back(Text{json::string_at(part, "text")});
    }
    return line;
}

Document read_document(std::span<const json::Value> blocks) {
    Document document;
    for (const json::Value& block : blocks) {
        if (json::at(block, "paragraph")) {
            document.blocks.push_back(Paragraph{read_line(json::array_at(block, "paragraph"))});
            continue;
        }
        BulletList list;
        for (const json::Value& item : json::array_at(block, "list"))
            list.items.push_back(read_line(json::as_array(&item)));
        document.blocks.push_back(std::move(list));
    }
    return document;
}

}  // namespace

std::int64_t to_millis(Instant t) {
    return t.time_since_epoch().count();
}
Instant from_millis(std::int64_t millis) {
    return Instant(milliseconds(millis));
}

std::string encode(const Ticket& ticket) {
    json::Writer out;
    out.object();
    put(out, "key", ticket.key);
    put(out, "url", ticket.url);
    put(out, "container", ticket.container);
    put(out, "title", ticket.title);
    put(out, "state", word(kStates, ticket.state));
    put(out, "resolution", word(kResolutions, ticket.resolution));
    put(out, "assignment", ticket.assignment);
    put(out, "assigned_at", ticket.assigned_at);
    put(out, "labels", ticket.labels);
    put(out, "components", ticket.components);
    put(out, "issue_type", ticket.issue_type);
    put(out, "priority", ticket.priority);
    put(out, "urgency", ticket.urgency);
    put(out, "reporter", ticket.reporter);
    put(out, "created", ticket.created);
    put(out, "updated", ticket.updated);
    put(out, "resolved_at", ticket.resolved_at);
    return out.end_object().take();
}

Ticket decode_ticket(std::string_view text, TicketRef ref) {
    const json::Document in = parse(text);
    Ticket ticket;
    ticket.ref = std::move(ref);
    ticket.key = json::string_at(in, "key");
    ticket.url = json::string_at(in, "url");
    ticket.container = json::string_at(in, "container");
    ticket.title = json::string_at(in, "title");
    ticket.state = value_of(kStates, json::text_at(in, "state"));
    ticket.resolution = value_of(kResolutions, json::text_at(in, "resolution"));
    ticket.assignment = assignment(json::at(in, "assignment"));
    ticket.assigned_at = maybe_instant(in, "assigned_at");
    ticket.labels = texts(in, "labels");
    ticket.components = texts(in, "components");
    ticket.issue_type = json::string_at(in, "issue_type");
    ticket.priority = json::string_at(in, "priority");
    ticket.urgency = json::string_at(in, "urgency");
    ticket.reporter = AccountId(json::text_at(in, "reporter"));
    ticket.created = instant(in, "created");
    ticket.updated = instant(in, "updated");
    ticket.resolved_at = maybe_instant(in, "resolved_at");
    return ticket;
}

std::string encode(const TicketMemory& memory) {
    json::Writer out;
    out.object();
    put(out, "first_seen", memory.first_seen);
    put_flag(out, "adopted", memory.adopted);
    put(out, "route", memory.route);
    put(out, "rotation", memory.rotation);
    put(out, "owner", word(kOwners, memory.assignee_owner));
    put(out, "owned_since", memory.owned_since);
    put(out, "written", memory.written);
    put(out, "person", memory.person);
    put(out, "decided_at", memory.decided_at);
    put(out, "confirmed_at", memory.confirmed_at);
    put(out, "premise", memory.premise);
    put(out, "cause", memory.cause);
    put(out, "said", memory.said);
    put_flag(out, "explained", memory.explained);
    if (memory.attempted) put(out, "attempted", *memory.attempted);
    if (memory.disregard) put(out, "disregard", *memory.disregard);
    put(out, "automatic_since", memory.automatic_since);
    put(out, "closed_at", memory.closed_at);
    put_flag(out, "reopened_by_us", memory.reopened_by_us);
    put(out, "reopen_marked_at", memory.reopen_marked_at);
    put_flag(out, "reopen_mark_used", memory.reopen_mark_used);
    put(out, "restart_due", memory.restart_due);
    out.key("times_carried").integer(memory.times_carried);
    return out.end_object().take();
}

TicketMemory decode_memory(std::string_view text) {
    if (text.empty()) return {};
    const json::Document in = parse(text);
    TicketMemory memory;
    memory.first_seen = maybe_instant(in, "first_seen");
    memory.adopted = flag(in, "adopted");
    memory.route = RouteId(json::text_at(in, "route"));
    memory.rotation = RotationId(json::text_at(in, "rotation"));
    memory.assignee_owner = value_of(kOwners, json::text_at(in, "owner"));
    memory.owned_since = instant(in, "owned_since");
    memory.written = assignment(json::at(in, "written"));
    memory.person = PersonId(json::text_at(in, "person"));
    memory.decided_at = instant(in, "decided_at");
    memory.confirmed_at = instant(in, "confirmed_at");
    memory.premise = instant(in, "premise");
    memory.cause = json::string_at(in, "cause");
    memory.said = json::string_at(in, "said");
    memory.explained = json::bool_at(in, "explained").value_or(true);
    if (const json::Value* attempted = json::at(in, "attempted")) memory.attempted = assignment(attempted);
    if (const json::Value* disregard = json::at(in, "disregard")) memory.disregard = assignment(disregard);
    memory.automatic_since = json::string_at(in, "automatic_since");
    memory.closed_at = maybe_instant(in, "closed_at");
    memory.reopened_by_us = flag(in, "reopened_by_us");
    memory.reopen_marked_at = maybe_instant(in, "reopen_marked_at");
    memory.reopen_mark_used = flag(in, "reopen_mark_used");
    memory.restart_due = maybe_instant(in, "restart_due");
    memory.times_carried = static_cast<int>(json::integer_at(in, "times_carried").value_or(0));
    return memory;
}

std::string encode(const Effect& effect) {
    json::Writer out;
    out.object();
    std::visit(Overloaded{[&](const AssignTicket& assign) {
                              put(out, "assign", assign.to);
                              put(out, "replaces", assign.replaces);
                              put(out, "person", assign.person);
                              put(out, "newer_than", assign.newer_than);
                          },
                          [&](const AddComment& comment) {
                              out.key("comment");
                              write_document(out, comment.body);
                          },
                          [&](const SetState& set) {
                              put(out, "set_state", word(kStates, set.to));
                              put(out, "from", word(kStates, set.from));
                          }},
               effect);
    return out.end_object().take();
}

Effect decode_effect(std::string_view text) {
    const json::Document in = parse(text);
    if (const json::Value* to = json::at(in, "assign"))
        return AssignTicket{assignment(to), accounts(in, "replaces"), PersonId(json::text_at(in, "person")),
                            maybe_instant(in, "newer_than")};
    if (json::at(in, "set_state"))
        return SetState{value_of(kStates, json::text_at(in, "from")),
                        value_of(kStates, json::text_at(in, "set_state"))};
    return AddComment{read_document(json::array_at(in, "comment"))};
}

}  // namespace oncalld::store
