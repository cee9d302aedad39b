#include "daemon/log.h"

#include <gtest/gtest.h>

namespace oncalld {
namespace {

TEST(Log, ALineIsWhatWasSaidAndItsFields) {
    EXPECT_EQ(text_line(LogLevel::info, "ready", {}), "info: ready\n");
    EXPECT_EQ(text_line(LogLevel::warning, "not assigned", {{"ticket", "SUP-12"}, {"reason", "no_account"}}),
              "warning: not assigned (ticket=SUP-12 reason=no_account)\n");
}

TEST(Log, ForeignTextCannotPretendToBeALineOrAField) {
    struct Row {
        const char* name;
        std::string value;
        std::string want;
    };
    const std::vector<Row> rows{
        {"plain", "acme/data#12", "acme/data#12"},
        {"not ASCII", "Åse", "Åse"},
        {"empty", "", "\"\""},
        {"spaces", "on call", "\"on call\""},
        {"another field", "x ticket=SUP-1", "\"x ticket=SUP-1\""},
        {"the end of the fields", "x)", "\"x)\""},
        {"an equals sign", "a=b", "\"a=b\""},
        {"quotes", "say \"hi\" \\", R"("say \"hi\" \\")"},
        {"a line of its own", "x\nerror: gone\r", "\"x error: gone \""},
        {"colour", "\x1b[31mred", "\" [31mred\""},
        {"colour in one character (C1)",
         "\xc2\x9b"
         "31mred",
         "\" 31mred\""},
        {"NUL and DEL", std::string("a\0b\x7f", 4), "\"a b \""},
    };
    for (const Row& row : rows)
        EXPECT_EQ(text_line(LogLevel::error, "said", {{"text", row.value}}),
                  "error: said (text=" + row.want + ")\n")
            << row.name;
    EXPECT_EQ(text_line(LogLevel::info, "a\nb\x1b", {}), "info: a b \n");
}

TEST(Log, LevelsAreWords) {
    EXPECT_EQ(parse_level("debug"), LogLevel::debug);
    EXPECT_EQ(parse_level("error"), LogLevel::error);
    EXPECT_EQ(parse_level("Error"), std::nullopt);
    EXPECT_EQ(parse_level(""), std::nullopt);
}

}  // namespace
}  // namespace oncalld
