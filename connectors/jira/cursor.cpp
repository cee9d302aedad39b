#include "connectors/jira/cursor.h"

#include "connectors/json.h"

namespace oncalld::jira {

namespace {

std::int64_t count(Instant t) {
    return t.time_since_epoch().count();
}

std::optional<Instant> instant(const json::Value* value) {
    const auto number = json::as_integer(value);
    if (!number) return std::nullopt;
    return Instant(milliseconds(*number));
}

}  // namespace

std::string to_text(const Cursor& cursor) {
    json::Writer out;
    out.object().key("v").integer(1).key("since").object();
    for (const auto& [project, since] : cursor.since)
        out.key(project).integer(count(since));
    out.end_object();
    if (!cursor.project.empty()) {
        out.key("page").object().key("project").text(cursor.project);
        if (cursor.from) out.key("from").integer(count(*cursor.from));
        if (cursor.first_time) out.key("first").boolean(true);
        if (!cursor.token.empty()) out.key("token").text(cursor.token);
        out.end_object();
    }
    return out.end_object().take();
}

Cursor parse_cursor(std::string_view text) {
    Cursor cursor;
    const auto parsed = json::parse(text);
    if (!parsed || json::integer_at(*parsed, "v") != 1) return cursor;
    if (const json::Value* since = json::at(*parsed, "since"); since && since->IsObject())
        for (const auto& member : since->GetObject())
            if (const auto at = instant(&member.value))
                cursor.since.emplace(json::as_string(&member.name), *at);
    cursor.project = json::string_at(*parsed, "page", "project");
    cursor.from = instant(json::at(*parsed, "page", "from"));
    cursor.first_time = json::bool_at(*parsed, "page", "first").value_or(false);
    cursor.token = json::string_at(*parsed, "page", "token");
    return cursor;
}

}  // namespace oncalld::jira
