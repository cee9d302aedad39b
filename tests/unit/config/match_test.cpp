// Which route hides which: a route that can never match is told, one that can is not.
#include "config/match.h"

#include <gtest/gtest.h>

namespace oncalld::config {

namespace {

struct Pair {
    std::string name;
    std::string earlier;
    std::string later;
    enum class Covered { no, yes } covered;
    friend void PrintTo(const Pair& pair, std::ostream* out) {
        *out << pair.name << ": " << pair.earlier << " before " << pair.later;
    }
};

using enum Pair::Covered;

class Covers : public testing::TestWithParam<Pair> {};

TEST_P(Covers, ByLookingAtBoth) {
    Report report;
    Trackers trackers;
    trackers.settings.resize(1);
    trackers.settings[0].id = TrackerId("jira");
    trackers.settings[0].containers = {"A", "B"};
    const Names names{{}, {"jira"}, {}};
    const Node earlier = parse_tree("f", GetParam().earlier, report);
    const Node later = parse_tree("f", GetParam().later, report);
    const bool covered =
        covers(match(earlier, names, {}, trackers, report), match(later, names, {}, trackers, report));
    EXPECT_FALSE(report.has_errors());
    EXPECT_EQ(covered, GetParam().covered == yes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Covers,
    testing::Values(Pair{"Everything", "{}", "{tracker: jira, project: A}", yes},
                    Pair{"Itself", "{tracker: jira, labels: [x]}", "{tracker: jira, labels: [x]}", yes},
                    Pair{"ThePart", "{tracker: jira, project: A}", "{tracker: jira}", no},
                    Pair{"OneOfItsProjects", "{project: [A, B]}", "{project: A}", yes},
                    Pair{"MoreThanItsProjects", "{project: A}", "{project: [A, B]}", no},
                    Pair{"AnyLabelOfMore", "{labels: [x, y]}", "{labels: [x]}", yes},
                    Pair{"AnyLabelOfFewer", "{labels: [x]}", "{labels: [x, y]}", no},
                    Pair{"AnyLabelThatAllNeed", "{labels: [x]}", "{labels: {all: [x, z]}}", yes},
                    Pair{"AllLabels", "{labels: {all: [x]}}", "{labels: {all: [x, y]}}", yes},
                    Pair{"AllLabelsOfAny", "{labels: {all: [x]}}", "{labels: [x]}", no},
                    Pair{"NoneOfALabelThatMayBeThere", "{labels: {none: [x]}}", "{}", no},
                    Pair{"NoneOfALabelRefusedToo", "{labels: {none: [x]}}", "{labels: {none: [x, y]}}", yes},
                    Pair{"OtherTitle", "{title: a}", "{title: b}", no},
                    Pair{"SameTitle", "{title: a}", "{title: a, state: open}", yes},
                    Pair{"Older", "{age: {older_than: 1d}}", "{age: {older_than: 2d}}", yes},
                    Pair{"NotSoOld", "{age: {older_than: 2d}}", "{age: {older_than: 1d}}", no},
                    Pair{"Newer", "{age: {newer_than: 2d}}", "{age: {newer_than: 1d}}", yes},
                    Pair{"State", "{state: [open, in_progress]}", "{state: open}", yes},
                    Pair{"Query", "{query: x}", "{query: x}", no}),
    [](const auto& info) { return info.param.name; });

}  // namespace

}  // namespace oncalld::config
