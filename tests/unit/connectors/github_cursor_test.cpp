#include "connectors/github/cursor.h"

#include "tests/unit/connectors/github_samples.h"

#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

TEST(GitHubCursor, SurvivesTheStore) {
    Cursor cursor{.at = "acme/etl", .repos = {}};
    cursor.repos["acme/data"] = {true,
                                 {at("2026-11-24T08:00:00Z"), "https://api.github.com/x?a=1&page=2", ""},
                                 {at("2026-11-24T07:00:00Z"), "", "W/\"abc\""}};
    cursor.repos["acme/etl"] = {};
    EXPECT_EQ(parse_cursor(to_text(cursor)), cursor);
    EXPECT_EQ(parse_cursor(to_text(Cursor{})), Cursor{});
}

TEST(GitHubCursor, UnreadableIsTheBeginning) {
    for (const char* text : {"", "{", "[]", "7", R"({"repos":[]})"})
        EXPECT_EQ(parse_cursor(text), Cursor{}) << text;
    const Cursor odd = parse_cursor(R"({"repos":{"acme/data":7}})");
    EXPECT_EQ(odd.repos.at("acme/data"), RepoCursor{});
}

struct Row {
    const char* name;
    Feed feed;
    PageEnd page;
    Rest rest;
    Feed want;
};

TEST(GitHubCursor, MovesOnByTheLastTimeSeen) {
    const Instant eight = at("2026-11-24T08:00:00Z"), back = at("2026-11-24T07:59:59Z");
    const std::vector<Row> rows{
        {"nothing yet", {}, {{}, {}, "e1"}, Rest::drained, {{}, "", "e1"}},
        {"first page of more", {}, {eight, "p2", "e1"}, Rest::more, {back, "", ""}},
        {"last page, moved",
         {at("2026-11-20T00:00:00Z"), "", "e0"},
         {eight, {}, "e1"},
         Rest::drained,
         {back, "", ""}},
        {"only what was known", {back, "", ""}, {eight, {}, "e1"}, Rest::drained, {back, "", "e1"}},
        {"only what is older", {eight, "", "e0"}, {eight, {}, "e1"}, Rest::drained, {eight, "", "e1"}},
        {"a whole page in one second", {back, "", "e0"}, {eight, "p2", "e1"}, Rest::more, {back, "p2", ""}},
        {"and one more page of it", {back, "p2", ""}, {eight, "p3", "e2"}, Rest::more, {back, "p3", ""}},
        {"out of that second",
         {back, "p2", ""},
         {at("2026-11-24T08:00:05Z"), "p3", ""},
         Rest::more,
         {at("2026-11-24T08:00:04Z"), "", ""}},
        {"its last page: the tag is not that of page one",
         {back, "p2", ""},
         {eight, {}, "e2"},
         Rest::drained,
         {back, "", ""}},
        {"empty last page", {back, "p2", ""}, {{}, {}, "e2"}, Rest::drained, {back, "", ""}},
    };
    for (const Row& row : rows) {
        Feed feed = row.feed;
        EXPECT_EQ(advance(feed, row.page), row.rest) << row.name;
        EXPECT_EQ(feed, row.want) << row.name << ": " << feed.next << " " << feed.etag << " "
                                  << (feed.since ? to_rfc3339(*feed.since) : "from the beginning");
    }
}

}  // namespace
}  // namespace oncalld::github
