#include "connectors/jira/adf.h"

#include <gtest/gtest.h>

namespace oncalld::jira {
namespace {

std::string text(std::string_view text) {
    return R"({"type":"text","text":")" + std::string(text) + "\"}";
}
std::string paragraph(const std::string& content) {
    return R"({"type":"paragraph","content":[)" + content + "]}";
}

TEST(JiraAdf, RendersEveryKindOfText) {
    struct Row {
        const char* name;
        std::vector<Block> blocks;
        std::string want;  // the content of the doc
    };
    const Row rows[] = {
        {"nothing", {}, ""},
        {"text", {Paragraph{{Text{"on call"}}}}, paragraph(text("on call"))},
        {"foreign text stays text",
         {Paragraph{{Text{"[~ann] @bob *x* <b> \"q\" \\ {code}"}}}},
         paragraph(text(R"([~ann] @bob *x* <b> \"q\" \\ {code})"))},
        {"strong",
         {Paragraph{{Strong{"Bob"}}}},
         paragraph(R"({"type":"text","text":"Bob","marks":[{"type":"strong"}]})")},
        {"mention",
         {Paragraph{{Mention{AccountId("5b10"), "Bob Lie"}}}},
         paragraph(R"({"type":"mention","attrs":{"id":"5b10","text":"@Bob Lie"}})")},
        {"mention without a name",
         {Paragraph{{Mention{AccountId("5b10"), ""}}}},
         paragraph(R"({"type":"mention","attrs":{"id":"5b10"}})")},
        {"mention of nobody with an account",
         {Paragraph{{Mention{AccountId(), "Bob"}}}},
         paragraph(text("Bob"))},
        {"link",
         {Paragraph{{Link{"SUP-1", "https://x.example/1"}}}},
         paragraph(
             R"({"type":"text","text":"SUP-1","marks":[{"type":"link","attrs":{"href":"https://x.example/1"}}]})")},
        {"link without a text",
         {Paragraph{{Link{"", "https://x.example/1"}}}},
         paragraph(
             R"({"type":"text","text":"https://x.example/1","marks":[{"type":"link","attrs":{"href":"https://x.example/1"}}]})")},
        {"link without an address", {Paragraph{{Link{"SUP-1", ""}}}}, paragraph(text("SUP-1"))},
        {"empty texts vanish: Jira refuses them",
         {Paragraph{{Text{""}, Strong{""}, Text{"a"}}}},
         paragraph(text("a"))},
        {"list",
         {BulletList{{{Text{"a"}}, {Text{"b"}}}}},
         R"({"type":"bulletList","content":[{"type":"listItem","content":[)" + paragraph(text("a")) +
             R"(]},{"type":"listItem","content":[)" + paragraph(text("b")) + "]}]}"},
        {"an empty list vanishes", {BulletList{}, Paragraph{{Text{"a"}}}}, paragraph(text("a"))},
    };
    for (const Row& row : rows) {
        json::Writer writer;
        write_adf(writer, Document{row.blocks});
        EXPECT_EQ(writer.take(), R"({"type":"doc","version":1,"content":[)" + row.want + "]}") << row.name;
    }
}

}  // namespace
}  // namespace oncalld::jira
