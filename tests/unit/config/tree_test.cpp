#include "config/tree.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class YamlFaults : public testing::TestWithParam<Fault> {};

TEST_P(YamlFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, YamlFaults,
    testing::Values(
        Fault{"NotYaml", "people: {ann: [}\n", "team.yaml:1:16: error: not YAML: illegal flow end"},
        Fault{"TopLevelList", "- people\n",
              "team.yaml:1:1: error: expected keys such as `people:`, found a list"},
        Fault{"UnknownSection", "rotation: {}\n",
              "team.yaml:1:1: error: unknown key `rotation` in the configuration; did you mean `rotations`?"},
        Fault{"DuplicateKey", "http: {listen: 127.0.0.1:1, listen: 127.0.0.1:2}\n",
              "team.yaml:1:29: error: key `listen` is given twice; the first is at team.yaml:1:8"},
        Fault{"MergeKey", "http: {<<: {listen: 127.0.0.1:1}}\n",
              "team.yaml:1:8: error: merge keys (`<<`) are not expanded; write the keys out"},
        Fault{"ForeignTag", "http: {listen: !env 127.0.0.1:1}\n",
              "team.yaml:1:16: error: tag `!env` means nothing here; remove it"},
        Fault{"KeyIsAList", "http: {[a]: 1}\n", "team.yaml:1:8: error: a key must be a word, found a list"},
        Fault{"SecondDocument",
              "http: {listen: 127.0.0.1:1}\n"
              "---\n"
              "http: {}\n",
              "team.yaml:3:1: error: a file holds one document; remove the `---` before this"},
        Fault{"AliasOfItself", "http: &a {listen: *a}\n",
              "team.yaml:1:19: error: this alias stands inside of what it refers to"},
        Fault{"AliasUnknown", "http: *nobody\n",
              "team.yaml:1:7: error: not YAML: the referenced anchor is not defined"}),
    name_of_fault);

// What hangs or overflows readers of YAML::Node must end with a complaint here.
struct Hazard {
    std::string name;
    std::string yaml;
    std::string said;
    friend void PrintTo(const Hazard& hazard, std::ostream* out) { *out << hazard.name; }
};

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

// Each level holds the one before nine times: nine to the power of nine values.
std::string billion_laughs() {
    std::string yaml = "a0: &a0 [x]\n";
    for (int level = 1; level <= 9; ++level) {
        const std::string before = "*a" + std::to_string(level - 1);
        yaml += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" +
                repeated(before + ", ", 8) + before + "]\n";
    }
    return yaml;
}

class YamlHazards : public testing::TestWithParam<Hazard> {};

TEST_P(YamlHazards, EndWithAComplaint) {
    Report report;
    const Node tree = parse_tree("f", GetParam().yaml, report);
    EXPECT_TRUE(tree.is(Node::Kind::map));
    const auto findings = report.in_file_order({"f"});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(to_string(findings.front()), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Hazards, YamlHazards,
    testing::Values(
        Hazard{"AliasOfItself", "x: &a [*a]", "f:1:8: error: this alias stands inside of what it refers to"},
        Hazard{"AliasAsItsOwnKey", "&a {*a : 1}",
               "f:1:5: error: this alias stands inside of what it refers to"},
        Hazard{"TwentyThousandBrackets", "x: " + std::string(20'000, '['),
               "f:1:20: error: nested deeper than 32 levels"},
        Hazard{"TwentyThousandBraces", "x: " + std::string(20'000, '{'),
               "f:1:35: error: nested deeper than 32 levels"},
        Hazard{"TwentyThousandDashes", repeated("- ", 20'000), "f:1:65: error: nested deeper than 32 levels"},
        Hazard{"BillionLaughs", billion_laughs(),
               "f:6:40: error: more than 100000 values; are the aliases meant?"}),
    [](const auto& info) { return info.param.name; });

TEST(Tree, KeepsPlacesThatCountFromOne) {
    Report report;
    const Node tree = parse_tree("f", "a: 1\nb:\n  - x\n  - {c: y}\n", report);
    ASSERT_NE(tree.find("b"), nullptr);
    const Node& list = tree.find("b")->value;
    ASSERT_EQ(list.items.size(), 2u);
    EXPECT_EQ(list.items[0].place, (Place{"f", 3, 5}));
    EXPECT_EQ(list.items[1].find("c")->place, (Place{"f", 4, 6}));
    EXPECT_EQ(list.items[1].find("c")->value.place, (Place{"f", 4, 9}));
}

TEST(Tree, TakesScalarsAsTheyAreWritten) {
    Report report;
    const Node tree = parse_tree("f", "a: 09:00\nb: 0x10\nc: no\nd: ~\ne: '~'\nf:\n", report);
    EXPECT_EQ(tree.find("a")->value.text, "09:00");
    EXPECT_EQ(tree.find("b")->value.text, "0x10");
    EXPECT_EQ(tree.find("c")->value.text, "no");
    EXPECT_TRUE(tree.find("d")->value.is(Node::Kind::null));
    EXPECT_EQ(tree.find("e")->value.text, "~");
    EXPECT_TRUE(tree.find("f")->value.is(Node::Kind::null));
}

TEST(Tree, CopiesAliases) {
    Report report;
    const Node tree = parse_tree("f", "a: &x {k: v}\nb: *x\n", report);
    EXPECT_EQ(tree.find("b")->value.find("k")->value.text, "v");
    EXPECT_FALSE(report.has_errors());
}

TEST(Tree, OfNothingIsAnEmptyMap) {
    for (const char* text : {"", "\n", "# nothing\n", "---\n", "~"}) {
        Report report;
        EXPECT_TRUE(parse_tree("f", text, report).is(Node::Kind::map)) << text;
        EXPECT_FALSE(report.has_errors()) << text;
    }
}

}  // namespace

}  // namespace oncalld::config
