#define SD_JOURNAL_SUPPRESS_LOCATION  // sd_journal_sendv is a macro that would add its own place in the code

#include "daemon/log.h"

#include "daemon/one_line.h"

#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>

namespace oncalld {

namespace {

std::string_view word(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

// syslog(3) priorities, as the journal wants them.
char priority(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return '7';
        case LogLevel::info:
            return '6';
        case LogLevel::warning:
            return '4';
        case LogLevel::error:
            return '3';
    }
    return '3';
}

// A value that could be taken for more than one word, or for the end of the fields, stands in quotes.
std::string quoted(std::string_view value) {
    const std::string safe = one_line(value);
    if (!safe.empty() && safe.find_first_of(" =()\"\\") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// systemd says in JOURNAL_STREAM which device and inode our standard error has when it is the journal
// (systemd.exec(5)); after a redirection it is not.
bool stderr_is_the_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file{};
    if (!stream || fstat(STDERR_FILENO, &file) != 0) return false;
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) == stream;
}

std::string field_name(std::string_view name) {
    std::string upper = "ONCALLD_";
    for (const char c : name)
        upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return upper;
}

void send_to_journal(LogLevel level, std::string_view message, const Log::Fields& fields) {
    std::vector<std::string> entries;
    entries.push_back("MESSAGE=" + one_line(message));
    entries.push_back(std::string("PRIORITY=") + priority(level));
    entries.push_back("SYSLOG_IDENTIFIER=oncalld");
    for (const auto& [name, value] : fields)
        entries.push_back(field_name(name) + "=" + one_line(value));
    std::vector<iovec> vectors;
    for (std::string& entry : entries)
        vectors.push_back({entry.data(), entry.size()});
    sd_journal_sendv(vectors.data(), static_cast<int>(vectors.size()));
}

}  // namespace

std::optional<LogLevel> parse_level(std::string_view text) {
    for (const LogLevel level : {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error})
        if (word(level) == text) return level;
    return std::nullopt;
}

Log::Log(LogLevel least) : least_(least), sink_(stderr_is_the_journal() ? Sink::journal : Sink::text) {}

void Log::write(LogLevel level, std::string_view message, const Fields& fields) const {
    if (level < least_) return;
    if (sink_ == Sink::journal) {
        send_to_journal(level, message, fields);
        return;
    }
    const std::string line = text_line(level, message, fields);
    // One write(2), so that lines of several threads or processes do not mix.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

std::string text_line(LogLevel level, std::string_view message, const Log::Fields& fields) {
    std::string line = std::string(word(level)) + ": " + one_line(message);
    if (!fields.empty()) {
        line += " (";
        bool first = true;
        for (const auto& [name, value] : fields) {
            if (!first) line += ' ';
            line += std::string(name) + "=" + quoted(value);
            first = false;
        }
        line += ')';
    }
    return line + "\n";
}

}  // namespace oncalld
