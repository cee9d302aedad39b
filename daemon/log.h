// One line for each thing worth telling, with fields. Under systemd it goes to the journal, where each field
// can be searched (`journalctl ONCALLD_TICKET=SUP-12`); else to standard error as text.
//
// A value, handed down by reference: no global logger. Any thread may log; a line is written whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oncalld {

enum class LogLevel { debug, info, warning, error };

std::optional<LogLevel> parse_level(std::string_view word);

class Log {
public:
    using Fields = std::vector<std::pair<std::string_view, std::string>>;

    explicit Log(LogLevel least);

    void debug(std::string_view message, const Fields& fields = {}) const {
        write(LogLevel::debug, message, fields);
    }
    void info(std::string_view message, const Fields& fields = {}) const {
        write(LogLevel::info, message, fields);
    }
    void warning(std::string_view message, const Fields& fields = {}) const {
        write(LogLevel::warning, message, fields);
    }
    void error(std::string_view message, const Fields& fields = {}) const {
        write(LogLevel::error, message, fields);
    }

private:
    void write(LogLevel level, std::string_view message, const Fields& fields) const;

    enum class Sink { text, journal };
    LogLevel least_;
    Sink sink_;
};

// One line of text: foreign text cannot break it or colour the terminal.
std::string text_line(LogLevel level, std::string_view message, const Log::Fields& fields);

}  // namespace oncalld
