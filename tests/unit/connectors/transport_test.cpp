// What the transport does before a request is sent: proxy, TLS, the end of the daemon. The rest is in
// tests/unit/daemon/http_test.cpp, where it has a server to talk to.
#include "connectors/http/transport.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

namespace oncalld::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// An environment variable for the length of a test.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        setenv(name, value.c_str(), 1);
    }
    ~Variable() {
        if (before_)
            setenv(name_, before_->c_str(), 1);
        else
            unsetenv(name_);
    }
    Variable(const Variable&) = delete;

private:
    const char* name_;
    std::optional<std::string> before_;
};

class TransportTest : public testing::Test {
protected:
    std::string here(const std::string& scheme) const {
        return scheme + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    static Request post(std::string url) {
        Request request;
        request.method = "POST";
        request.url = std::move(url);
        request.headers.add("Authorization", "Bearer s3cr3t");
        request.body = "{}";
        return request;
    }
    void start(Transport& transport, Request request) {
        asio::co_spawn(io_, keep(transport.fetch(std::move(request))), asio::detached);
    }
    Result<Response> finish() {
        while (!result_)
            io_.run_one();
        return *result_;
    }
    asio::awaitable<void> keep(asio::awaitable<Result<Response>> fetch) {
        result_.emplace(co_await std::move(fetch));
    }

    // Takes one connection, keeps what it says in `heard_`, says `reply` and closes it.
    asio::awaitable<void> answer_one(std::string reply) {
        tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
        co_await asio::async_read_until(socket, asio::dynamic_buffer(heard_), "\r\n\r\n",
                                        asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(reply), asio::use_awaitable);
    }

    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::make_address("127.0.0.1"), 0}};
    std::string heard_;
    std::optional<Result<Response>> result_;
};

TEST_F(TransportTest, AProxyThatRefusesTheTunnelMeansSurelyNotApplied) {
    const Variable proxy("https_proxy", here("http")), everywhere("no_proxy", "");
    asio::co_spawn(io_, answer_one("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), asio::detached);
    Transport transport(io_);
    start(transport, post("https://tracker.invalid/issues?token=s3cr3t"));
    const auto answer = finish();
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error().kind), to_string(ErrorKind::retry_after)) << answer.error().message;
    EXPECT_TRUE(heard_.starts_with("CONNECT tracker.invalid:443 ")) << heard_;
    EXPECT_EQ(heard_.find("s3cr3t"), std::string::npos) << "the proxy must not see the token: " << heard_;
}

TEST_F(TransportTest, NoProxyIsHeeded) {
    const Variable proxy("https_proxy", "http://127.0.0.1:1"), direct("no_proxy", "127.0.0.1");
    char first = 0;
    auto take = [&]() -> asio::awaitable<void> {
        tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
        co_await asio::async_read(socket, asio::buffer(&first, 1), asio::use_awaitable);
    };
    asio::co_spawn(io_, take(), asio::detached);
    Transport transport(io_);
    start(transport, post(here("https")));
    EXPECT_FALSE(finish()) << "the connection is closed again at once";
    EXPECT_EQ(first, 0x16) << "a TLS handshake (RFC 8446 §5.1), straight to us";
}

TEST_F(TransportTest, WhatIsPendingWhenTheTransportGoesIsTold) {
    auto transport = std::make_unique<Transport>(io_);
    tcp::socket socket(io_);
    bool arrived = false;
    auto take = [&]() -> asio::awaitable<void> {
        socket = co_await acceptor_.async_accept(asio::use_awaitable);
        co_await asio::async_read_until(socket, asio::dynamic_buffer(heard_), "\r\n\r\n",
                                        asio::use_awaitable);
        arrived = true;
    };
    start(*transport, post(here("http")));
    asio::co_spawn(io_, take(), asio::detached);
    while (!arrived)
        io_.run_one();
    EXPECT_FALSE(result_);
    transport.reset();
    EXPECT_EQ(to_string(finish().error().kind), to_string(ErrorKind::outcome_unknown));
}

TEST_F(TransportTest, WhatWasNotYetSentWhenTheTransportGoesIsSurelyNotApplied) {
    auto transport = std::make_unique<Transport>(io_);
    start(*transport, post(here("http")));
    io_.run_one();  // asked for, and no more
    transport.reset();
    EXPECT_EQ(to_string(finish().error().kind), to_string(ErrorKind::retry_after));
}

// A certificate for 127.0.0.1 that nobody vouches for.
asio::ssl::context self_signed() {
    asio::ssl::context tls(asio::ssl::context::tls_server);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    ASN1_TIME_set_string(X509_getm_notBefore(certificate.get()), "20200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(certificate.get()), "20491231235959Z");
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    SSL_CTX_use_certificate(tls.native_handle(), certificate.get());
    SSL_CTX_use_PrivateKey(tls.native_handle(), key.get());
    return tls;
}

TEST_F(TransportTest, ACertificateThatNobodyVouchesForIsRefused) {
    asio::ssl::context tls = self_signed();
    boost::system::error_code refused;
    auto serve = [&]() -> asio::awaitable<void> {
        tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
        asio::ssl::stream<tcp::socket> stream(std::move(socket), tls);
        auto token = asio::redirect_error(asio::use_awaitable, refused);
        co_await stream.async_handshake(asio::ssl::stream_base::server, token);
        if (refused) co_return;
        co_await asio::async_read_until(stream, asio::dynamic_buffer(heard_), "\r\n\r\n", token);
    };
    asio::co_spawn(io_, serve(), asio::detached);
    Transport transport(io_);
    start(transport, post(here("https")));
    const auto answer = finish();
    ASSERT_FALSE(answer);
    EXPECT_EQ(to_string(answer.error().kind), to_string(ErrorKind::retry_after));
    EXPECT_NE(answer.error().message.find("certificate"), std::string::npos) << answer.error().message;
    while (!refused && io_.run_one() > 0) {
    }
    EXPECT_EQ(heard_, "") << "the request was sent to a stranger";
}

}  // namespace
}  // namespace oncalld::http
