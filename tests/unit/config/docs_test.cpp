// The examples of the pages are configurations: who copies one must not be told that it is wrong.
#include "config/load.h"

#include "tests/unit/config/team.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace oncalld::config {

namespace {

// The fenced blocks marked as YAML, each named by its place. Lines before a block are left empty, so that a
// finding names the line of the page.
std::vector<SourceText> yaml_blocks(const std::string& page) {
    std::ifstream in(std::filesystem::path(ONCALLD_SOURCE_DIR) / page);
    std::vector<SourceText> blocks;
    std::string before;
    bool inside = false;
    for (std::string line; std::getline(in, line); before += '\n') {
        if (line == "```yaml")
            blocks.push_back({page, before + "\n"});
        else if (inside && line != "```")
            blocks.back().text += line + "\n";
        inside = line == "```yaml" || (inside && line != "```");
    }
    return blocks;
}

std::string complaints_of(const Loaded& loaded) {
    return lines(loaded.findings, [](Severity severity) { return severity != Severity::note; });
}

TEST(Docs, TheExamplesOfTheReferenceAreTheFragmentsOfOneConfiguration) {
    const std::vector<SourceText> fragments = yaml_blocks("docs/configuration.md");
    ASSERT_GE(fragments.size(), 8u) << "are the blocks still marked ```yaml?";
    EXPECT_EQ(complaints_of(load(fragments, {})), "");
}

TEST(Docs, TheExampleOfTheReadmeIsAWholeConfiguration) {
    const std::vector<SourceText> blocks = yaml_blocks("README.md");
    ASSERT_EQ(blocks.size(), 1u);
    const Loaded loaded = load(blocks, {});
    EXPECT_TRUE(loaded.settings.has_value());
    EXPECT_EQ(lines(loaded.findings, [](Severity) { return true; }), "") << "not even a note";
}

}  // namespace

}  // namespace oncalld::config
