#include "connectors/pagerduty/read.h"

#include "tests/unit/connectors/pagerduty_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::pagerduty {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PagerDutyIdentify, TakesTheUserWhoseWholeAddressItIs) {
    Identify identify(settings());
    auto next = identify.start();
    EXPECT_EQ(asked(next), "GET /users?query=bot%40acme.example&limit=100&offset=0");
    const auto& headers = std::get<Send>(next).request.headers;
    EXPECT_EQ(headers.get("Authorization"), "Token token=key-1");
    EXPECT_EQ(headers.get("Accept"), "application/vnd.pagerduty+json;version=2");

    next = identify.resume(answer(200, R"({"users":[{"id":"P1","email":"robot@acme.example.org"},
                                          {"id":"P2","email":"notbot@acme.example"}],"more":true})"));
    EXPECT_EQ(asked(next), "GET /users?query=bot%40acme.example&limit=100&offset=100");
    next = identify.resume(answer(200, R"({"users":[{"id":"P3","email":"Bot@Acme.Example"}],"more":false})"));
    ASSERT_TRUE(result(next).ok());
    EXPECT_EQ(*result(next), AccountId("P3"));
}

TEST(PagerDutyIdentify, SaysWhatToDoWhenNobodyHasTheAddress) {
    Identify identify(settings());
    auto next = identify.start();
    next = identify.resume(answer(200, R"({"users":[],"more":false})"));
    ASSERT_FALSE(result(next).ok());
    EXPECT_EQ(result(next).error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(result(next).error().message, HasSubstr("`from:`"));
    EXPECT_THAT(result(next).error().message, HasSubstr("bot@acme.example"));
}

TEST(PagerDutyIdentify, AWrongKeyIsAMatterOfConfiguration) {
    Identify identify(settings());
    auto next = identify.start();
    next = identify.resume(refusal(401, 2006, "Unauthorized"));
    ASSERT_FALSE(result(next).ok());
    EXPECT_EQ(result(next).error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(to_string(result(next).error()), testing::Not(HasSubstr("key-1")));
}

TEST(PagerDutyRead, LeavesOutWhatIsGoneOrNotOurs) {
    Read read(settings(), {{TicketId("Q1"), ""}, {TicketId("Q2"), ""}, {TicketId("Q3"), ""}});
    auto next = read.start();
    EXPECT_EQ(asked(next), "GET /incidents/Q1");
    next = read.resume(refusal(404, 2100, "Not Found"));
    EXPECT_EQ(asked(next), "GET /incidents/Q2");
    next = read.resume(
        answer(200, R"({"incident":)" + IncidentJson{.id = "Q2", .service = "POTHER"}.str() + "}"));
    EXPECT_EQ(asked(next), "GET /incidents/Q3");
    next = read.resume(answer(200, R"({"incident":)" + IncidentJson{.id = "Q3"}.str() + "}"));
    ASSERT_TRUE(result(next).ok());
    ASSERT_EQ(result(next)->size(), 1u);
    EXPECT_EQ(result(next)->front().ticket.ref.id, TicketId("Q3"));
    EXPECT_EQ(result(next)->front().source, Source::read);
}

TEST(PagerDutyRead, FailsAsAWholeOnATransportError) {
    Read read(settings(), {{TicketId("Q1"), ""}, {TicketId("Q2"), ""}});
    auto next = read.start();
    next = read.resume(answer(200, R"({"incident":)" + IncidentJson{}.str() + "}"));
    next = read.resume(Error{ErrorKind::retry_after, "no route to host"});
    ASSERT_FALSE(result(next).ok());
    EXPECT_EQ(result(next).error().kind, ErrorKind::retry_after);
    EXPECT_THAT(result(next).error().message, HasSubstr("Q2"));
}

TEST(PagerDutyRead, OfNothingAsksNothing) {
    Read read(settings(), {});
    const auto next = read.start();
    ASSERT_TRUE(result(next).ok());
    EXPECT_TRUE(result(next)->empty());
}

struct Notes {
    const char* name;
    const char* notes;
    bool want;
};

TEST(PagerDutyFindMarker, TrustsOnlyOurOwnNotes) {
    const Notes rows[] = {
        {"ours", R"([{"user":{"id":"PBOT"},"content":"on call\n[oncalld 3f9c]"}])", true},
        {"copied by a person", R"([{"user":{"id":"PANN"},"content":"on call\n[oncalld 3f9c]"}])", false},
        {"of another step", R"([{"user":{"id":"PBOT"},"content":"on call\n[oncalld 0000]"}])", false},
        {"none", "[]", false},
        {"nonsense", R"([null, 3, {"user":null,"content":"[oncalld 3f9c]"}])", false},
    };
    for (const Notes& row : rows) {
        SCOPED_TRACE(row.name);
        FindMarker find(settings(), {TicketId("Q1"), "7"}, StepId("3f9c"), AccountId("PBOT"));
        auto next = find.start();
        EXPECT_EQ(asked(next), "GET /incidents/Q1/notes");
        next = find.resume(answer(200, std::string(R"({"notes":)") + row.notes + "}"));
        ASSERT_TRUE(result(next).ok());
        EXPECT_EQ(*result(next), row.want);
    }
}

TEST(PagerDutyFindMarker, AFailureIsNeverANo) {
    for (const auto& response : {refusal(404, 2100, "Not Found"), refusal(500, 2000, "Internal"),
                                 answer(200, "{}"), answer(200, "<html>")}) {
        FindMarker find(settings(), {TicketId("Q1"), "7"}, StepId("3f9c"), AccountId("PBOT"));
        auto next = find.start();
        next = find.resume(response);
        EXPECT_FALSE(result(next).ok()) << response.body;
    }
}

}  // namespace
}  // namespace oncalld::pagerduty
