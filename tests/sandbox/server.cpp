#include "tests/sandbox/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <sys/socket.h>

#include <atomic>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace oncalld::sandbox {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Wire = beast::http::request<beast::http::string_body>;

// Takes the body out of `wire`.
http::Request from_wire(Wire& wire) {
    http::Request request;
    request.method = wire.method_string();
    request.url = wire.target();
    for (const auto& field : wire)
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(wire.body());
    return request;
}

beast::http::response<beast::http::string_body> to_wire(const http::Response& response, const Wire& request) {
    beast::http::response<beast::http::string_body> wire;
    wire.version(request.version());
    wire.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers)
        wire.insert(name, value);
    wire.keep_alive(request.keep_alive());
    wire.body() = response.body;
    wire.prepare_payload();
    return wire;
}

}  // namespace

class Server::Impl {
public:
    explicit Impl(std::uint16_t port)
        : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
          port_(acceptor_.local_endpoint().port()) {}

    ~Impl() {
        // Wakes the blocked accept; closing alone would not.
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
        if (accepting_.joinable()) accepting_.join();
        for (Connection& connection : connections_)
            connection.hang_up();
        connections_.clear();
    }

    std::uint16_t port() const { return port_; }

    void start(Handler handler) {
        handler_ = std::move(handler);
        accepting_ = std::thread([this] { accept(); });
    }

private:
    struct Connection {
        explicit Connection(tcp::socket accepted) : socket(std::move(accepted)) {}
        ~Connection() {
            if (thread.joinable()) thread.join();
        }
        // Shut down, not closed: the descriptor stays valid for the thread that is reading from it.
        void hang_up() { ::shutdown(socket.native_handle(), SHUT_RDWR); }

        tcp::socket socket;
        std::atomic<bool> finished = false;
        std::thread thread;
    };

    void accept() {
        for (;;) {
            boost::system::error_code error;
            tcp::socket socket = acceptor_.accept(error);
            if (error) return;
            socket.set_option(tcp::no_delay(true), error);
            connections_.remove_if([](const Connection& connection) { return connection.finished.load(); });
            Connection& connection = connections_.emplace_back(std::move(socket));
            connection.thread = std::thread([this, &connection] {
                serve(connection.socket);
                connection.hang_up();
                connection.finished = true;
            });
        }
    }

    void serve(tcp::socket& socket) const {
        beast::flat_buffer buffer;
        for (;;) {
            beast::http::request_parser<beast::http::string_body> parser;
            parser.body_limit(64U << 20);
            boost::system::error_code error;
            beast::http::read(socket, buffer, parser, error);
            if (error) return;
            Wire wire = parser.release();
            const http::Request request = from_wire(wire);
            const Reply reply = handler_(request);
            if (reply.delay > milliseconds(0)) std::this_thread::sleep_for(reply.delay);
            if (reply.drop) return;
            const auto answer = to_wire(reply.response, wire);
            beast::http::write(socket, answer, error);
            if (error || !answer.keep_alive()) return;
        }
    }

    asio::io_context io_;
    tcp::acceptor acceptor_;
    const std::uint16_t port_;
    Handler handler_;
    std::list<Connection> connections_;  // touched by the accepting thread only, and after it has ended
    std::thread accepting_;
};

Server::Server(std::uint16_t port) : impl_(std::make_unique<Impl>(port)) {}
Server::~Server() = default;

std::uint16_t Server::port() const {
    return impl_->port();
}
void Server::start(Handler handler) {
    impl_->start(std::move(handler));
}

}  // namespace oncalld::sandbox
