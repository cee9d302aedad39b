// A vendor protocol without I/O: an Operation says which request to send next, is handed the answer, and at
// some point says its result. Paging, verification and bisecting live in operations and are tested as traces;
// only connectors/http/drive.h knows sockets and coroutines, and the tests drive the same operations straight
// into the sandbox. (The idea: sans-I/O state machines, as in Boost.Redis.)
#pragma once

#include "connectors/http/message.h"
#include "engine/result.h"

#include <memory>
#include <variant>

namespace oncalld {

struct Send {
    enum class Access { read, write };  // writes are paced, and their unclear outcomes are outcome_unknown
    http::Request request;
    Access access = Access::read;
};

template <class T>
using Next = std::variant<Send, Result<T>>;

// Call start() once, then resume() with the answer to the last Send until a Result comes. Not thread-safe;
// owns everything it needs. An answer is an Error only when there was no HTTP response at all (transport);
// its kind then already tells whether the request may have been applied.
template <class T>
class Operation {
public:
    virtual ~Operation() = default;
    virtual Next<T> start() = 0;
    virtual Next<T> resume(Result<http::Response> answer) = 0;
};

template <class T>
using OperationPtr = std::unique_ptr<Operation<T>>;

}  // namespace oncalld
