// The state directory: created with mode 0700 if it is not there, and locked against a second daemon for as
// long as this object lives. The lock is flock(2) on a file in it, so it ends with the process however that
// ends.
#pragma once

#include <filesystem>

namespace oncalld {

class StateDirectory {
public:
    // Throws std::runtime_error saying what to do: another daemon runs, or the folder cannot be used.
    explicit StateDirectory(std::filesystem::path path);
    ~StateDirectory();
    StateDirectory(const StateDirectory&) = delete;

    static std::filesystem::path database_in(const std::filesystem::path& directory) {
        return directory / "oncalld.db";
    }
    std::filesystem::path database() const { return database_in(path_); }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

// --state, else systemd's $STATE_DIRECTORY, else /var/lib/oncalld.
std::filesystem::path default_state_directory();

// systemd's $CREDENTIALS_DIRECTORY; empty where there is none.
std::filesystem::path credentials_directory();

}  // namespace oncalld
