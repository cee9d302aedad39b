#include "daemon/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace oncalld {

StateDirectory::StateDirectory(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code failed;
    if (std::filesystem::create_directories(path_, failed))
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all, failed);
    if (failed) throw std::runtime_error("state directory " + path_.string() + ": " + failed.message());
    const std::string file = (path_ / "lock").string();
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0)
        throw std::runtime_error("state directory " + path_.string() +
                                 " is not writable: " + std::generic_category().message(errno));
    if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(lock_);
    throw std::runtime_error("another oncalld uses the state directory " + path_.string() +
                             "; stop it first, or give this one its own with --state");
}

StateDirectory::~StateDirectory() {
    ::close(lock_);
}

std::filesystem::path default_state_directory() {
    const char* given = std::getenv("STATE_DIRECTORY");
    return given && *given ? given : "/var/lib/oncalld";
}

std::filesystem::path credentials_directory() {
    const char* given = std::getenv("CREDENTIALS_DIRECTORY");
    return given ? given : "";
}

}  // namespace oncalld
