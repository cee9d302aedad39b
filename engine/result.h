// Expected failure travels as a value: Result<T> holds a T or an Error. (std::expected is C++23.)
// A broken promise of the program itself is an exception and is caught only in daemon/.
//
// An error's kind is chosen by what the caller does next, not by where it came from; one table in
// connectors/http/status.h maps every HTTP outcome to a kind, for all vendors alike.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace oncalld {

enum class ErrorKind {
    retry_now,          // surely not applied, and nothing suggests waiting
    retry_after,        // surely not applied; the vendor or our own backoff says when
    outcome_unknown,    // the call may have been applied: read back before acting again
    give_up,            // the vendor's final no for this one ticket
    fix_configuration,  // credentials, permissions, names: a person must change something
    bug,                // we do not understand the answer, or sent something malformed
};

std::string_view to_string(ErrorKind kind);

struct Error {
    ErrorKind kind = ErrorKind::bug;
    std::string message;           // our words; never a secret, never a whole URL with credentials
    std::string vendor_text = {};  // the vendor's words, kept apart: they are foreign input
    std::optional<std::chrono::seconds> after =
        {};  // with retry_after: how long to wait, if the vendor said so

    // Puts one phrase in front: each layer says what it was doing.
    Error within(std::string_view context) &&;

    friend bool operator==(const Error&, const Error&) = default;
};

// For people and logs: "message (vendor said: ...)".
std::string to_string(const Error& error);

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& { return std::get<0>(state_); }
    T& value() & { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    const Error& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    friend bool operator==(const Result&, const Result&) = default;

private:
    std::variant<T, Error> state_;
};

// The value of a call that has nothing to return.
struct Done {
    friend bool operator==(const Done&, const Done&) = default;
};

}  // namespace oncalld
