#include "connectors/github/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oncalld::github {
namespace {

#define ZW "\xE2\x80\x8B"

struct Row {
    std::string name, text, want;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.name;
}

class Defuse : public testing::TestWithParam<Row> {};

TEST_P(Defuse, ForeignTextShowsButDoesNothing) {
    const Row& row = GetParam();
    EXPECT_EQ(defuse(row.text), row.want) << row.name << ", from: " << row.text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Defuse,
    testing::Values(
        Row{"plain", "Disk full on db-3, 09:00 (again)!", "Disk full on db-3, 09:00 (again)!"},
        Row{"utf-8", "Störung in Århus ✓", "Störung in Århus ✓"},
        Row{"mention", "ask @ann-berg", "ask @" ZW "ann-berg"},
        Row{"team", "ask @acme/all", "ask @" ZW "acme/all"},
        Row{"mail address", "a@b.example", "a@" ZW "b.example"}, Row{"at the end", "who @", "who @" ZW},
        Row{"decimal entity", "&#64;ann", "&amp;#" ZW "64;ann"},
        Row{"hex entity", "&#x40;ann", "&amp;#" ZW "x40;ann"},
        Row{"named entity", "&commat;ann", "&amp;commat;ann"}, Row{"issue", "see #12", "see #" ZW "12"},
        Row{"issue elsewhere", "acme/data#1", "acme/data#" ZW "1"},
        Row{"closing keyword", "closes #1, Fixes acme/etl#22", "closes #" ZW "1, Fixes acme/etl#" ZW "22"},
        Row{"other spelling", "fixes GH-7 and gh-8", "fixes GH-" ZW "7 and gh-" ZW "8"},
        Row{"issue address", "https://github.com/acme/data/issues/7",
            "https://github.com/acme/data/issues/" ZW "7"},
        Row{"pull request address", "https://github.com/acme/data/pull/7",
            "https://github.com/acme/data/pull/" ZW "7"},
        Row{"other address", "https://status.example/2026/x", "https://status.example/2026/x"},
        Row{"html", "<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"},
        Row{"forged marker", "<!-- oncalld op=0 -->", "&lt;!-- oncalld op=0 --&gt;"},
        Row{"already escaped", "\\@ann", "\\\\@" ZW "ann"}, Row{"code", "`@ann`", "\\`@" ZW "ann\\`"},
        Row{"emphasis", "*a* __b__ ~c~", "\\*a\\* \\_\\_b\\_\\_ \\~c\\~"},
        Row{"link", "[x](https://evil.example)", "\\[x\\](https://evil.example)"},
        Row{"maths", "a|b $x$", "a|b \\$x\\$"},
        Row{"names keep their underscores", "data_support: https://x.example/a_b?c_d_",
            "data_support: https://x.example/a_b?c_d\\_"},
        Row{"lines become one", "a\r\n# b\n\n- c\td", "a #" ZW " b - c d"}),
    [](const auto& info) {
        std::string name = info.param.name;
        for (char& c : name)
            if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
        return name;
    });

std::string paragraph(Line line) {
    return to_markdown({{Paragraph{std::move(line)}}});
}

TEST(GitHubMarkdown, ParagraphsAndLists) {
    const Document document{{Paragraph{{Text{"On call: "}, Strong{"Ann Berg"}}},
                             BulletList{{{Text{"one"}}, {Text{"two"}}}}, Paragraph{{Text{"end"}}}}};
    EXPECT_EQ(to_markdown(document), "On call: **Ann Berg**\n\n- one\n- two\n\nend");
}

TEST(GitHubMarkdown, NothingIsNothing) {
    EXPECT_EQ(to_markdown({}), "");
    EXPECT_EQ(to_markdown({{Paragraph{}, Paragraph{{Text{"a"}}}, Paragraph{{Text{" "}}}}}), "a");
}

TEST(GitHubMarkdown, AMentionNotifiesExactlyItsAccount) {
    const AccountId ann("ann-berg");
    EXPECT_EQ(paragraph({Mention{ann, "Ann"}, Text{", please"}}), "@ann-berg, please");
    EXPECT_EQ(paragraph({Mention{ann, "Ann"}, Text{"er"}}), "@ann-berg" ZW "er") << "@ann-berger is another";
    EXPECT_EQ(paragraph({Mention{ann, "Ann"}, Text{"/all"}}), "@ann-berg" ZW "/all") << "a team";
}

TEST(GitHubMarkdown, AnAccountThatIsNoLoginIsOnlyNamed) {
    EXPECT_EQ(paragraph({Mention{AccountId("x y"), "Ann @all"}}), "Ann @" ZW "all");
    EXPECT_EQ(paragraph({Mention{AccountId(""), "Ann"}}), "Ann");
}

TEST(GitHubMarkdown, WhatBeginsALineBeginsNoBlock) {
    const std::vector<std::pair<std::string, std::string>> rows{{"# heading", "\\#" ZW " heading"},
                                                                {"- item", "\\- item"},
                                                                {"+ item", "\\+ item"},
                                                                {"1. item", "1\\. item"},
                                                                {"23) item", "23\\) item"},
                                                                {"/close", "\\/close"},
                                                                {"> quote", "&gt; quote"},
                                                                {"    code", "code"},
                                                                {"2026 was good", "2026 was good"},
                                                                {"```", "\\`\\`\\`"},
                                                                {"---", "\\---"}};
    for (const auto& [text, want] : rows) {
        EXPECT_EQ(paragraph({Text{text}}), want) << text;
        EXPECT_EQ(to_markdown({{BulletList{{{Text{text}}}}}}), "- " + want) << "in a list: " << text;
        EXPECT_EQ(paragraph({Text{""}, Text{text}}), want) << "after an empty part: " << text;
    }
}

TEST(GitHubMarkdown, StrongTouchesItsText) {
    EXPECT_EQ(paragraph({Text{"a "}, Strong{" b "}, Text{" c"}}), "a **b** c");
    EXPECT_EQ(paragraph({Text{"a"}, Strong{"  "}}), "a");
}

TEST(GitHubMarkdown, LinksLeadOnlyToTheWeb) {
    EXPECT_EQ(paragraph({Link{"run [1]", "https://x.example/a?b=1&c=2"}}),
              "[run \\[1\\]](<https://x.example/a?b=1&amp;c=2>)");
    EXPECT_EQ(paragraph({Link{"a", "https://x.example/> [b](c"}}), "[a](<https://x.example/%3E%20[b](c>)");
    EXPECT_EQ(paragraph({Link{"a", "javascript:alert(1)"}}), "a (javascript:alert(1))");
}

TEST(GitHubMarkdown, FitCutsBetweenCodePoints) {
    EXPECT_EQ(fit("abc", 3), "abc");
    EXPECT_EQ(fit("abcd", 3), "ab…");
    EXPECT_EQ(fit("ååå", 3), "ååå") << "six bytes, three characters";
    EXPECT_EQ(fit("åååå", 3), "åå…");
    EXPECT_EQ(fit("😀😀😀", 2), "😀…");
    EXPECT_EQ(fit("ab", 1), "…");
    EXPECT_EQ(fit("ab", 0), "");
    EXPECT_EQ(fit("", 0), "");
}

}  // namespace
}  // namespace oncalld::github
