#include "connectors/pagerduty/poll.h"

#include "tests/unit/connectors/pagerduty_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::pagerduty {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kNow = at("2026-11-24T08:10:00.750Z");
const Instant kLater = at("2026-11-24T08:11:00Z");

const char* const kNoLog = R"({"log_entries":[],"more":false})";

// One page: the request that is made, and what comes of the answer.
struct Page {
    std::string request;
    Changes changes;
};

Page page(const std::string& cursor, const std::string& body, Instant now = kNow) {
    Poll poll(settings(), cursor, now);
    auto next = poll.start();
    Page page{asked(next), {}};
    next = poll.resume(answer(200, body));
    EXPECT_TRUE(result(next).ok()) << to_string(result(next).error());
    if (result(next).ok()) page.changes = *result(next);
    return page;
}

std::string open_page(const std::vector<IncidentJson>& incidents, const char* more = "false") {
    std::string rows;
    for (const IncidentJson& incident : incidents)
        rows += (rows.empty() ? "" : ",") + incident.str();
    return R"({"incidents":[)" + rows + R"(],"more":)" + more + "}";
}

std::string log_entry(const std::string& id, const std::string& type, const std::string& incident,
                      const std::string& agent = R"({"id":"PANN","type":"user_reference"})") {
    return R"({"id":")" + id + R"(","type":")" + type + R"(","created_at":"2026-11-24T08:09:00Z","agent":)" +
           agent + R"(,"summary":"Assigned","incident":)" + incident + "}";
}

std::string log_page(const std::string& rows, const char* more = "false") {
    return R"({"log_entries":[)" + rows + R"(],"more":)" + more + "}";
}

std::vector<std::string> ids(const std::vector<Snapshot>& snapshots) {
    std::vector<std::string> all;
    for (const Snapshot& snapshot : snapshots)
        all.push_back(snapshot.ticket.ref.id.str());
    return all;
}

// A whole round without news in the log.
std::string after_round(const std::string& cursor, const std::vector<IncidentJson>& open,
                        Instant now = kNow) {
    return page(page(cursor, kNoLog, now).changes.cursor, open_page(open), now).changes.cursor;
}

TEST(PagerDutyPoll, ARoundReadsTheLogThenTheOpenSet) {
    const Page log = page("", kNoLog);
    EXPECT_EQ(log.request,
              "GET /log_entries?since=2026-11-24T08%3A08%3A00Z&time_zone=UTC&include%5B%5D=incidents"
              "&limit=100&offset=0");
    EXPECT_TRUE(log.changes.more);

    const Page open = page(log.changes.cursor, open_page({{.id = "Q1"}, {.id = "Q2"}}));
    EXPECT_EQ(open.request,
              "GET /incidents?date_range=all&statuses%5B%5D=triggered&statuses%5B%5D=acknowledged"
              "&sort_by=incident_number%3Aasc&time_zone=UTC&service_ids%5B%5D=PSVC1&service_ids%5B%5D=PSVC2"
              "&limit=100&offset=0");
    EXPECT_FALSE(open.changes.more);
    EXPECT_THAT(ids(open.changes.snapshots), ElementsAre("Q1", "Q2"));
    EXPECT_EQ(open.changes.snapshots.front().source, Source::feed);
    EXPECT_THAT(open.changes.look_at, IsEmpty());
}

TEST(PagerDutyPoll, TheNextRoundBeginsTwoMinutesBeforeThisOneBegan) {
    const std::string log = page("", kNoLog, kNow).changes.cursor;
    const std::string done = page(log, open_page({}), kLater).changes.cursor;  // the round took a minute
    EXPECT_THAT(page(done, kNoLog, kLater).request, HasSubstr("since=2026-11-24T08%3A08%3A00Z"));
}

TEST(PagerDutyPoll, AClockOfOursThatIsAheadSkipsNothing) {
    Poll poll(settings(), "", kNow);
    poll.start();
    http::Response first = answer(200, kNoLog);
    first.headers.add("Date", "Tue, 24 Nov 2026 07:30:00 GMT");
    const auto log = poll.resume(first);
    ASSERT_TRUE(result(log).ok());
    const std::string cursor = page(result(log)->cursor, open_page({})).changes.cursor;
    EXPECT_THAT(page(cursor, kNoLog).request, HasSubstr("since=2026-11-24T07%3A28%3A00Z"));
}

TEST(PagerDutyPoll, TurnsThePagesOfBothFeeds) {
    const Page first = page("", log_page("", "true"));
    EXPECT_THAT(page(first.changes.cursor, kNoLog).request, HasSubstr("/log_entries"));
    EXPECT_THAT(page(first.changes.cursor, kNoLog).request, HasSubstr("offset=100"));

    const Page open = page(page("", kNoLog).changes.cursor, open_page({{.id = "Q1"}}, "true"));
    EXPECT_TRUE(open.changes.more);
    const Page last = page(open.changes.cursor, open_page({{.id = "Q2"}}));
    EXPECT_THAT(last.request, HasSubstr("&limit=100&offset=100"));
    EXPECT_FALSE(last.changes.more);
    // Both pages are remembered.
    const Page gone = page(page(last.changes.cursor, kNoLog).changes.cursor, open_page({}));
    EXPECT_THAT(gone.changes.look_at,
                ElementsAre(TicketHandle{TicketId("Q1"), ""}, TicketHandle{TicketId("Q2"), ""}));
}

TEST(PagerDutyPoll, WhatLeftTheOpenSetIsLookedAtOnce) {
    const std::string both = after_round("", {{.id = "Q1"}, {.id = "Q2"}});
    const Page gone = page(page(both, kNoLog).changes.cursor, open_page({{.id = "Q1"}}));
    EXPECT_THAT(gone.changes.look_at, ElementsAre(TicketHandle{TicketId("Q2"), ""}));
    const Page settled = page(page(gone.changes.cursor, kNoLog).changes.cursor, open_page({{.id = "Q1"}}));
    EXPECT_THAT(settled.changes.look_at, IsEmpty());
}

TEST(PagerDutyPoll, WhatTheLogShowsResolvedNeedsNoLook) {
    const std::string both = after_round("", {{.id = "Q1"}, {.id = "Q2"}});
    const std::string resolved = IncidentJson{.id = "Q2", .status = "resolved"}.str();
    const Page log = page(both, log_page(log_entry("R1", "resolve_log_entry", resolved)));
    EXPECT_THAT(ids(log.changes.snapshots), ElementsAre("Q2"));
    EXPECT_TRUE(log.changes.snapshots.front().ticket.closed());
    EXPECT_THAT(page(log.changes.cursor, open_page({{.id = "Q1"}})).changes.look_at, IsEmpty());
}

TEST(PagerDutyPoll, LogEntriesAreActivities) {
    const std::string ours = IncidentJson{}.str();
    const std::string theirs = IncidentJson{.id = "Q9", .service = "POTHER"}.str();
    const std::string service = R"({"id":"PSVC1","type":"service_reference"})";
    struct Row {
        const char* name;
        std::string entry;
        std::optional<Activity::Kind> kind;
        const char* actor;
    };
    const Row rows[] = {
        {"assigned by a person", log_entry("R1", "assign_log_entry", ours), Activity::Kind::assigned, "PANN"},
        {"assigned by the policy", log_entry("R1", "assign_log_entry", ours, service),
         Activity::Kind::assigned, ""},
        {"sent to another policy", log_entry("R1", "delegate_log_entry", ours), Activity::Kind::assigned,
         "PANN"},
        {"escalated by time", log_entry("R1", "escalate_log_entry", ours, "null"), Activity::Kind::assigned,
         ""},
        {"acknowledged", log_entry("R1", "acknowledge_log_entry", ours), Activity::Kind::state_changed,
         "PANN"},
        {"resolved", log_entry("R1", "resolve_log_entry", ours), Activity::Kind::state_changed, "PANN"},
        {"note", log_entry("R1", "annotate_log_entry", ours), Activity::Kind::commented, "PANN"},
        {"snoozed", log_entry("R1", "snooze_log_entry", ours), Activity::Kind::other, "PANN"},
        {"a notification is nobody's doing", log_entry("R1", "notify_log_entry", ours), {}, ""},
        {"unknown", log_entry("R1", "levitate_log_entry", ours), {}, ""},
        {"on another service", log_entry("R1", "assign_log_entry", theirs), {}, ""},
        {"nonsense", R"({"id":5,"type":null})", {}, ""},
        {"no object", "17", {}, ""},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        const auto activities = page("", log_page(row.entry)).changes.activities;
        ASSERT_EQ(activities.size(), row.kind ? 1u : 0u);
        if (!row.kind) continue;
        EXPECT_EQ(activities.front(), (Activity{ActivityId("R1"),
                                                {TrackerId("pager"), TicketId("Q1")},
                                                *row.kind,
                                                AccountId(row.actor),
                                                at("2026-11-24T08:09:00Z"),
                                                "Assigned"}));
    }
}

TEST(PagerDutyPoll, AnIncidentThatIsOnlyReferredToIsLookedAtOnce) {
    const std::string referred = R"({"id":"Q1","type":"incident_reference"},"service":{"id":"PSVC1"})";
    const std::string rows = R"({"id":"R1","type":"assign_log_entry","created_at":"2026-11-24T08:09:00Z",)"
                             R"("incident":)" +
                             referred +
                             R"(},)"
                             R"({"id":"R2","type":"annotate_log_entry","created_at":"2026-11-24T08:09:00Z",)"
                             R"("incident":)" +
                             referred + "}";
    const Changes changes = page("", log_page(rows)).changes;
    EXPECT_EQ(changes.activities.size(), 2u);
    EXPECT_THAT(changes.look_at, ElementsAre(TicketHandle{TicketId("Q1"), ""}));
    EXPECT_THAT(changes.snapshots, IsEmpty());
}

TEST(PagerDutyPoll, ALogBeyondReachIsReadInSlices) {
    Cursor cursor;
    cursor.round = kNow;
    cursor.since = at("2026-11-24T06:00:00Z");
    cursor.oldest = at("2026-11-24T08:09:30Z");
    cursor.offset = 9900;
    const std::string entry = log_entry("R1", "assign_log_entry", IncidentJson{}.str());  // 08:09:00
    const Page full = page(to_string(cursor), log_page(entry, "true"));
    const Page slice = page(full.changes.cursor, log_page(entry, "true"));
    EXPECT_THAT(slice.request, HasSubstr("until=2026-11-24T08%3A09%3A01Z"));
    EXPECT_THAT(slice.request, HasSubstr("offset=0"));

    // A slice that reaches no further back cannot go on for ever.
    cursor.until = at("2026-11-24T08:09:01Z");
    cursor.oldest = at("2026-11-24T08:09:00Z");
    const Page stuck = page(to_string(cursor), log_page(entry, "true"));
    EXPECT_THAT(page(stuck.changes.cursor, open_page({})).request, HasSubstr("GET /incidents?"));
}

TEST(PagerDutyPoll, BeyondTheReachOfTheOpenSetNothingIsTakenForGone) {
    Cursor cursor;
    cursor.feed = Cursor::Feed::open;
    cursor.round = kNow;
    cursor.offset = 9900;
    cursor.missing = {"Q8", "Q9"};
    const Page full = page(to_string(cursor), open_page({{.id = "Q1"}}, "true"));
    EXPECT_FALSE(full.changes.more);
    EXPECT_THAT(full.changes.look_at, IsEmpty());
    EXPECT_EQ(parse_cursor(full.changes.cursor, kNow).missing, (std::set<std::string>{"Q1", "Q8", "Q9"}));
}

TEST(PagerDutyPoll, AnAnswerThatIsNoPageMovesNothing) {
    for (const auto& response : {answer(200, "{}"), answer(200, R"({"log_entries":{},"more":false})"),
                                 answer(200, "<html>"), answer(200, R"({"log_entries":[]})"),
                                 refusal(400, 2001, "Invalid"), refusal(500, 2000, "Internal")}) {
        Poll poll(settings(), "", kNow);
        auto next = poll.start();
        next = poll.resume(response);
        EXPECT_FALSE(result(next).ok()) << response.body;
    }
}

TEST(PagerDutyCursor, SurvivesBeingWritten) {
    Cursor cursor;
    cursor.feed = Cursor::Feed::open;
    cursor.round = kLater;
    cursor.since = kNow;
    cursor.until = kLater;
    cursor.oldest = kNow;
    cursor.offset = 300;
    cursor.open = {"Q1", "Q05XJA8GDXGOB3"};
    cursor.missing = {"Q2"};
    EXPECT_EQ(parse_cursor(to_string(cursor), kNow), cursor);
    EXPECT_EQ(parse_cursor(to_string(Cursor{.since = kNow}), kLater), Cursor{.since = kNow});
}

TEST(PagerDutyCursor, ThatCannotBeReadStartsAfresh) {
    for (const char* text : {"", "17", "{}", "page=2", R"({"since":"soon","offset":0})"})
        EXPECT_EQ(parse_cursor(text, kNow), Cursor{.since = kNow}) << text;
}

}  // namespace
}  // namespace oncalld::pagerduty
