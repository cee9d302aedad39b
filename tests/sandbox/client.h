// A blocking HTTP client for tests and for the sandbox's webhooks; it keeps its connection. The daemon's own
// client (connectors/http) is what is under test and knows coroutines, so it is not used here.
#pragma once

#include "connectors/http/message.h"
#include "engine/result.h"
#include "engine/time.h"

#include <memory>

namespace oncalld::sandbox {

// One at a time: not thread-safe.
class Client {
public:
    explicit Client(milliseconds timeout = seconds(5));
    ~Client();

    // An Error only if there was no answer at all. `url` is absolute.
    Result<http::Response> call(const http::Request& request);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oncalld::sandbox
