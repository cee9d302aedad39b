// A small blocking HTTP/1.1 server on loopback, a thread for each connection. Unlike the daemon's own server
// it may answer late or hang up instead of answering, which is what faults are made of.
#pragma once

#include "tests/sandbox/fake.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace oncalld::sandbox {

class Server {
public:
    // Called from many threads at once; what it captures must outlive the server.
    using Handler = std::function<Reply(const http::Request&)>;

    // Binds 127.0.0.1:port, 0: any free port. Throws boost::system::system_error if it is taken.
    explicit Server(std::uint16_t port);
    ~Server();  // hangs up on everybody

    std::uint16_t port() const;
    void start(Handler handler);  // returns at once

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace oncalld::sandbox
