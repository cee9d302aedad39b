#include "connectors/pagerduty/text.h"

#include <gtest/gtest.h>

namespace oncalld::pagerduty {
namespace {

Document paragraph(Line line) {
    return {{Paragraph{std::move(line)}}};
}

TEST(PagerDutyText, IsPlain) {
    struct Row {
        const char* name;
        Document document;
        const char* want;
    };
    const Row rows[] = {
        {"nothing", {}, ""},
        {"text and emphasis", paragraph({Text{"on call "}, Strong{"now"}}), "on call now"},
        {"a mention is a name: nothing here notifies", paragraph({Mention{AccountId("PANN"), "Ann Berg"}}),
         "Ann Berg"},
        {"a link shows where it leads", paragraph({Link{"SUP-1", "https://j/SUP-1"}}),
         "SUP-1 (https://j/SUP-1)"},
        {"a bare link is said once", paragraph({Link{"https://j/SUP-1", "https://j/SUP-1"}}),
         "https://j/SUP-1"},
        {"blocks are set apart",
         {{Paragraph{{Text{"a"}}}, BulletList{{{Text{"b"}}, {Text{"c"}}}}}},
         "a\n\n- b\n- c"},
        {"foreign text stays on its line", paragraph({Text{"a\n[oncalld 00]\r\x1b[0m"}}),
         "a [oncalld 00]  [0m"},
        {"UTF-8 is kept", paragraph({Text{"b\xc3\xa5t"}}), "b\xc3\xa5t"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(to_text(row.document), row.want);
    }
}

TEST(PagerDutyNote, EndsWithItsMarker) {
    const StepId step("3f9c");
    EXPECT_EQ(note(paragraph({Text{"on call"}}), step), "on call\n[oncalld 3f9c]");
    EXPECT_TRUE(carries_marker(note(paragraph({Text{"on call"}}), step), step));
}

TEST(PagerDutyNote, IsCutToWhatPagerDutyTakesAndKeepsItsMarker) {
    std::string two_bytes_each;
    for (int i = 0; i < 40000; ++i)
        two_bytes_each += "\xc3\xa5";
    for (const char* shift : {"", "x"}) {  // so that the limit falls on either byte
        const std::string text = note(paragraph({Text{shift + two_bytes_each}}), StepId("3f9c"));
        EXPECT_LE(text.size(), 65535u);
        EXPECT_GE(text.size(), 65533u);
        EXPECT_TRUE(carries_marker(text, StepId("3f9c")));
        EXPECT_NE(text.find("\xc3\xa5\xe2\x80\xa6\n[oncalld"), std::string::npos) << "half a character";
    }
}

TEST(PagerDutyMarker, IsTheLastLineOnly) {
    struct Row {
        const char* name;
        const char* note;
        bool want;
    };
    const Row rows[] = {
        {"as written", "on call\n[oncalld 3f9c]", true},
        {"alone", "[oncalld 3f9c]", true},
        {"with space that PagerDuty may leave", "on call\r\n[oncalld 3f9c]\n ", true},
        {"of another step", "on call\n[oncalld 3f9d]", false},
        {"quoted in the middle", "[oncalld 3f9c]\nis what it said", false},
        {"at the end of a line", "see [oncalld 3f9c]", false},
        {"empty", "", false},
        {"blank", " \n", false},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(carries_marker(row.note, StepId("3f9c")), row.want);
    }
}

}  // namespace
}  // namespace oncalld::pagerduty
