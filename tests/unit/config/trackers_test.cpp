#include "config/trackers.h"

#include "tests/unit/config/team.h"

namespace oncalld::config {

namespace {

class TrackerFaults : public testing::TestWithParam<Fault> {};

TEST_P(TrackerFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, TrackerFaults,
    testing::Values(
        Fault{"TrackerWithoutType", "trackers: {t: {url: https://t.example}}\n",
              "team.yaml:1:12: error: a tracker needs `type`: `jira`, `github` or `pagerduty`"},
        Fault{"TrackerUnknownType", "trackers: {t: {type: github-issues}}\n",
              "team.yaml:1:22: error: expected `jira`, `github` or `pagerduty`, found `github-issues`"},
        Fault{"TrackerNearType", "trackers: {t: {type: gihub}}\n",
              "team.yaml:1:22: error: expected `jira`, `github` or `pagerduty`, found `gihub`; did you mean "
              "`github`?"},
        Fault{"TokenTyped",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token: hunter2}, "
              "projects: [T]}\n",
              "team.yaml:2:70: error: a secret must not stand in the configuration; put it into a file that "
              "only oncalld can read and write `token_file: NAME`"},
        Fault{"TokenAsFileName",
              "trackers:\n"
              "  t: {type: github, url: https://api.github.com, auth: {token_file: ghp_0123456789}, repos: "
              "[a/t]}\n",
              "team.yaml:2:69: error: `token_file` names a file, and this looks like the secret itself; put "
              "it into a file that only oncalld can read, and revoke it if this YAML has been shared"},
        Fault{"WebhookSecretTyped",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [T], webhook: {secret: x}}\n",
              "team.yaml:2:111: error: a secret must not stand in the configuration; put it into a file that "
              "only oncalld can read and write `secret_file: NAME`"},
        Fault{"UrlWithoutTls",
              "trackers:\n"
              "  t: {type: jira, url: http://t.example, auth: {email: b@t.example, token_file: t}, projects: "
              "[T]}\n",
              "team.yaml:2:24: error: expected https, found `http://t.example`: credentials would travel in "
              "the open"},
        Fault{"UrlWithPassword",
              "trackers:\n"
              "  t: {type: jira, url: 'https://u:pw@t.example', auth: {email: b@t.example, token_file: t}, "
              "projects: [T]}\n",
              "team.yaml:2:24: error: an address must not hold a user or a password; see `auth`"},
        Fault{"UrlLooksLoopback",
              "trackers:\n"
              "  t: {type: jira, url: http://127.evil.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [T]}\n",
              "team.yaml:2:24: error: expected https, found `http://127.evil.example`: credentials would "
              "travel in the open"},
        Fault{
            "UrlIsNoUrl",
            "trackers:\n"
            "  t: {type: jira, url: t.example, auth: {email: b@t.example, token_file: t}, projects: [T]}\n",
            "team.yaml:2:24: error: expected an address such as https://tracker.example, found `t.example`"},
        Fault{"UrlOfTheWebSite",
              "trackers:\n"
              "  t: {type: github, url: https://github.com, auth: {token_file: t}, repos: [a/t]}\n",
              "team.yaml:2:26: error: this is the web site; the API is at https://api.github.com"},
        Fault{"EnterpriseWithoutApiPath",
              "trackers:\n"
              "  t: {type: github, url: https://git.t.example, auth: {token_file: t}, repos: [a/t]}\n",
              "team.yaml:2:26: warning: the API of an Enterprise Server is at https://HOST/api/v3"},
        Fault{"PaceOffOnGithubDotCom",
              "trackers:\n"
              "  t: {type: github, url: https://api.github.com, auth: {token_file: t}, pace: off, repos: "
              "[a/t]}\n",
              "team.yaml:2:79: error: github.com asks for at least 1s between writes, found `off`; less is "
              "allowed on an Enterprise Server or on loopback only"},
        Fault{"ProjectLowerCase",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [sup]}\n",
              "team.yaml:2:97: error: expected a project such as SUP, found `sup`"},
        Fault{"NoProjects",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: []}\n",
              "team.yaml:2:96: error: expected a project such as SUP, found an empty list"},
        Fault{"ReposOfJira",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, repos: "
              "[a/t]}\n",
              "team.yaml:2:6: error: a tracker of type jira needs `projects`\n"
              "team.yaml:2:86: error: unknown key `repos` in a tracker of type jira; known here: `type`, "
              "`url`, `auth`, `poll`, `pace`, `projects`, `webhook` or `treat_as_unassigned`"},
        Fault{"SameProjectTwice",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [T, T]}\n",
              "team.yaml:2:100: error: `T` is listed twice"},
        Fault{"KeyTyped",
              "trackers:\n"
              "  t: {type: github, url: https://api.github.com, auth: {app_id: 1, installation: 2, key: x}, "
              "repos: [a/t]}\n",
              "team.yaml:2:85: error: a secret must not stand in the configuration; put it into a file that "
              "only oncalld can read and write `key_file: NAME`"},
        Fault{"PollTooOften",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [T], poll: {every: 0s}}\n",
              "team.yaml:2:115: error: expected at least 1s, found `0s`"},
        Fault{"DurationWithoutUnit",
              "trackers:\n"
              "  t: {type: jira, url: https://t.example, auth: {email: b@t.example, token_file: t}, "
              "projects: [T], poll: {every: 60}}\n",
              "team.yaml:2:115: error: expected a duration such as 90s, 15m, 2h or 14d, found `60`"},
        Fault{"PagerDutyWithoutFrom",
              "trackers:\n"
              "  t: {type: pagerduty, url: https://api.pagerduty.com, auth: {token_file: t}, services: "
              "[P1]}\n",
              "team.yaml:2:62: error: `auth` of PagerDuty needs `from`"},
        Fault{"UnassignedIsAPersonInAnotherCase",
              "trackers:\n"
              "  jira: {treat_as_unassigned: [Acc-Ann]}\n",
              "team.yaml:2:32: error: this account is that of `ann`, whose tickets would be taken away"},
        Fault{"UnassignedIsAPerson",
              "trackers:\n"
              "  jira: {treat_as_unassigned: [acc-ann]}\n",
              "team.yaml:2:32: error: this account is that of `ann`, whose tickets would be taken away"}),
    name_of_fault);

const TrackerSettings& tracker(const Settings& settings, std::string_view id) {
    for (const TrackerSettings& candidate : settings.trackers)
        if (candidate.id.str() == id) return candidate;
    throw std::out_of_range(std::string(id));
}

TEST(Trackers, OfJira) {
    const Settings settings = settings_of(
        "trackers: {jira: {poll: {every: 2m}, webhook: {secret_file: hook}, treat_as_unassigned: "
        "[acc-default]}}");
    TrackerSettings want;
    want.id = TrackerId("jira");
    want.type = TrackerSettings::Type::jira;
    want.url = "https://acme.example";
    want.email = "bot@acme.example";
    want.token_file = "t";
    want.containers = {"SUP", "OPS"};
    want.webhook_secret_file = "hook";
    want.poll_every = seconds(120);
    EXPECT_EQ(tracker(settings, "jira"), want);
    EXPECT_EQ(settings.engine.treat_as_unassigned.at(TrackerId("jira")),
              std::set<AccountId>{AccountId("acc-default")});
}

TEST(Trackers, OfGithubPaceTheirWritesUnlessToldOtherwise) {
    EXPECT_EQ(tracker(settings_of(""), "github").pace, milliseconds(1000));
    EXPECT_EQ(tracker(settings_of("trackers: {github: {pace: 1500ms}}"), "github").pace, milliseconds(1500));
    const Settings local = settings_of(
        "trackers: {local: {type: github, url: 'http://127.0.0.1:9001/', auth: {token_file: t}, pace: off, "
        "repos: [a/b]}}");
    EXPECT_EQ(tracker(local, "local").pace, milliseconds(0));
    EXPECT_EQ(tracker(local, "local").url, "http://127.0.0.1:9001");
    const Settings enterprise = settings_of(
        "trackers: {ghe: {type: github, url: https://git.acme.example/api/v3, auth: {token_file: t}, pace: "
        "100ms, repos: [a/b]}}");
    EXPECT_EQ(tracker(enterprise, "ghe").pace, milliseconds(100));
}

TEST(Trackers, OfPagerDutyWriteInSomebodysName) {
    EXPECT_EQ(tracker(settings_of(""), "pager").from, "bot@acme.example");
}

TEST(Trackers, WithAGithubAppAreLeftAlone) {
    constexpr std::string_view yaml =
        "trackers:\n  app: {type: github, url: https://api.github.com, auth: {app_id: 1, installation: 2, "
        "key_file: app.pem}, repos: [a/b]}";
    const Settings settings = settings_of(yaml);
    EXPECT_EQ(tracker(settings, "app").not_acted_on,
              "this version signs in to GitHub with `token_file` only, not as an app");
    EXPECT_EQ(notes(yaml),
              "team.yaml:2:58: note: tracker `app` is left alone: this version signs in to GitHub with "
              "`token_file` only, not as an app");
}

}  // namespace

}  // namespace oncalld::config
