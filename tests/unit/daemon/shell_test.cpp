// The small parts around the pass: the lock on the state, who may use --clock, what a reload moves.
#include "daemon/shift_moves.h"
#include "daemon/state_directory.h"
#include "daemon/wiring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace oncalld {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "oncalld-test-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

TEST(StateDirectoryTest, IsOursAloneWhileWeRun) {
    const Folder folder;
    const auto place = folder.path / "state";
    {
        const StateDirectory first(place);
        EXPECT_EQ(std::filesystem::status(place).permissions(), std::filesystem::perms::owner_all);
        EXPECT_THROW(StateDirectory second(place), std::runtime_error);
    }
    EXPECT_NO_THROW(StateDirectory third(place)) << "the lock ends with its owner";
}

TEST(Wiring, OnlyLoopbackMayBeSimulated) {
    struct Row {
        const char* url;
        bool loopback;
    };
    for (const Row& row :
         {Row{"http://127.0.0.1:4010", true}, Row{"http://127.9.9.9/x", true},
          Row{"http://localhost:80", true}, Row{"http://[::1]:4010", true},
          Row{"https://api.github.com", false}, Row{"https://localhost.evil.example", false},
          Row{"https://127.evil.example", false}, Row{"https://user@127.0.0.1.example", false}}) {
        config::TrackerSettings settings;
        settings.url = row.url;
        EXPECT_EQ(on_loopback(settings), row.loopback) << row.url;
    }
}

TEST(Wiring, AMissingSecretIsAnErrorAtStart) {
    const Folder folder;
    config::TrackerSettings settings;
    settings.id = TrackerId("github");
    settings.type = config::TrackerSettings::Type::github;
    settings.url = "http://127.0.0.1:1";
    settings.token_file = "token";
    const config::SecretPlaces places{{}, folder.path};
    const auto made = make_tracker(settings, places, Writes::real);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::fix_configuration);
    EXPECT_THAT(made.error().message, HasSubstr("tracker github: secret file token is missing"));

    std::ofstream(folder.path / "token") << "t";
    std::filesystem::permissions(folder.path / "token", std::filesystem::perms::owner_read);
    EXPECT_TRUE(make_tracker(settings, places, Writes::real));
}

TEST(Wiring, ADryRunSendsNothing) {
    const Folder folder;
    std::ofstream(folder.path / "token") << "t";
    std::filesystem::permissions(folder.path / "token", std::filesystem::perms::owner_read);
    config::TrackerSettings settings;
    settings.type = config::TrackerSettings::Type::github;
    settings.url = "http://127.0.0.1:1";
    settings.token_file = "token";
    const auto tracker = make_tracker(settings, {{}, folder.path}, Writes::dry_run);
    ASSERT_TRUE(tracker);
    Step step;
    step.id = StepId("1");
    step.effect = AddComment{};
    const auto next = (*tracker)->apply({step})->start();
    const auto* outcomes = std::get_if<Result<std::vector<Outcome>>>(&next);
    ASSERT_TRUE(outcomes) << "it would have sent a request";
    ASSERT_EQ(outcomes->value().size(), 1u);
    EXPECT_FALSE(outcomes->value()[0].result) << "the journal must not claim what did not happen";
}

// The connectors speak GitHub's logins in lower case; what a configuration spells otherwise means the same
// account.
TEST(Wiring, GitHubAccountsAreSpelledOneWay) {
    const TrackerId github("github");
    config::Settings settings;
    settings.trackers.emplace_back();
    settings.trackers[0].id = github;
    settings.trackers[0].type = config::TrackerSettings::Type::github;
    settings.engine.people[PersonId("ann")].accounts[github] = AccountId("Ann-H");
    settings.engine.treat_as_unassigned[github] = {AccountId("Triage-Bot")};
    settings.engine.routes.resize(3);
    settings.engine.routes[0].match.tracker = github;
    settings.engine.routes[0].match.reporters = {AccountId("Rita")};
    settings.engine.routes[1].match.reporters = {AccountId("Rita")};  // any tracker
    settings.engine.routes[2].match.tracker = TrackerId("jira");
    settings.engine.routes[2].match.reporters = {AccountId("Rita")};
    normalise_accounts(settings);
    EXPECT_EQ(settings.engine.people[PersonId("ann")].accounts[github], AccountId("ann-h"));
    EXPECT_THAT(settings.engine.treat_as_unassigned[github], ElementsAre(AccountId("triage-bot")));
    EXPECT_THAT(settings.engine.routes[0].match.reporters, testing::Contains(AccountId("rita")));
    EXPECT_THAT(settings.engine.routes[1].match.reporters,
                testing::UnorderedElementsAre(AccountId("Rita"), AccountId("rita")));
    EXPECT_THAT(settings.engine.routes[2].match.reporters, ElementsAre(AccountId("Rita")));
}

Configuration weekly(std::vector<Slot> participants) {
    Configuration config;
    for (const char* id : {"ann", "bob"})
        config.people[PersonId(id)].id = PersonId(id);
    Version version;
    version.shift.every = {{1, ShiftLength::Unit::weeks}};
    version.shift.start = LocalTime(2026, 11, 23, 8, 0, 0);
    version.participants = std::move(participants);
    Layer layer;
    layer.versions = {version};
    Rotation& rotation = config.rotations[RotationId("support")];
    rotation.id = RotationId("support");
    rotation.layers = {layer};
    return config;
}

TEST(ShiftMoves, SaysWhoseFutureShiftsMove) {
    const Slot ann{PersonId("ann")}, bob{PersonId("bob")};
    const Instant now = *parse_rfc3339("2026-11-24T00:00:00Z");
    EXPECT_THAT(shift_moves(weekly({ann, bob}), weekly({ann, bob}), now), IsEmpty());
    EXPECT_THAT(shift_moves(weekly({ann}), weekly({ann, bob}), now),
                ElementsAre("support from Mon 30 Nov 08:00 UTC: ann -> bob",
                            "support from Mon 14 Dec 08:00 UTC: ann -> bob",
                            "support from Mon 28 Dec 08:00 UTC: ann -> bob",
                            "support from Mon 11 Jan 08:00 UTC: ann -> bob"));
    EXPECT_THAT(shift_moves({}, weekly({ann}), now), ElementsAre("support is new"));
}

}  // namespace
}  // namespace oncalld
