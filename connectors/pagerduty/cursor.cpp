#include "connectors/pagerduty/cursor.h"

#include "connectors/json.h"

#include <sstream>

namespace oncalld::pagerduty {

namespace {

std::set<std::string> split(const std::string& text) {
    std::istringstream words(text);
    std::set<std::string> ids;
    for (std::string id; words >> id;)
        ids.insert(std::move(id));
    return ids;
}

std::string join(const std::set<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids)
        text += (text.empty() ? "" : " ") + id;
    return text;
}

void write_time(json::Writer& out, std::string_view name, const std::optional<Instant>& t) {
    if (t) out.key(name).text(to_rfc3339(*t));
}

}  // namespace

Cursor parse_cursor(const std::string& text, Instant now) {
    Cursor cursor;
    cursor.since = now;
    if (text.empty()) return cursor;
    const auto document = json::parse(text);
    if (!document) return cursor;
    const auto since = json::instant_at(*document, "since");
    const auto offset = json::integer_at(*document, "offset");
    if (!since || !offset) return cursor;
    cursor.feed = json::text_at(*document, "feed") == "open" ? Cursor::Feed::open : Cursor::Feed::log;
    cursor.round = json::instant_at(*document, "round");
    cursor.since = *since;
    cursor.until = json::instant_at(*document, "until");
    cursor.oldest = json::instant_at(*document, "oldest");
    cursor.offset = *offset;
    cursor.open = split(json::string_at(*document, "open"));
    cursor.missing = split(json::string_at(*document, "missing"));
    return cursor;
}

std::string to_string(const Cursor& cursor) {
    json::Writer out;
    out.object().key("feed").text(cursor.feed == Cursor::Feed::open ? "open" : "log");
    write_time(out, "round", cursor.round);
    write_time(out, "since", cursor.since);
    write_time(out, "until", cursor.until);
    write_time(out, "oldest", cursor.oldest);
    out.key("offset").integer(cursor.offset);
    out.key("open").text(join(cursor.open)).key("missing").text(join(cursor.missing));
    out.end_object();
    return out.take();
}

}  // namespace oncalld::pagerduty
