// The only file that includes Beast: it takes half a minute to compile.
#include "daemon/web/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <list>
#include <stdexcept>

namespace oncalld::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

using Parser = beast::http::request_parser<beast::http::string_body>;
using WireResponse = beast::http::response<beast::http::string_body>;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{200};  // out of descriptors: let some be closed first

std::string text(beast::string_view view) {
    return {view.data(), view.size()};
}

Request plain(beast::http::request<beast::http::string_body>&& wire) {
    Request request;
    request.method = text(wire.method_string());
    request.url = text(wire.target());
    for (const auto& field : wire)
        request.headers.add(text(field.name_string()), text(field.value()));
    request.body = std::move(wire.body());
    return request;
}

WireResponse wire(Response&& response, unsigned version, bool keep_alive) {
    WireResponse out;
    out.version(version);
    out.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers)
        out.insert(name, value);
    out.keep_alive(keep_alive);
    out.body() = std::move(response.body);
    // 204 and 304 have no body and say no length (RFC 9110 §8.6).
    if (response.status != 204 && response.status != 304) out.prepare_payload();
    return out;
}

// What a request that cannot be read is answered; 0: close without an answer.
int status_for(boost::system::error_code failed) {
    if (failed == beast::http::error::body_limit) return 413;
    if (failed == beast::http::error::header_limit) return 431;
    if (failed == beast::http::error::end_of_stream || failed == beast::http::error::partial_message)
        return 0;
    const bool malformed =
        failed.category() == beast::http::make_error_code(beast::http::error::bad_target).category();
    return malformed ? 400 : 0;
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(asio::io_context& loop, Handler to, ServerLimits given)
        : io(loop), handler(std::move(to)), limits(given), acceptor(loop), accept_pause(loop) {}

    struct Connection {
        explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}
        beast::tcp_stream stream;
        beast::flat_buffer buffer;
        bool answering = false;
    };
    using Connections = std::list<std::shared_ptr<Connection>>;

    void bind(const std::string& address, std::uint16_t port) {
        const tcp::endpoint endpoint(asio::ip::make_address(address), port);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
    }

    asio::awaitable<void> accept() {
        const std::shared_ptr<State> self = shared_from_this();
        while (acceptor.is_open()) {
            boost::system::error_code failed;
            auto token = asio::redirect_error(asio::use_awaitable, failed);
            tcp::socket socket = co_await acceptor.async_accept(token);
            if (stopping) co_return;
            if (failed || static_cast<int>(connections.size()) >= limits.connections) {
                // Too many at once, or no descriptor left. The socket, if there is one, is closed here.
                accept_pause.expires_after(kAcceptPause);
                co_await accept_pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
                continue;
            }
            connections.push_back(std::make_shared<Connection>(std::move(socket)));
            asio::co_spawn(io, serve(std::prev(connections.end())), asio::detached);
        }
    }

    asio::awaitable<void> serve(Connections::iterator place) {
        const std::shared_ptr<State> self = shared_from_this();
        const std::shared_ptr<Connection> connection = *place;
        for (bool more = true; more && !stopping;)
            more = co_await serve_one(*connection);
        boost::system::error_code ignored;
        connection->stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
        connections.erase(place);
    }

    // One request and its answer. False: the connection ends.
    asio::awaitable<bool> serve_one(Connection& connection) {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(limits.header));
        parser.body_limit(limits.body);
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);

        // Wait for the first byte, then give the whole request one deadline.
        if (connection.buffer.size() == 0) {
            connection.stream.expires_after(limits.idle);
            const std::size_t got =
                co_await connection.stream.async_read_some(connection.buffer.prepare(4096), token);
            connection.buffer.commit(got);
            if (failed) co_return false;
        }
        connection.stream.expires_after(limits.whole_request);
        co_await beast::http::async_read(connection.stream, connection.buffer, parser, token);
        if (failed) {
            if (const int status = status_for(failed)) co_await refuse(connection, status);
            co_return false;
        }
        connection.stream.expires_never();
        const bool keep_alive = parser.get().keep_alive();
        const bool head = parser.get().method() == beast::http::verb::head;
        const unsigned version = parser.get().version();
        connection.answering = true;
        std::optional<Response> response = co_await handle(plain(parser.release()));
        if (!response) co_return false;
        WireResponse out = wire(std::move(*response), version, keep_alive && !stopping);
        if (head) out.body().clear();  // its length is still told
        connection.stream.expires_after(limits.whole_request);
        co_await beast::http::async_write(connection.stream, out, token);
        connection.answering = false;
        co_return !failed && !out.need_eof();
    }

    asio::awaitable<std::optional<Response>> handle(Request request) {
        try {
            co_return co_await handler(std::move(request));
        } catch (const std::exception&) {
            Response response;
            response.status = 503;
            co_return response;
        }
    }

    asio::awaitable<void> refuse(Connection& connection, int status) {
        Response response;
        response.status = status;
        const WireResponse out = wire(std::move(response), 11, false);
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        connection.stream.expires_after(limits.whole_request);
        co_await beast::http::async_write(connection.stream, out, token);
        if (!failed) co_await hear_out(connection);
    }

    // Closing a socket while its peer still sends resets it, and the peer loses the answer that it was just
    // given (RFC 9112 §9.6). What still comes is thrown away, until the peer closes or the deadline is over.
    asio::awaitable<void> hear_out(Connection& connection) {
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        connection.stream.socket().shutdown(tcp::socket::shutdown_send, failed);
        std::array<char, 16 * 1024> thrown_away;
        while (!failed && !stopping)
            co_await connection.stream.async_read_some(asio::buffer(thrown_away), token);
    }

    asio::io_context& io;
    Handler handler;
    ServerLimits limits;
    tcp::acceptor acceptor;
    asio::steady_timer accept_pause;
    Connections connections;
    bool stopping = false;
};

HttpServer::HttpServer(asio::io_context& io, const std::string& address, std::uint16_t port, Handler handler,
                       ServerLimits limits)
    : state_(std::make_shared<State>(io, std::move(handler), limits)) {
    try {
        state_->bind(address, port);
    } catch (const boost::system::system_error& failed) {
        throw std::runtime_error("cannot listen on " + address + ":" + std::to_string(port) + ": " +
                                 failed.code().message());
    }
}

HttpServer::~HttpServer() {
    stop();
}

void HttpServer::start() {
    asio::co_spawn(state_->io, state_->accept(), asio::detached);
}

void HttpServer::stop() {
    if (state_->stopping) return;
    state_->stopping = true;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->accept_pause.cancel();
    for (const auto& connection : state_->connections)
        if (!connection->answering) connection->stream.cancel();
}

std::uint16_t HttpServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

}  // namespace oncalld::http
