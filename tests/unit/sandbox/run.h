// Drives a connector's operation straight into a fake: what connectors/http does with sockets, without them.
#pragma once

#include "connectors/operation.h"
#include "tests/sandbox/fake.h"

#include <string>
#include <utility>
#include <variant>

namespace oncalld::sandbox {

// "https://host/path?query" -> "/path?query", the form in which a server sees it.
inline std::string origin_form(const std::string& url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) return url;
    const std::size_t path = url.find('/', scheme + 3);
    return path == std::string::npos ? "/" : url.substr(path);
}

inline Result<http::Response> send(const Send& send, Fake& fake, Instant now) {
    http::Request request = send.request;
    request.url = origin_form(request.url);
    Reply reply = fake.call(request, now);
    if (!reply.drop) return std::move(reply.response);
    const bool write = send.access == Send::Access::write;
    return Error{write ? ErrorKind::outcome_unknown : ErrorKind::retry_after, "connection closed"};
}

template <class T>
Result<T> run(Operation<T>& operation, Fake& fake, Instant now) {
    Next<T> next = operation.start();
    while (const Send* request = std::get_if<Send>(&next))
        next = operation.resume(send(*request, fake, now));
    return std::get<Result<T>>(std::move(next));
}

template <class T>
Result<T> run(OperationPtr<T> operation, Fake& fake, Instant now) {
    return run(*operation, fake, now);
}

}  // namespace oncalld::sandbox
