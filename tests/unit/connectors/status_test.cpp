// One table of HTTP answers, for every vendor alike.
#include "connectors/http/status.h"

#include <gtest/gtest.h>

namespace oncalld::http {
namespace {

using std::chrono::seconds;

struct Row {
    const char* name;
    int status;
    Headers headers;
    std::string body;
    ErrorKind read, write;
    std::optional<seconds> after;
};

Response response(const Row& row) {
    Response response;
    response.status = row.status;
    response.headers = row.headers;
    response.body = row.body;
    return response;
}

TEST(Status, EveryAnswerHasOneMeaning) {
    using enum ErrorKind;
    const std::pair<std::string, std::string> date{"Date", "Mon, 30 Nov 2026 08:00:00 GMT"};
    const std::vector<Row> rows{
        {"bad request", 400, {}, "", give_up, give_up, {}},
        {"unauthorised", 401, {}, "", fix_configuration, fix_configuration, {}},
        {"forbidden", 403, {}, "Resource not accessible", fix_configuration, fix_configuration, {}},
        {"forbidden by a secondary limit",
         403,
         {},
         "You have exceeded a secondary rate limit",
         retry_after,
         retry_after,
         {}},
        {"forbidden with Retry-After",
         403,
         {{"Retry-After", "60"}},
         "",
         retry_after,
         retry_after,
         seconds(60)},
        {"forbidden with nothing remaining",
         403,
         {date, {"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1796025690"}},
         "",
         retry_after,
         retry_after,
         seconds(90)},
        {"forbidden with something remaining",
         403,
         {{"x-ratelimit-remaining", "7"}},
         "",
         fix_configuration,
         fix_configuration,
         {}},
        {"not found", 404, {}, "", give_up, give_up, {}},
        {"method not allowed", 405, {}, "", give_up, give_up, {}},
        {"time-out", 408, {}, "", retry_after, outcome_unknown, {}},
        {"conflict", 409, {}, "", give_up, give_up, {}},
        {"gone", 410, {}, "", give_up, give_up, {}},
        {"too large", 413, {}, "", give_up, give_up, {}},
        {"unprocessable", 422, {}, "", give_up, give_up, {}},
        {"too many, in seconds", 429, {{"retry-after", "7"}}, "", retry_after, retry_after, seconds(7)},
        {"too many, by a date",
         429,
         {date, {"Retry-After", "Mon, 30 Nov 2026 08:00:30 GMT"}},
         "",
         retry_after,
         retry_after,
         seconds(30)},
        {"too many, by PagerDuty's reset",
         429,
         {{"ratelimit-reset", "12"}},
         "",
         retry_after,
         retry_after,
         seconds(12)},
        {"too many, without a word", 429, {}, "", retry_after, retry_after, {}},
        {"too many, nonsense", 429, {{"Retry-After", "soon"}}, "", retry_after, retry_after, {}},
        {"too many, for a year",
         429,
         {{"Retry-After", "31536000"}},
         "",
         retry_after,
         retry_after,
         seconds(3600)},
        {"internal error", 500, {}, "", retry_after, outcome_unknown, {}},
        {"bad gateway", 502, {}, "<html>", retry_after, outcome_unknown, {}},
        {"unavailable", 503, {{"Retry-After", "5"}}, "", retry_after, outcome_unknown, {}},
        {"gateway time-out", 504, {}, "", retry_after, outcome_unknown, {}},
        {"moved", 301, {{"Location", "https://elsewhere.example"}}, "", give_up, give_up, {}},
        {"temporary redirect", 307, {}, "", give_up, give_up, {}},
        {"informational", 101, {}, "", bug, bug, {}},
        {"nothing", 0, {}, "", bug, bug, {}},
    };
    for (const Row& row : rows) {
        const Error read = refusal(response(row), Send::Access::read);
        const Error write = refusal(response(row), Send::Access::write);
        EXPECT_EQ(to_string(read.kind), to_string(row.read)) << row.name;
        EXPECT_EQ(to_string(write.kind), to_string(row.write)) << row.name;
        if (write.kind == retry_after) EXPECT_EQ(write.after, row.after) << row.name;
        if (row.status > 0) {
            EXPECT_NE(write.message.find(std::to_string(row.status)), std::string::npos) << row.name;
        }
        EXPECT_FALSE(is_success(response(row))) << row.name;
    }
}

TEST(Status, SuccessIsTwoHundredAndNotModified) {
    for (const int status : {200, 201, 202, 204, 304}) {
        Response answer;
        answer.status = status;
        EXPECT_TRUE(is_success(answer)) << status;
    }
}

}  // namespace
}  // namespace oncalld::http
