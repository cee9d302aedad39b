#include "connectors/json.h"

#include <gmock/gmock.h>

namespace oncalld::json {
namespace {

Document parsed(std::string_view text) {
    auto result = parse(text);
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(result).value();
}

TEST(Json, RefusesWhatIsNotJson) {
    struct Row {
        const char* name;
        std::string text;
        const char* says;
    };
    const Row rows[] = {
        {"empty", "", "empty"},
        {"an HTML page of a proxy", "<html>502</html>", "Invalid value"},
        {"cut off", R"({"a":)", "Invalid value"},
        {"two documents", "{}{}", "root must not"},
        {"text after a NUL", std::string("{}\0{}", 5), "NUL"},
        {"not UTF-8", "{\"a\":\"\xC3(\"}", "Invalid encoding"},
        {"lone surrogate", R"({"a":"\ud800"})", "surrogate"},
        {"129 levels", std::string(129, '[') + std::string(129, ']'), "nested too deeply"},
        {"a million levels, never closed", std::string(1'000'000, '['), "nested too deeply"},
    };
    for (const Row& row : rows) {
        const auto result = parse(row.text);
        ASSERT_FALSE(result.ok()) << row.name;
        EXPECT_EQ(result.error().kind, ErrorKind::bug) << row.name;
        EXPECT_THAT(result.error().message, testing::HasSubstr(row.says)) << row.name;
    }
}

TEST(Json, BracketsInsideStringsAreNoNesting) {
    const auto result = parse("[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"]");
    EXPECT_TRUE(result.ok());
}

TEST(Json, AcceptsTheDeepestAllowedNesting) {
    EXPECT_TRUE(parse(std::string(kMaxDepth, '[') + std::string(kMaxDepth, ']')).ok());
}

TEST(Json, NavigatesAndNeverCrashes) {
    const Document doc =
        parsed(R"({"issue":{"id":10001,"key":"SUP-1","assignee":null,"big":18446744073709551615,
        "half":1.5,"yes":true,"list":[1,2],"at":"2026-11-23T10:00:00.000+0000"},"s":"x"})");
    EXPECT_EQ(string_at(doc, "issue", "key"), "SUP-1");
    EXPECT_EQ(string_at(doc, "issue", "id"), "10001") << "numbers read as strings";
    EXPECT_EQ(string_at(doc, "issue", "big"), "18446744073709551615");
    EXPECT_EQ(string_at(doc, "issue", "half"), "");
    EXPECT_EQ(string_at(doc, "issue", "assignee", "accountId"), "") << "a member of null";
    EXPECT_EQ(string_at(doc, "s", "key", "deeper"), "") << "a member of a string";
    EXPECT_EQ(string_at(doc, "issue", "list", "0"), "") << "a member of an array";
    EXPECT_EQ(text_at(doc, "issue", "id"), "");
    EXPECT_EQ(integer_at(doc, "issue", "id"), 10001);
    EXPECT_EQ(integer_at(doc, "issue", "big"), std::nullopt);
    EXPECT_EQ(integer_at(doc, "s"), std::nullopt);
    EXPECT_EQ(bool_at(doc, "issue", "yes"), true);
    EXPECT_EQ(bool_at(doc, "issue", "no"), std::nullopt);
    EXPECT_EQ(array_at(doc, "issue", "list").size(), 2u);
    EXPECT_TRUE(array_at(doc, "s").empty());
    ASSERT_NE(at(doc, "issue", "assignee"), nullptr);
    EXPECT_TRUE(at(doc, "issue", "assignee")->IsNull());
    EXPECT_EQ(at(doc, "issue", "nothing"), nullptr);
    EXPECT_EQ(instant_at(doc, "issue", "at"), parse_rfc3339("2026-11-23T10:00:00Z"));
    EXPECT_EQ(instant_at(doc, "s"), std::nullopt);
}

TEST(Json, WritesWhatItReads) {
    const Document doc = parsed(R"({"a":[1,null,"\u00e9\"\n"]})");
    const std::string text = Writer()
                                 .object()
                                 .key("copy")
                                 .value(doc)
                                 .key("raw")
                                 .raw("[true]")
                                 .key("n")
                                 .integer(-5)
                                 .key("b")
                                 .boolean(false)
                                 .key("none")
                                 .null()
                                 .key("empty")
                                 .text({})
                                 .key("list")
                                 .array()
                                 .text("x")
                                 .end_array()
                                 .end_object()
                                 .take();
    EXPECT_EQ(text,
              "{\"copy\":{\"a\":[1,null,\"\xC3\xA9\\\"\\n\"]},\"raw\":[true],\"n\":-5,\"b\":false,"
              "\"none\":null,\"empty\":\"\",\"list\":[\"x\"]}");
}

}  // namespace
}  // namespace oncalld::json
