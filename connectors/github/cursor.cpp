#include "connectors/github/cursor.h"

#include "connectors/json.h"

namespace oncalld::github {

namespace {

void write(json::Writer& out, const Feed& feed) {
    out.object();
    if (feed.since) out.key("since").text(to_rfc3339(*feed.since));
    if (!feed.next.empty()) out.key("next").text(feed.next);
    if (!feed.etag.empty()) out.key("etag").text(feed.etag);
    out.end_object();
}

Feed read_feed(const json::Value& repo, std::string_view name) {
    return {json::instant_at(repo, name, "since"), json::string_at(repo, name, "next"),
            json::string_at(repo, name, "etag")};
}

}  // namespace

std::string to_text(const Cursor& cursor) {
    json::Writer out;
    out.object();
    if (!cursor.at.empty()) out.key("at").text(cursor.at);
    out.key("repos").object();
    for (const auto& [name, repo] : cursor.repos) {
        out.key(name).object();
        out.key("open_listed").boolean(repo.open_listed);
        out.key("issues");
        write(out, repo.issues);
        out.key("comments");
        write(out, repo.comments);
        out.end_object();
    }
    out.end_object().end_object();
    return out.take();
}

Cursor parse_cursor(std::string_view text) {
    Cursor cursor;
    const auto document = json::parse(text);
    if (!document) return cursor;
    cursor.at = json::string_at(*document, "at");
    const json::Value* repos = json::at(*document, "repos");
    if (!repos || !repos->IsObject()) return cursor;
    for (const auto& member : repos->GetObject()) {
        RepoCursor repo;
        repo.open_listed = json::bool_at(member.value, "open_listed").value_or(false);
        repo.issues = read_feed(member.value, "issues");
        repo.comments = read_feed(member.value, "comments");
        cursor.repos.emplace(json::as_string(&member.name), std::move(repo));
    }
    return cursor;
}

Rest advance(Feed& feed, const PageEnd& page) {
    static constexpr seconds kStepBack{1};
    const std::optional<Instant> from =
        page.last_updated ? std::optional(*page.last_updated - kStepBack) : std::nullopt;
    if (from && (!feed.since || *from > *feed.since)) {
        feed = {from, {}, {}};
        return page.next ? Rest::more : Rest::drained;
    }
    if (page.next) {
        feed.next = *page.next;
        feed.etag.clear();
        return Rest::more;
    }
    feed.etag = feed.next.empty() ? page.etag : std::string();
    feed.next.clear();
    return Rest::drained;
}

}  // namespace oncalld::github
