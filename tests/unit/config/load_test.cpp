#include "config/load.h"

#include "tests/unit/config/team.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace oncalld::config {

namespace {

class OtherFaults : public testing::TestWithParam<Fault> {};

TEST_P(OtherFaults, AreToldWithTheirPlace) {
    EXPECT_EQ(complaints(GetParam().yaml), GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, OtherFaults,
    testing::Values(
        Fault{"AdoptWithoutAge", "adopt: {}\n", "team.yaml:1:8: error: `adopt` needs `tickets_newer_than`"},
        Fault{"LimitOfNothing", "limits: {writes_per_hour: {route: 0}}\n",
              "team.yaml:1:35: error: expected a whole number from 1 to 1000000, found `0`"},
        Fault{"ListenWithoutPort", "http: {listen: 127.0.0.1}\n",
              "team.yaml:1:16: error: expected host:port such as 127.0.0.1:8437, found `127.0.0.1`"},
        Fault{"ListenEverywhere", "http: {listen: '0.0.0.0:8437'}\n",
              "team.yaml:1:16: warning: `0.0.0.0` is not loopback: the status page shows ticket titles to "
              "whoever can reach it; listen on 127.0.0.1 behind a reverse proxy"}),
    name_of_fault);

TEST(Load, ReportsEverythingAtOnceInFileOrder) {
    EXPECT_EQ(
        complaints("routes: [{name: a, match: {}, assign: {rotaton: week}}]\n"
                   "http: {listen: nowhere}\n"
                   "people: {dia: {timezone: Nowhere}, eli: 1}\n"),
        "team.yaml:1:39: error: this route can match PagerDuty incidents and must say how it assigns them: "
        "`via: "
        "policy` (PagerDuty chooses the person and keeps escalating) or `via: user` (stops escalation)\n"
        "team.yaml:1:40: error: unknown key `rotaton` in `assign`; did you mean `rotation`?\n"
        "team.yaml:2:16: error: expected host:port such as 127.0.0.1:8437, found `nowhere`\n"
        "team.yaml:3:26: error: expected a time zone such as Europe/Oslo, found `Nowhere`\n"
        "team.yaml:3:41: error: expected a person as a map with `name`, `timezone`, `accounts` or "
        "`time_off`, found `1`");
}

TEST(Load, GivesNoSettingsWithAnError) {
    EXPECT_FALSE(load_team("http: {listen: nowhere}").settings.has_value());
    EXPECT_TRUE(load_team("http: {listen: '0.0.0.0:80'}").settings.has_value()) << "a warning is no error";
}

TEST(Load, NeedsTrackersAndRoutes) {
    EXPECT_EQ(
        lines(load({{"f", ""}}, {}).findings, [](Severity) { return true; }),
        "f:1:1: error: the configuration needs `routes`\nf:1:1: error: the configuration needs `trackers`");
    EXPECT_FALSE(load({}, {}).settings.has_value());
}

TEST(Load, MergesFragmentsByKeyAndJoinsTheTwoLists) {
    const Loaded loaded =
        load({{"base.yaml", std::string(kBase)},
              {"a.yaml",
               "rotations: {week: {overrides: [{person: cy, from: 2026-12-01, to: 2026-12-02}]}}\n"
               "people: {ann: {time_off: [{from: 2026-12-01, to: 2026-12-02}]}}\n"},
              {"b.yaml",
               "rotations: {week: {overrides: [{person: ann, from: 2026-12-03, to: 2026-12-04}]}}\n"
               "people: {ann: {time_off: [{from: 2026-12-05, to: 2026-12-06}]}}\n"
               "routes: [{name: all, match: {}, assign: none}]\n"}},
             {});
    ASSERT_TRUE(loaded.settings.has_value());
    const Rotation& week = loaded.settings->engine.rotations.at(RotationId("week"));
    ASSERT_EQ(week.overrides.size(), 2u);
    EXPECT_EQ(week.overrides[0].person, PersonId("cy"));
    EXPECT_EQ(week.overrides[1].person, PersonId("ann"));
    EXPECT_EQ(loaded.settings->engine.people.at(PersonId("ann")).time_off.size(), 2u);
}

TEST(Load, RefusesAScalarOrAnotherListGivenTwice) {
    EXPECT_EQ(
        complaints("rotations: {week: {timezone: UTC, participants: [cy]}}\n"),
        "team.yaml:1:20: error: key `timezone` is given twice; the first is at base.yaml:11:5; only maps, "
        "`overrides` and `time_off` are merged\n"
        "team.yaml:1:35: error: key `participants` is given twice; the first is at base.yaml:12:5; only "
        "maps, "
        "`overrides` and `time_off` are merged");
}

TEST(Load, AdoptsTicketsOnlyWhereAsked) {
    EXPECT_EQ(settings_of("").engine.adopt_newer_than, std::nullopt);
    EXPECT_EQ(settings_of("adopt: {tickets_newer_than: 14d}").engine.adopt_newer_than, std::chrono::days(14));
}

TEST(Load, ListensOnLoopbackByDefault) {
    EXPECT_EQ(settings_of("").http, (HttpSettings{"127.0.0.1", 8437}));
    EXPECT_EQ(settings_of("http: {listen: 'localhost:9000'}").http, (HttpSettings{"127.0.0.1", 9000}));
    EXPECT_EQ(settings_of("http: {listen: '[::1]:9000'}").http, (HttpSettings{"::1", 9000}));
}

TEST(Load, NotesThatLimitsAreNotActedOn) {
    EXPECT_EQ(notes("limits: {writes_per_hour: {route: 200, reporter: 30}}"),
              "team.yaml:1:1: note: `limits` is not acted on by this version: no step is held for being one "
              "too many");
}

// ---- files --------------------------------------------------------------------------------------------

namespace fs = std::filesystem;

class LoadPath : public testing::Test {
protected:
    LoadPath() {
        fs::create_directories(folder_);
        fs::create_directories(credentials_);
    }
    ~LoadPath() override {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
        fs::remove_all(credentials_, ignored);
    }

    static void write(const fs::path& file, std::string_view text, fs::perms permissions) {
        std::ofstream(file) << text;
        fs::permissions(file, permissions);
    }
    static void write_config(const fs::path& file, std::string_view text) {
        write(file, text, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
    }
    static void write_secret(const fs::path& file) {
        write(file, "secret\n", fs::perms::owner_read | fs::perms::owner_write);
    }
    std::string said() const {
        std::string text = lines(load_path(folder_, credentials_).findings, [](Severity) { return true; });
        for (std::size_t at; (at = text.find(folder_.string())) != std::string::npos;)
            text.replace(at, folder_.string().size(), "CONF");
        return text;
    }

    const fs::path folder_ = fs::path(testing::TempDir()) / ("oncalld-conf-" + std::to_string(getpid()));
    const fs::path credentials_ = fs::path(testing::TempDir()) / ("oncalld-cred-" + std::to_string(getpid()));
};

constexpr std::string_view kRoutes = "routes: [{name: all, match: {}, assign: none}]\n";

TEST_F(LoadPath, ReadsEveryYamlFileOfAFolderInNameOrder) {
    write_config(folder_ / "10-base.yaml", kBase);
    write_config(folder_ / "20-routes.yaml", kRoutes);
    write_config(folder_ / "notes.txt", "not: [yaml");
    write_secret(folder_ / "t");
    EXPECT_EQ(said(), "");
    EXPECT_TRUE(load_path(folder_, credentials_).settings.has_value());
}

TEST_F(LoadPath, SaysThatAYmlFileIsNotRead) {
    write_config(folder_ / "10-base.yaml", kBase);
    write_config(folder_ / "20-routes.yaml", kRoutes);
    write_config(folder_ / "30-more.yml", kRoutes);
    write_secret(folder_ / "t");
    EXPECT_EQ(said(), "CONF/30-more.yml: warning: this file is not read; name it *.yaml");
}

TEST_F(LoadPath, TakesASecretFromTheCredentialsFirst) {
    write_config(folder_ / "all.yaml", std::string(kBase) + std::string(kRoutes));
    write_secret(credentials_ / "t");
    write_config(folder_ / "t", "readable by everybody, but not looked at");
    EXPECT_EQ(said(), "");
}

TEST_F(LoadPath, SaysWhereItLookedForASecret) {
    write_config(folder_ / "all.yaml",
                 "trackers:\n  g: {type: github, url: https://api.github.com, auth: {token_file: lost}, "
                 "repos: [a/b]}\n" +
                     std::string(kRoutes));
    EXPECT_EQ(said(), "CONF/all.yaml:2:69: warning: secret file lost is missing; looked for " +
                          (credentials_ / "lost").string() +
                          " and CONF/lost; oncalld does not start without it");
}

TEST_F(LoadPath, RefusesASecretThatEverybodyCanRead) {
    write_config(folder_ / "all.yaml",
                 "trackers:\n  g: {type: github, url: https://api.github.com, auth: {token_file: open}, "
                 "repos: [a/b]}\n" +
                     std::string(kRoutes));
    write_config(folder_ / "open", "secret");
    EXPECT_EQ(said(),
              "CONF/all.yaml:2:69: error: secret file CONF/open can be read by everybody; run: chmod o-rwx "
              "CONF/open");
}

TEST_F(LoadPath, OfAFolderWithoutYamlSaysSo) {
    EXPECT_EQ(said(), "CONF: error: this folder holds no *.yaml file");
}

TEST_F(LoadPath, OfNothingSaysSo) {
    const Loaded loaded = load_path(folder_ / "none.yaml", credentials_);
    EXPECT_FALSE(loaded.settings.has_value());
    ASSERT_EQ(loaded.findings.size(), 1u);
    EXPECT_EQ(loaded.findings[0].text, "this file cannot be read: No such file or directory");
}

// ---- examples -----------------------------------------------------------------------------------------

std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> examples() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(ONCALLD_SOURCE_DIR) / "packaging/examples"))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class Examples : public testing::TestWithParam<fs::path> {};

TEST_P(Examples, LoadWithoutErrorOrWarning) {
    const std::string name = GetParam().filename().string();
    const Loaded loaded = load({{name, read(GetParam())}}, {});
    EXPECT_TRUE(loaded.settings.has_value());
    EXPECT_EQ(lines(loaded.findings, [](Severity severity) { return severity != Severity::note; }), "");
}

INSTANTIATE_TEST_SUITE_P(Packaging, Examples, testing::ValuesIn(examples()),
                         [](const auto& info) { return info.param.stem().string(); });

TEST(Examples, ThereIsOneForEachTracker) {
    std::vector<std::string> names;
    for (const fs::path& file : examples())
        names.push_back(file.stem().string());
    EXPECT_EQ(names, (std::vector<std::string>{"complete", "github", "jira", "pagerduty"}));
}

TEST(Examples, TheSharedOneIsAcceptedAsAWhole) {
    const char* folder = std::getenv("ONCALLD_SHARED");
    const fs::path file =
        fs::path(folder != nullptr ? folder : ONCALLD_SOURCE_DIR "/../shared") / "example.yaml";
    if (!fs::exists(file)) GTEST_SKIP() << file << " is not there; set ONCALLD_SHARED";
    const Loaded loaded = load({{"example.yaml", read(file)}}, {});
    EXPECT_TRUE(loaded.settings.has_value());
    EXPECT_EQ(lines(loaded.findings, [](Severity severity) { return severity != Severity::note; }), "");
}

}  // namespace

}  // namespace oncalld::config
