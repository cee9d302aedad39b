#include "connectors/signature.h"

#include <gtest/gtest.h>

namespace oncalld {
namespace {

const std::string kSecret = "It's a Secret to Everybody";
// Published known answers: GitHub's for "Hello, World!", Atlassian's for "Hello World!".
const std::string kGitHubAnswer = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
const std::string kJiraAnswer = "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

std::string upper(std::string hex) {
    for (char& c : hex)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    return hex;
}

http::Request post(std::string header, std::string value, std::string body) {
    http::Request request{.method = "POST", .url = "/webhooks/x", .headers = {}, .body = std::move(body)};
    request.headers.add(std::move(header), std::move(value));
    return request;
}

TEST(Signature, GivesTheKnownAnswers) {
    EXPECT_EQ(hmac_sha256_hex(kSecret, "Hello, World!"), kGitHubAnswer);
    EXPECT_EQ(hmac_sha256_hex(kSecret, "Hello World!"), kJiraAnswer);
    // RFC 4231, test case 2.
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Signature, ReadsEachVendorsHeader) {
    EXPECT_TRUE(
        signed_by_github(post("x-hub-signature-256", "sha256=" + kGitHubAnswer, "Hello, World!"), kSecret));
    EXPECT_TRUE(signed_by_jira(post("X-Hub-Signature", "sha256=" + kJiraAnswer, "Hello World!"), kSecret));
    EXPECT_TRUE(
        signed_by_pagerduty(post("X-PagerDuty-Signature", "v1=" + kGitHubAnswer, "Hello, World!"), kSecret));
}

TEST(Signature, GitHubAndJiraHeadersAreNotMixedUp) {
    EXPECT_FALSE(
        signed_by_github(post("X-Hub-Signature", "sha256=" + kGitHubAnswer, "Hello, World!"), kSecret));
    EXPECT_FALSE(
        signed_by_jira(post("X-Hub-Signature-256", "sha256=" + kJiraAnswer, "Hello World!"), kSecret));
}

TEST(Signature, RefusesWhateverIsNotExactlyTheSignature) {
    struct Row {
        std::string name, value, body, secret;
    };
    const std::vector<Row> rows = {
        {"another body", "sha256=" + kGitHubAnswer, "Hello, World", kSecret},
        {"another secret", "sha256=" + kGitHubAnswer, "Hello, World!", kSecret + "!"},
        {"one digit changed", "sha256=8" + kGitHubAnswer.substr(1), "Hello, World!", kSecret},
        {"cut short", "sha256=" + kGitHubAnswer.substr(0, 62), "Hello, World!", kSecret},
        {"too long", "sha256=" + kGitHubAnswer + "00", "Hello, World!", kSecret},
        {"not hex", "sha256=zz" + kGitHubAnswer.substr(2), "Hello, World!", kSecret},
        {"no method", kGitHubAnswer, "Hello, World!", kSecret},
        {"another method", "sha1=" + kGitHubAnswer, "Hello, World!", kSecret},
        {"empty", "", "Hello, World!", kSecret},
        {"empty secret", "sha256=" + hmac_sha256_hex("", "Hello, World!"), "Hello, World!", ""},
    };
    for (const Row& row : rows)
        EXPECT_FALSE(signed_by_github(post("X-Hub-Signature-256", row.value, row.body), row.secret))
            << row.name;
    EXPECT_FALSE(signed_by_github({.method = "POST", .body = "Hello, World!"}, kSecret)) << "no header";
}

TEST(Signature, HexMayBeUpperCase) {
    EXPECT_TRUE(signed_by_github(
        post("X-Hub-Signature-256", "sha256=" + upper(kGitHubAnswer), "Hello, World!"), kSecret));
}

TEST(Signature, OneOfPagerDutysSignaturesIsEnough) {
    const std::string good = "v1=" + kGitHubAnswer, bad = "v1=" + kJiraAnswer;
    struct Row {
        std::string value;
        bool want;
    };
    const std::vector<Row> rows = {
        {bad + "," + good, true},
        {good + "," + bad, true},
        {bad + ", " + good, true},
        {bad + " ,\t" + good + " ", true},
        {"v2=00," + good, true},
        {bad + "," + bad, false},
        {"v0=" + kGitHubAnswer, false},
        {",", false},
        {"", false},
    };
    for (const Row& row : rows)
        EXPECT_EQ(signed_by_pagerduty(post("X-PagerDuty-Signature", row.value, "Hello, World!"), kSecret),
                  row.want)
            << row.value;
    EXPECT_FALSE(signed_by_pagerduty(
        post("X-PagerDuty-Signature", "v1=" + hmac_sha256_hex("", "Hello, World!"), "Hello, World!"), ""));
}

}  // namespace
}  // namespace oncalld
