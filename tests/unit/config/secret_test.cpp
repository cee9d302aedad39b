#include "config/secret.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace oncalld::config {

namespace {

namespace fs = std::filesystem;

constexpr fs::perms kOurs = fs::perms::owner_read | fs::perms::owner_write;

class ReadSecret : public testing::Test {
protected:
    ReadSecret() {
        fs::create_directories(places_.credentials_directory);
        fs::create_directories(places_.beside_yaml);
    }
    ~ReadSecret() override {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    static void write(const fs::path& file, const std::string& text, fs::perms permissions = kOurs) {
        std::ofstream(file, std::ios::binary) << text;
        fs::permissions(file, permissions);
    }
    std::string refusal(const std::string& name) const {
        const auto secret = read_secret(name, places_);
        if (secret) return "read";
        EXPECT_EQ(secret.error().kind, ErrorKind::fix_configuration);
        EXPECT_EQ(secret.error().message.find("hunter2"), std::string::npos)
            << "an error must not show the secret";
        std::string text = secret.error().message;
        for (std::size_t at; (at = text.find(root_.string())) != std::string::npos;)
            text.replace(at, root_.string().size(), "ROOT");
        return text;
    }

    const fs::path root_ = fs::path(testing::TempDir()) / ("oncalld-secret-" + std::to_string(getpid()));
    const SecretPlaces places_{root_ / "credentials", root_ / "yaml"};
};

TEST_F(ReadSecret, BesideTheYamlWithoutItsNewline) {
    write(places_.beside_yaml / "token", "hunter2\r\n");
    const auto secret = read_secret("token", places_);
    ASSERT_TRUE(secret.ok());
    EXPECT_EQ(secret->reveal(), "hunter2");
}

TEST_F(ReadSecret, FromTheCredentialsFirst) {
    write(places_.beside_yaml / "token", "beside");
    write(places_.credentials_directory / "token", "credential");
    EXPECT_EQ(read_secret("token", places_).value().reveal(), "credential");
}

TEST_F(ReadSecret, ByItsAbsoluteName) {
    write(root_ / "token", "hunter2");
    EXPECT_EQ(read_secret((root_ / "token").string(), places_).value().reveal(), "hunter2");
}

TEST_F(ReadSecret, MayBeReadableByTheGroup) {
    write(places_.beside_yaml / "token", "hunter2", kOurs | fs::perms::group_read);
    EXPECT_EQ(refusal("token"), "read");
}

TEST_F(ReadSecret, RefusesOneThatEverybodyCanRead) {
    write(places_.beside_yaml / "token", "hunter2", kOurs | fs::perms::others_read);
    EXPECT_EQ(refusal("token"),
              "secret file ROOT/yaml/token can be read by everybody; run: chmod o-rwx ROOT/yaml/token");
}

TEST_F(ReadSecret, SaysWhereAMissingOneWasLookedFor) {
    EXPECT_EQ(refusal("token"),
              "secret file token is missing; looked for ROOT/credentials/token and ROOT/yaml/token");
}

TEST_F(ReadSecret, RefusesAnEmptyOne) {
    write(places_.beside_yaml / "token", "\n");
    EXPECT_EQ(refusal("token"), "secret file ROOT/yaml/token is empty");
}

TEST_F(ReadSecret, RefusesOneThatIsTooLarge) {
    write(places_.beside_yaml / "token", std::string(64 * 1024 + 1, 'x'));
    EXPECT_EQ(refusal("token"), "secret file ROOT/yaml/token is larger than 64 KiB; is it the right file?");
}

TEST_F(ReadSecret, RefusesAFolder) {
    fs::create_directories(places_.beside_yaml / "token");
    EXPECT_EQ(refusal("token"), "secret file ROOT/yaml/token is not a file");
}

}  // namespace

}  // namespace oncalld::config
