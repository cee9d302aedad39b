#include "config/routes.h"

#include "tests/unit/config/team.h"

#include <re2/re2.h>

namespace oncalld::config {

namespace {

class RouteFaults : public testing::TestWithParam<Fault> {};

TEST_P(RouteFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, RouteFaults,
    testing::Values(
        Fault{"RouteWithoutName", "routes: [{match: {}, assign: none}]\n",
              "team.yaml:1:10: error: a route needs `name`"},
        Fault{"RouteWithoutMatch", "routes: [{name: a, assign: none}]\n",
              "team.yaml:1:10: error: a route needs `match`"},
        Fault{"EmptyMatchLeftOut",
              "routes:\n"
              "  - name: a\n"
              "    match:\n"
              "    assign: none\n",
              "team.yaml:4:5: error: expected a match as a map, found nothing"},
        Fault{"RouteWithoutAssign", "routes: [{name: a, match: {}}]\n",
              "team.yaml:1:10: error: a route needs `assign`"},
        Fault{"AssignIsAWord", "routes: [{name: a, match: {}, assign: week}]\n",
              "team.yaml:1:39: error: expected `none` or a map with `rotation`, found `week`"},
        Fault{"RouteNameTwice",
              "routes: [{name: a, match: {tracker: jira}, assign: none}, {name: a, match: {tracker: github}, "
              "assign: none}]\n",
              "team.yaml:1:66: error: a route is called `a` already, at team.yaml:1:10"},
        Fault{"UnknownRotation", "routes: [{name: a, match: {tracker: jira}, assign: {rotation: weak}}]\n",
              "team.yaml:1:63: error: no rotation is called `weak`; did you mean `week`?"},
        Fault{"UnknownFallback",
              "routes: [{name: a, match: {tracker: jira}, assign: {rotation: week, then: [zoe]}}]\n",
              "team.yaml:1:76: error: no rotation or person is called `zoe`"},
        Fault{"UnknownTracker", "routes: [{name: a, match: {tracker: jra}, assign: none}]\n",
              "team.yaml:1:37: error: no tracker is called `jra`; did you mean `jira`?"},
        Fault{"RepoOfJira", "routes: [{name: a, match: {tracker: jira, repo: acme/data}, assign: none}]\n",
              "team.yaml:1:43: error: tickets of type jira have no `repo`: this route could never match; "
              "write `project`"},
        Fault{"ProjectNotPolled",
              "routes: [{name: a, match: {tracker: jira, project: SUPP}, assign: none}]\n",
              "team.yaml:1:52: error: project `SUPP` is not listed under `projects` of a tracker, so its "
              "tickets are never seen; did you mean `SUP`?"},
        Fault{"LabelsOfPagerDuty",
              "routes: [{name: a, match: {tracker: pager, labels: [x]}, assign: none}]\n",
              "team.yaml:1:44: error: tickets of type pagerduty have no `labels`: this route could never "
              "match"},
        Fault{"LabelWantedAndRefused",
              "routes: [{name: a, match: {labels: {all: [x], none: [x]}}, assign: none}]\n",
              "team.yaml:1:36: warning: label `x` is both wanted and refused: this route never matches"},
        Fault{"EmptyLabels", "routes: [{name: a, match: {labels: {any: []}}, assign: none}]\n",
              "team.yaml:1:42: error: expected a label, found an empty list"},
        Fault{"TitleIsNoPattern", "routes: [{name: a, match: {title: '(foo'}, assign: none}]\n",
              "team.yaml:1:35: error: this pattern is not understood: missing ): (foo"},
        Fault{"UnknownState", "routes: [{name: a, match: {state: opn}, assign: none}]\n",
              "team.yaml:1:35: error: expected `open`, `in_progress` or `resolved`, found `opn`; did you "
              "mean `open`?"},
        Fault{"AgeIsAWord", "routes: [{name: a, match: {age: 3d}, assign: none}]\n",
              "team.yaml:1:33: error: expected `age` as a map with `older_than` or `newer_than`, found `3d`"},
        Fault{"NoSuchAge",
              "routes: [{name: a, match: {age: {older_than: 9d, newer_than: 3d}}, assign: none}]\n",
              "team.yaml:1:33: warning: no age is both: this route never matches"},
        Fault{"ReporterWithoutAccount",
              "routes: [{name: a, match: {tracker: github, reporter: cy}, assign: none}]\n",
              "team.yaml:1:55: error: `cy` has no account where this route looks"},
        Fault{"PagerDutyWithoutVia",
              "routes: [{name: a, match: {tracker: pager}, assign: {rotation: week}}]\n",
              "team.yaml:1:53: error: this route can match PagerDuty incidents and must say how it assigns "
              "them: `via: policy` (PagerDuty chooses the person and keeps escalating) or `via: user` (stops "
              "escalation)"},
        Fault{"EverywhereWithoutVia", "routes: [{name: a, match: {}, assign: {rotation: week}}]\n",
              "team.yaml:1:39: error: this route can match PagerDuty incidents and must say how it assigns "
              "them: `via: policy` (PagerDuty chooses the person and keeps escalating) or `via: user` (stops "
              "escalation)\n"
              "team.yaml:1:50: warning: without an account in `github`, so not assignable there: `cy`"},
        Fault{"ViaPolicyInJira",
              "routes: [{name: a, match: {tracker: jira}, assign: {rotation: week, via: policy, policy: "
              "P}}]\n",
              "team.yaml:1:69: error: only PagerDuty has escalation policies; match a `tracker` of type "
              "pagerduty"},
        Fault{"ViaPolicyWithoutPolicy",
              "routes: [{name: a, match: {tracker: pager}, assign: {rotation: week, via: policy}}]\n",
              "team.yaml:1:53: error: `assign` needs `policy`"},
        Fault{
            "PolicyWithViaUser",
            "routes: [{name: a, match: {tracker: pager}, assign: {rotation: week, via: user, policy: P}}]\n",
            "team.yaml:1:81: error: `policy` belongs to `via: policy`"},
        Fault{"PersonWithoutAccount",
              "routes: [{name: a, match: {tracker: github}, assign: {rotation: week}}]\n",
              "team.yaml:1:65: warning: without an account in `github`, so not assignable there: `cy`"},
        Fault{
            "UnknownPolicy",
            "routes: [{name: a, match: {tracker: jira}, assign: {rotation: week}, at_handoff: carryover}]\n",
            "team.yaml:1:82: error: expected `carry_over`, `keep` or `release`, found `carryover`; did you "
            "mean `carry_over`?"},
        Fault{"RestartWithKeep",
              "routes: [{name: a, match: {tracker: jira}, assign: {rotation: week}, at_handoff: {policy: "
              "keep, restart: true}}]\n",
              "team.yaml:1:97: error: `restart` belongs to `policy: carry_over`"},
        Fault{"RestartInPagerDuty",
              "routes: [{name: a, match: {tracker: pager}, assign: {rotation: week, via: user}, at_handoff: "
              "{policy: carry_over, restart: true}}]\n",
              "team.yaml:1:115: error: an incident that goes back to triggered pages somebody; `restart` is "
              "for Jira and GitHub"},
        Fault{"RestartIsYes",
              "routes: [{name: a, match: {tracker: jira}, assign: {rotation: week}, at_handoff: {policy: "
              "carry_over, restart: yes}}]\n",
              "team.yaml:1:112: error: expected `true` or `false`, found `yes`"},
        Fault{"BehindACatchAll",
              "routes:\n"
              "  - {name: a, match: {}, assign: none}\n"
              "  - {name: b, match: {tracker: jira}, assign: none}\n",
              "team.yaml:3:5: warning: this route never matches: `a` at team.yaml:2:5 comes first and "
              "matches all of its tickets; move it up or remove it"},
        Fault{"SameMatchAgain",
              "routes:\n"
              "  - {name: a, match: {tracker: jira, title: x}, assign: none}\n"
              "  - {name: b, match: {tracker: jira, title: x}, assign: none}\n",
              "team.yaml:3:5: warning: this route never matches: `a` at team.yaml:2:5 comes first and "
              "matches all of its tickets; move it up or remove it"},
        Fault{"MirrorNotPolled",
              "routes: [{name: a, match: {tracker: jira}, assign: none, mirror: {to: github, repo: "
              "acme/dat}}]\n",
              "team.yaml:1:85: error: repo `acme/dat` is not listed under `repos` of `github`; did you mean "
              "`acme/data`?"}),
    name_of_fault);

Route route_of(std::string_view keys) {
    const Settings settings = settings_of("routes: [{name: r, " + std::string(keys) + "}]");
    return settings.engine.routes.empty() ? Route{} : settings.engine.routes.front();
}

TEST(Routes, MatchByEveryKey) {
    const Match match =
        route_of(
            "match: {tracker: jira, project: [SUP, OPS], labels: {any: [a], all: [b, c], none: d}, "
            "component: X, issue_type: [Bug, Incident], priority: High, "
            "reporter: [somebody, ann], title: '(?i)disk', state: open, "
            "age: {older_than: 1h, newer_than: 2w}}, assign: none")
            .match;
    using Texts = std::vector<std::string>;
    EXPECT_EQ(match.tracker, TrackerId("jira"));
    EXPECT_EQ(match.containers, (Texts{"SUP", "OPS"}));
    EXPECT_EQ(match.labels_any, Texts{"a"});
    EXPECT_EQ(match.labels_all, (Texts{"b", "c"}));
    EXPECT_EQ(match.labels_none, Texts{"d"});
    EXPECT_EQ(match.components, Texts{"X"});
    EXPECT_EQ(match.issue_types, (Texts{"Bug", "Incident"}));
    EXPECT_EQ(match.priorities, Texts{"High"});
    EXPECT_EQ(match.reporters, (std::vector<AccountId>{AccountId("somebody"), AccountId("acc-ann")}));
    ASSERT_NE(match.title, nullptr);
    EXPECT_TRUE(RE2::PartialMatch("Disk full", *match.title));
    EXPECT_EQ(match.states, std::vector<TicketState>{TicketState::open});
    EXPECT_EQ(match.older_than, std::chrono::hours(1));
    EXPECT_EQ(match.newer_than, std::chrono::weeks(2));
}

TEST(Routes, APlainListOfLabelsMeansAny) {
    EXPECT_EQ(route_of("match: {labels: [a, b]}, assign: none").match.labels_any,
              (std::vector<std::string>{"a", "b"}));
}

TEST(Routes, AssignNoneLeavesTicketsAlone) {
    EXPECT_EQ(route_of("match: {}, assign: none").assign, std::nullopt);
}

TEST(Routes, FallBackToRotationsAndPeople) {
    const Route route = route_of("match: {tracker: jira}, assign: {rotation: week, then: [week, ann]}");
    ASSERT_TRUE(route.assign.has_value());
    EXPECT_EQ(route.assign->rotation, RotationId("week"));
    ASSERT_EQ(route.assign->then.size(), 2u);
    EXPECT_EQ(std::get<RotationId>(route.assign->then[0]), RotationId("week"));
    EXPECT_EQ(std::get<PersonId>(route.assign->then[1]), PersonId("ann"));
    EXPECT_EQ(route.assign->via, Assign::Via::user);
    EXPECT_EQ(route.at_handoff, HandoffPolicy::carry_over);
    EXPECT_EQ(route.not_acted_on, "");
}

TEST(Routes, AssignInPagerDutyToAPolicy) {
    constexpr std::string_view keys =
        "match: {tracker: pager}, assign: {rotation: week, via: policy, policy: PESC}";
    const Route route = route_of(keys);
    ASSERT_TRUE(route.assign.has_value());
    EXPECT_EQ(route.assign->via, Assign::Via::policy);
    EXPECT_EQ(route.assign->policy, PolicyId("PESC"));
    EXPECT_EQ(notes("routes: [{name: r, " + std::string(keys) + "}]"),
              "team.yaml:1:70: note: via policy: PagerDuty chooses the person, keeps escalating and pages; "
              "at the boundary "
              "the incident is sent to the policy");
}

TEST(Routes, AssignInPagerDutyToAPersonStopsEscalation) {
    EXPECT_EQ(
        notes("routes: [{name: r, match: {tracker: pager}, assign: {rotation: week, via: user}}]"),
        "team.yaml:1:70: note: via user: the incident leaves its escalation policy; if that person does not "
        "answer, PagerDuty pages nobody else");
}

TEST(Routes, HandOver) {
    const Route restarted = route_of(
        "match: {tracker: jira}, assign: {rotation: week}, at_handoff: {policy: carry_over, restart: true}");
    EXPECT_EQ(restarted.at_handoff, HandoffPolicy::carry_over);
    EXPECT_TRUE(restarted.restart);
    const Route kept = route_of("match: {tracker: jira}, assign: {rotation: week}, at_handoff: keep");
    EXPECT_EQ(kept.at_handoff, HandoffPolicy::keep);
    EXPECT_FALSE(kept.restart);
    EXPECT_EQ(kept.not_acted_on, "");
}

struct NotActedOn {
    std::string name;
    std::string keys;
    std::string named;
    friend void PrintTo(const NotActedOn& row, std::ostream* out) { *out << row.name << ": " << row.keys; }
};

class RoutesNotActedOn : public testing::TestWithParam<NotActedOn> {};

// Doing half of what a route says would be worse than nothing: its tickets are left alone, and that is said.
TEST_P(RoutesNotActedOn, NameTheKeysAndSaySo) {
    const std::string yaml =
        "rotations: {outside: {source: {tracker: pager, schedule: PS}}}\nroutes:\n  - {name: r, " +
        GetParam().keys + "}\n";
    const Loaded loaded = load({{"base.yaml", std::string(kBase)}, {"team.yaml", yaml}}, {});
    ASSERT_TRUE(loaded.settings.has_value())
        << (loaded.findings.empty() ? "" : to_string(loaded.findings.front()));
    const std::string& named = loaded.settings->engine.routes.at(0).not_acted_on;
    EXPECT_EQ(named, GetParam().named);
    const Finding& said = loaded.findings.back();
    EXPECT_EQ(said.severity, Severity::note);
    EXPECT_EQ(said.place, (Place{"team.yaml", 3, 5}));
    EXPECT_TRUE(said.text.starts_with("the tickets of this route are left alone")) << said.text;
}

INSTANTIATE_TEST_SUITE_P(
    Keys, RoutesNotActedOn,
    testing::Values(
        NotActedOn{"Pick", "match: {tracker: jira}, assign: {rotation: week, pick: least_loaded}", "pick"},
        NotActedOn{"MaxOpen", "match: {tracker: jira}, assign: {rotation: week, max_open: 8}", "max_open"},
        NotActedOn{"WhenOpenBelow", "match: {tracker: jira}, assign: {rotation: week, when_open_below: 3}",
                   "when_open_below"},
        NotActedOn{"Query", "match: {tracker: jira, query: project = SUP}, assign: {rotation: week}",
                   "query"},
        NotActedOn{"Release", "match: {tracker: jira}, assign: {rotation: week}, at_handoff: release",
                   "at_handoff: release"},
        NotActedOn{"ReleaseInAMap",
                   "match: {tracker: jira}, assign: {rotation: week}, at_handoff: {policy: release}",
                   "at_handoff: release"},
        NotActedOn{"ExternalRotation", "match: {tracker: jira}, assign: {rotation: outside}", "source"},
        NotActedOn{"ExternalFallback", "match: {tracker: jira}, assign: {rotation: week, then: outside}",
                   "source"},
        NotActedOn{
            "Several",
            "match: {tracker: jira, query: x}, assign: {rotation: week, max_open: 1}, at_handoff: release",
            "query, max_open, at_handoff: release"}),
    [](const auto& info) { return info.param.name; });

TEST(Routes, AnExternalRotationIsNoHindranceToAPolicy) {
    constexpr std::string_view yaml =
        "match: {tracker: pager}, assign: {rotation: outside, via: policy, policy: P}}]\n"
        "rotations: {outside: {source: {tracker: pager, schedule: PS}}}";
    const Loaded loaded = load_team("routes: [{name: r, " + std::string(yaml));
    ASSERT_TRUE(loaded.settings.has_value());
    EXPECT_EQ(loaded.settings->engine.routes.at(0).not_acted_on, "");
}

}  // namespace

}  // namespace oncalld::config
