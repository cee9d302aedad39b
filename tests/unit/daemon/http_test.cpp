// The HTTP client and the server against each other and against raw bytes, over loopback.
#include "connectors/http/drive.h"
#include "daemon/web/http_server.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace oncalld::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

Response ok(std::string body = "fine") {
    Response response;
    response.status = 200;
    response.body = std::move(body);
    return response;
}

class HttpTest : public testing::Test {
protected:
    using Answer = std::function<std::optional<Response>(const Request&)>;

    void serve(Answer answer, ServerLimits limits = {}) {
        auto handler = [answer =
                            std::move(answer)](Request request) -> asio::awaitable<std::optional<Response>> {
            co_return answer(request);
        };
        server_.emplace(io_, "127.0.0.1", std::uint16_t{0}, handler, limits);
        server_->start();
    }
    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
    }

    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result) {
        result.emplace(co_await std::move(work));
    }
    template <class T>
    T run(asio::awaitable<T> work) {
        std::optional<T> result;
        io_.restart();
        asio::co_spawn(io_, keep(std::move(work), result), asio::detached);
        while (!result)
            io_.run_one();
        return std::move(*result);
    }
    Result<Response> fetch(Request request, Limits limits = {}) {
        Transport transport(io_, limits);
        return run(transport.fetch(std::move(request)));
    }
    Result<Response> get(const std::string& path, Limits limits = {}) {
        Request request;
        request.url = url(path);
        return fetch(std::move(request), limits);
    }

    // Sends raw bytes and reads until the server closes.
    asio::awaitable<std::string> talk(std::string bytes) {
        asio::ip::tcp::socket socket(io_);
        const asio::ip::tcp::endpoint there(asio::ip::make_address("127.0.0.1"), server_->port());
        co_await socket.async_connect(there, asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
        std::string answer;
        boost::system::error_code closed;
        auto token = asio::redirect_error(asio::use_awaitable, closed);
        co_await asio::async_read(socket, asio::dynamic_buffer(answer), token);
        co_return answer;
    }
    std::string raw(const std::string& bytes) { return run(talk(bytes)); }

    asio::io_context io_;
    std::optional<HttpServer> server_;
};

TEST_F(HttpTest, ARequestArrivesWholeAndItsAnswerToo) {
    Request seen;
    serve([&](const Request& request) {
        seen = request;
        Response response = ok("made");
        response.status = 201;
        response.headers.add("X-Thing", "a, b");
        return response;
    });
    Request request;
    request.method = "PUT";
    request.url = url("/a%20b?q=1&q=2");
    request.headers.add("Content-Type", "application/json");
    request.body = std::string("{\"x\":1}\0", 8);
    const auto answer = fetch(request);
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "made");
    EXPECT_EQ(answer->headers.get("x-thing"), "a, b");
    EXPECT_EQ(seen.method, "PUT");
    EXPECT_EQ(seen.url, "/a%20b?q=1&q=2");
    EXPECT_EQ(seen.body, request.body);
    EXPECT_EQ(seen.headers.get("content-type"), "application/json");
    EXPECT_TRUE(seen.headers.get("user-agent").starts_with("oncalld/"));
    EXPECT_NE(seen.headers.get("accept-encoding").find("gzip"), std::string::npos);
}

TEST_F(HttpTest, ARedirectIsAnAnswerAndIsNotFollowed) {
    int calls = 0;
    serve([&](const Request&) {
        ++calls;
        Response response;
        response.status = 302;
        response.headers.add("Location", "/elsewhere");
        return response;
    });
    EXPECT_EQ(get("/")->status, 302);
    EXPECT_EQ(calls, 1);
}

TEST_F(HttpTest, NotModifiedHasNoBody) {
    serve([](const Request&) {
        Response response;
        response.status = 304;
        return response;
    });
    const auto answer = get("/");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 304);
    EXPECT_EQ(answer->headers.find("content-type"), nullptr);
}

TEST_F(HttpTest, NobodyListeningMeansSurelyNotApplied) {
    serve([](const Request&) { return ok(); });
    Request request;
    request.url = url("/secret?token=s3cr3t");
    server_->stop();
    const auto answer = fetch(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::retry_after);
    EXPECT_EQ(answer.error().message.find("s3cr3t"), std::string::npos) << answer.error().message;
}

TEST_F(HttpTest, AConnectionClosedInsteadOfAnAnswerIsUnknown) {
    serve([](const Request&) { return std::optional<Response>(); });
    const auto answer = get("/");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::outcome_unknown);
}

// libcurl would repeat it on a new connection, if the old one had been used before.
TEST_F(HttpTest, AWriteIsNeverSentTwice) {
    struct Row {
        const char* name;
        const char* method;
        std::string body;
    };
    const std::vector<Row> rows{{"with a body", "POST", "{}"},
                                {"with a large body", "PATCH", std::string(200'000, 'x')},
                                {"without a body", "DELETE", ""}};
    int writes = 0;
    serve([&](const Request& request) -> std::optional<Response> {
        if (request.method == "GET") return ok();
        ++writes;
        return std::nullopt;
    });
    for (const Row& row : rows) {
        writes = 0;
        Transport transport(io_);
        Request read, write;
        read.url = write.url = url("/");
        write.method = row.method;
        write.body = row.body;
        ASSERT_TRUE(run(transport.fetch(read))) << row.name;
        const auto answer = run(transport.fetch(write));
        ASSERT_FALSE(answer) << row.name;
        EXPECT_EQ(answer.error().kind, ErrorKind::outcome_unknown) << row.name;
        EXPECT_EQ(writes, 1) << row.name;
    }
}

TEST_F(HttpTest, AWriteWithoutABodySaysThatItHasNone) {
    std::string length;
    serve([&](const Request& request) {
        length = request.headers.get("content-length");
        return ok();
    });
    Request request;
    request.method = "PUT";
    request.url = url("/");
    ASSERT_TRUE(fetch(request));
    EXPECT_EQ(length, "0");
}

// Connections are made by the kernel, and nobody ever reads from them.
class DeafServer : public HttpTest {
protected:
    Request ask(const std::string& scheme) const {
        Request request;
        request.method = "POST";
        request.url = scheme + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/";
        request.body = "{}";
        return request;
    }
    asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::make_address("127.0.0.1"), 0}};
};

TEST_F(DeafServer, ATimeOutIsUnknownOnceTheRequestWasSent) {
    Limits limits;
    limits.whole = 100ms;
    EXPECT_EQ(fetch(ask("http"), limits).error().kind, ErrorKind::outcome_unknown);
    EXPECT_EQ(fetch(ask("https"), limits).error().kind, ErrorKind::retry_after) << "TLS never came about";
}

TEST_F(DeafServer, ARequestThatTimesOutWhileItWaitsForAConnectionWasSurelyNotSent) {
    Limits limits;
    limits.whole = 100ms;
    limits.connections_each_host = 1;
    Transport transport(io_, limits);
    std::optional<Result<Response>> first;
    asio::co_spawn(io_, keep(transport.fetch(ask("http")), first), asio::detached);
    const auto second = run(transport.fetch(ask("http")));
    EXPECT_EQ(second.error().kind, ErrorKind::retry_after);
    while (!first)
        io_.run_one();
    EXPECT_EQ(first->error().kind, ErrorKind::outcome_unknown);
}

TEST_F(HttpTest, AnAnswerThatIsTooLargeIsCut) {
    serve([](const Request&) { return ok(std::string(5000, 'x')); });
    Limits limits;
    limits.largest_body = 1000;
    const auto answer = get("/", limits);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::outcome_unknown);
}

TEST_F(HttpTest, PlainHttpStaysOnTheMachineEvenIfThereIsAProxy) {
    serve([](const Request&) { return ok(); });
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    const auto answer = get("/");
    ::unsetenv("http_proxy");
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->status, 200);
}

TEST_F(HttpTest, ATokenOfTwoLinesMakesNoSecondHeader) {
    int calls = 0;
    serve([&](const Request&) { return ++calls, ok(); });
    Request request;
    request.url = url("/");
    request.headers.add("Authorization", "Bearer s3cr3t\r\nX-Other: 1");
    const auto answer = fetch(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::fix_configuration);
    EXPECT_EQ(answer.error().message.find("s3cr3t"), std::string::npos) << answer.error().message;
    EXPECT_EQ(calls, 0);
}

TEST_F(HttpTest, OnlyHttpIsSpoken) {
    Request request;
    request.url = "file:///etc/passwd";
    const auto answer = fetch(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::fix_configuration);
}

TEST_F(HttpTest, AnExceptionOfTheHandlerIsUnavailableForNow) {
    serve([](const Request&) -> std::optional<Response> { throw std::runtime_error("disk full"); });
    EXPECT_EQ(get("/")->status, 503);
}

TEST_F(HttpTest, WhatCannotBeReadNeverReachesTheHandler) {
    ServerLimits limits;
    limits.body = 100;
    limits.header = 1000;
    limits.whole_request = 50ms;
    int handled = 0;
    serve([&](const Request&) { return ++handled, ok(); }, limits);
    struct Row {
        const char* name;
        std::string bytes;
        const char* begins;
    };
    const std::vector<Row> rows{
        {"body too large",
         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'), "HTTP/1.1 413"},
        {"chunks too large",
         "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') +
             "\r\n0\r\n\r\n",
         "HTTP/1.1 413"},
        {"header too large", "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x') + "\r\n\r\n",
         "HTTP/1.1 431"},
        {"two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
         "HTTP/1.1 400"},
        {"no HTTP at all", "hello there\r\n\r\n", "HTTP/1.1 400"},
        {"a header that never ends", "GET / HTTP/1.1\r\nHost: x\r\n", ""},
    };
    for (const Row& row : rows) {
        const std::string answer = raw(row.bytes);
        EXPECT_TRUE(answer.starts_with(row.begins)) << row.name << ": " << answer.substr(0, 40);
    }
    EXPECT_EQ(handled, 0);
}

TEST_F(HttpTest, WhoSendsTooMuchStillHearsWhy) {
    ServerLimits limits;
    limits.body = 100;
    serve([](const Request&) { return ok(); }, limits);
    Request request;
    request.method = "POST";
    request.url = url("/");
    request.body = std::string(8u << 20, 'x');  // more than the sockets hold
    const auto answer = fetch(request);
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->status, 413);
}

TEST_F(HttpTest, AConnectionServesSeveralRequests) {
    int handled = 0;
    serve([&](const Request& request) { return ++handled, ok(request.url); });
    const std::string answers =
        raw("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(handled, 2);
    EXPECT_NE(answers.find("/1"), std::string::npos);
    EXPECT_NE(answers.find("/2"), std::string::npos);
}

TEST_F(HttpTest, HeadIsAnsweredWithoutABody) {
    serve([](const Request&) { return ok("a body"); });
    const std::string answer = raw("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 6\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(HttpTest, AnAnswerUnderWayIsFinishedWhenTheServerStops) {
    constexpr std::size_t kMoreThanSocketsBuffer = 32u << 20;
    serve([](const Request&) { return ok(std::string(kMoreThanSocketsBuffer, 'x')); });
    auto client = [this]() -> asio::awaitable<std::size_t> {
        asio::ip::tcp::socket socket(io_);
        const asio::ip::tcp::endpoint there(asio::ip::make_address("127.0.0.1"), server_->port());
        co_await socket.async_connect(there, asio::use_awaitable);
        const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
        std::string answer(1, ' ');
        co_await asio::async_read(socket, asio::buffer(answer), asio::use_awaitable);
        server_->stop();
        boost::system::error_code closed;
        auto token = asio::redirect_error(asio::use_awaitable, closed);
        co_await asio::async_read(socket, asio::dynamic_buffer(answer), token);
        co_return answer.size();
    };
    EXPECT_GT(run(client()), kMoreThanSocketsBuffer);
}

// ---- drive --------------------------------------------------------------------------------------------

// Sends one request and gives the answer's status, or the error's kind.
class OneRequest final : public Operation<int> {
public:
    OneRequest(std::string url, Send::Access access) : url_(std::move(url)), access_(access) {}
    Next<int> start() override {
        Send send;
        send.request.url = url_;
        send.access = access_;
        return send;
    }
    Next<int> resume(Result<Response> answer) override {
        if (!answer) return Result<int>(answer.error());
        return Result<int>(answer->status);
    }

private:
    std::string url_;
    Send::Access access_;
};

TEST_F(HttpTest, ALostAnswerIsUnknownForAWriteAndJustAnotherTryForARead) {
    serve([](const Request&) { return std::optional<Response>(); });
    Transport transport(io_);
    Pace pace(io_, 0ms);
    OneRequest write(url("/"), Send::Access::write), read(url("/"), Send::Access::read);
    EXPECT_EQ(run(drive(transport, pace, write)).error().kind, ErrorKind::outcome_unknown);
    EXPECT_EQ(run(drive(transport, pace, read)).error().kind, ErrorKind::retry_after);
}

TEST_F(HttpTest, WritesArePacedAndReadsAreNot) {
    serve([](const Request&) { return ok(); });
    Transport transport(io_);
    Pace pace(io_, 30ms);
    using Steady = std::chrono::steady_clock;
    OneRequest first(url("/"), Send::Access::write), second(url("/"), Send::Access::write);
    const auto begin = Steady::now();
    ASSERT_TRUE(run(drive(transport, pace, first)));
    ASSERT_TRUE(run(drive(transport, pace, second)));
    EXPECT_GE(Steady::now() - begin, 30ms);

    Pace never_again(io_, 24h);
    OneRequest write(url("/"), Send::Access::write), read(url("/"), Send::Access::read);
    ASSERT_TRUE(run(drive(transport, never_again, write)));
    ASSERT_TRUE(run(drive(transport, never_again, read))) << "a read that waits would hang here";
}

TEST_F(HttpTest, ExchangesAreToldWithoutSecrets) {
    serve([](const Request&) { return ok(); });
    Transport transport(io_);
    std::vector<Exchange> told;
    transport.observe([&](const Exchange& exchange) { told.push_back(exchange); });
    Request request;
    request.url = "http://user:pass@127.0.0.1:" + std::to_string(server_->port()) + "/p?token=s3cr3t";
    ASSERT_TRUE(run(transport.fetch(request)));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].url, url("/p"));
    EXPECT_EQ(told[0].status, 200);
}

}  // namespace
}  // namespace oncalld::http
