#include "engine/result.h"

namespace oncalld {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::retry_now:
            return "retry_now";
        case ErrorKind::retry_after:
            return "retry_after";
        case ErrorKind::outcome_unknown:
            return "outcome_unknown";
        case ErrorKind::give_up:
            return "give_up";
        case ErrorKind::fix_configuration:
            return "fix_configuration";
        case ErrorKind::bug:
            return "bug";
    }
    return "bug";
}

Error Error::within(std::string_view context) && {
    message = std::string(context) + ": " + message;
    return std::move(*this);
}

std::string to_string(const Error& error) {
    if (error.vendor_text.empty()) return error.message;
    return error.message + " (the tracker said: " + error.vendor_text + ")";
}

}  // namespace oncalld
