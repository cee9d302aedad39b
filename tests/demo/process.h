// Child processes: started, watched and killed. Everything is taken down with this object.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace oncalld::demo {

class Process {
public:
    Process() = default;
    // Its standard error goes to `log` (appended). Throws std::system_error.
    Process(const std::vector<std::string>& command, const std::filesystem::path& log);
    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;
    ~Process();  // SIGKILL, and waited for

    pid_t pid() const { return pid_; }
    bool running() const { return pid_ > 0; }
    // The first line of its standard output; blocks.
    std::string first_line() const;
    // All of its standard output, until it ends; blocks.
    std::string output() const;

    void kill();      // SIGKILL, and waited for
    int terminate();  // SIGTERM, and waited for; gives the exit status, -1 if it died of a signal

private:
    int wait();
    pid_t pid_ = -1;
    int out_ = -1;
};

// A TCP port of 127.0.0.1 that was free a moment ago.
int free_port();

}  // namespace oncalld::demo
