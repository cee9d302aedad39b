#include "config/mirror.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class MirrorFaults : public testing::TestWithParam<Fault> {};

TEST_P(MirrorFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, MirrorFaults,
    testing::Values(
        Fault{"MirrorOfOneSide", "mirrors: {m: {between: [jira/SUP]}}\n",
              "team.yaml:1:24: error: a mirror is between two sides, found 1"},
        Fault{"MirrorWithoutContainer", "mirrors: {m: {between: [jira, github/acme/data]}}\n",
              "team.yaml:1:25: error: expected tracker/project such as jira/SUP or github/acme/data, found "
              "`jira`"},
        Fault{"MirrorOfItself", "mirrors: {m: {between: [jira/SUP, jira/OPS]}}\n",
              "team.yaml:1:35: error: a mirror is between two different trackers"},
        Fault{"StatusTwice",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], status: {open: {jira: [New]}, resolved: "
              "{jira: [Done, New]}}}}\n",
              "team.yaml:1:108: error: this is `open` in `jira` already: reading it could mean either"},
        Fault{"StatusNotStable",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], status: {resolved: {github: {state: "
              "closed}}, wont_fix: {github: {state: closed, reason: completed}}}}}\n",
              "team.yaml:1:82: error: not stable: `resolved` written to `github` reads back as `wont_fix`"},
        Fault{"StatusUnknownReason",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], status: {resolved: {github: {state: "
              "closed, reason: done}}}}}\n",
              "team.yaml:1:106: error: expected `completed`, `not_planned` or `duplicate`, found `done`"},
        Fault{"StatusOpenWithReason",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], status: {open: {github: {state: open, "
              "reason: completed}}}}}\n",
              "team.yaml:1:92: error: an open issue has no `reason`; remove it"},
        Fault{"StatusOfUnknownSide",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], status: {open: {pager: triggered}}}}\n",
              "team.yaml:1:70: error: expected `jira` or `github`, found `pager`"},
        Fault{"InternalToPublic",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], visibility: {jira: internal, github: "
              "public}}}\n",
              "team.yaml:1:54: error: this mirror would show internal tickets to the public; add "
              "`allow_public: true` if that is meant"},
        Fault{"UnknownFieldRule",
              "mirrors: {m: {between: [jira/SUP, github/acme/data], fields: {title: orgin, priority: "
              "{authority: pager}}}}\n",
              "team.yaml:1:70: error: expected `origin`, `both` or `none`, found `orgin`; did you mean "
              "`origin`?\n"
              "team.yaml:1:99: error: no side is called `pager`"}),
    name_of_fault);

// The more precise form is read first, so an open issue with a label need not be plain open.
TEST(Mirrors, AreStableWhereALabelTellsTwoStatesApart) {
    constexpr std::string_view yaml =
        "mirrors:\n"
        "  m:\n"
        "    between: [jira/SUP, github/acme/data]\n"
        "    status:\n"
        "      open: {jira: [To Do, Reopened], github: {state: open}}\n"
        "      in_progress: {jira: [In Progress], github: {state: open, label: in-progress}}\n"
        "      resolved: {jira: [Done], github: [{state: closed, reason: completed}, {state: closed}]}\n"
        "      wont_fix: {jira: [\"Won't Do\"], github: {state: closed, reason: not_planned}}\n"
        "    fields: {title: origin, labels: {both: [area/*]}, priority: {authority: jira}}\n"
        "    visibility: {jira: internal, github: public}\n"
        "    allow_public: true\n";
    EXPECT_EQ(complaints(yaml), "");
    EXPECT_EQ(notes(yaml),
              "team.yaml:2:3: note: mirror `m` is not acted on by this version: nothing is copied");
}

TEST(Mirrors, OfARouteAreNoted) {
    EXPECT_EQ(notes("routes: [{name: r, match: {tracker: jira}, assign: none, mirror: {to: github, repo: "
                    "acme/data}}]"),
              "team.yaml:1:58: note: `mirror` is not acted on by this version: nothing is copied");
}

}  // namespace

}  // namespace oncalld::config
