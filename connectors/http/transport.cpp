#include "connectors/http/transport.h"

#include <curl/curl.h>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cctype>
#include <cstdint>
#include <map>

namespace oncalld::http {

namespace asio = boost::asio;

namespace {

using Handler = asio::any_completion_handler<void(Result<Response>)>;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// "https://user:pass@host/path?query" -> "https://host/path": what may be shown.
std::string shown_url(const std::string& url) {
    std::string shown = url.substr(0, url.find_first_of("?#"));
    const auto scheme = shown.find("://");
    if (scheme == std::string::npos) return shown;
    const auto path = shown.find('/', scheme + 3);
    const auto at = shown.rfind('@', path);
    if (at != std::string::npos && at > scheme) shown.erase(scheme + 3, at - scheme - 2);
    return shown;
}

// Did the request surely not reach the tracker? `begun`: its first bytes were sent.
bool surely_not_sent(CURLcode code, bool begun) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return true;
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_RECV_ERROR:  // before the request: a proxy that refuses the tunnel
        case CURLE_ABORTED_BY_CALLBACK:
            return !begun;
        default:
            return false;  // CURLcode is open: a newer libcurl may add to it
    }
}

// One request on its way.
struct Transfer {
    Transfer(Handler handler, Request asked, std::size_t largest)
        : done(std::move(handler)), request(std::move(asked)), largest_body(largest) {}

    std::unique_ptr<CURL, FreeEasy> easy{curl_easy_init()};
    std::unique_ptr<curl_slist, FreeList> headers;
    Handler done;  // Boost 1.81: its move assignment never ends (asio #1180); it is only move-constructed
    Request request;
    Response response;
    std::size_t sent = 0;  // of the request's body
    std::size_t largest_body;
    std::size_t received = 0;  // headers count too: they are kept as well
    bool too_large = false;
    char error[CURL_ERROR_SIZE] = {};
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    void add_header(const std::string& line) {
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    }

    bool take(std::size_t bytes) {
        received += bytes;
        too_large = received > largest_body;
        return !too_large;
    }

    static std::size_t on_send(char* to, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        const std::size_t copied = transfer.request.body.copy(to, size * count, transfer.sent);
        transfer.sent += copied;
        return copied;
    }

    // When a connection that was used before dies without an answer, libcurl sends the request again by
    // itself. The server may have acted on the first one: nothing is sent twice.
    static int on_send_again(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (!transfer.take(size * count)) return 0;
        transfer.response.body.append(data, size * count);
        return size * count;
    }

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
        const std::string_view line(data, size * count);
        auto& transfer = *static_cast<Transfer*>(self);
        if (!transfer.take(line.size())) return 0;
        Headers& all = transfer.response.headers;
        if (line.starts_with("HTTP/")) all = {};  // after a 100-continue or a proxy's own answer
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return line.size();
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front())))
            value.remove_prefix(1);
        while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())))
            value.remove_suffix(1);
        all.add(std::string(line.substr(0, colon)), std::string(value));
        return line.size();
    }
};

// A socket that libcurl owns and Asio watches.
struct Watched {
    Watched(asio::io_context& io, int fd) : descriptor(io, fd) {}
    ~Watched() {
        if (descriptor.is_open()) descriptor.release();  // libcurl closes it
    }
    asio::posix::stream_descriptor descriptor;
    int wanted = 0;
    bool reading = false, writing = false;  // a wait is pending
};

}  // namespace

class Transport::Impl {
public:
    Impl(asio::io_context& io, Limits limits)
        : io_(io), limits_(limits), timer_(io), multi_(curl_multi_init()) {
        curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &on_socket);
        curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &on_timer);
        curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, limits_.connections_each_host);
    }

    ~Impl() {
        while (!transfers_.empty())
            finish(transfers_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
        timer_.cancel();
        *alive_ = false;
    }

    void start(Handler handler, Request request) {
        const std::uint64_t id = ++last_id_;
        auto transfer =
            std::make_unique<Transfer>(std::move(handler), std::move(request), limits_.largest_body);
        prepare(*transfer, id);
        CURL* easy = transfer->easy.get();
        transfers_.emplace(id, std::move(transfer));
        curl_multi_add_handle(multi_.get(), easy);  // arms the timer through on_timer
    }

    std::function<void(const Exchange&)> observer;

private:
    void prepare(Transfer& transfer, std::uint64_t id) {
        CURL* easy = transfer.easy.get();
        const Request& request = transfer.request;
        for (const auto& [name, value] : request.headers)
            transfer.add_header(name + ": " + value);
        transfer.add_header("Expect:");  // no 100-continue: it only costs a round trip
        curl_easy_setopt(easy, CURLOPT_PRIVATE, reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));
        curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        // Plain http is for loopback: what it carries must not leave the machine, proxy or not.
        if (request.url.starts_with("http://")) curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
        if (request.method != "GET") {
            curl_easy_setopt(easy, CURLOPT_POST, 1L);
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_send);
            curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
            curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_send_again);
            // Without a body there is nothing to seek in.
            if (request.body.empty()) curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        }
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        if (!request.headers.find("user-agent"))
            curl_easy_setopt(easy, CURLOPT_USERAGENT, "oncalld/" ONCALLD_VERSION);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.whole.count()));
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.stalled.count()));
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    }

    void finish(std::uint64_t id, CURLcode code) {
        auto node = transfers_.extract(id);
        if (node.empty()) return;
        Transfer& transfer = *node.mapped();
        CURL* easy = transfer.easy.get();
        curl_multi_remove_handle(multi_.get(), easy);
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_off_t until_begun = 0;  // stays 0 while the request waits, connects or agrees on TLS
        curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &until_begun);
        report(transfer, code == CURLE_OK ? static_cast<int>(status) : 0);
        transfer.response.status = static_cast<int>(status);
        Result<Response> result = code == CURLE_OK
                                      ? Result<Response>(std::move(transfer.response))
                                      : Result<Response>(failure(transfer, code, until_begun > 0));
        // Never complete inside a curl callback or the initiating call: always through the loop.
        asio::post(io_, [done = std::move(transfer.done), result = std::move(result)]() mutable {
            std::move(done)(std::move(result));
        });
    }

    void report(const Transfer& transfer, int status) const {
        if (!observer) return;
        const auto took = std::chrono::steady_clock::now() - transfer.started;
        observer({transfer.request.method, shown_url(transfer.request.url), status,
                  std::chrono::duration_cast<std::chrono::milliseconds>(took)});
    }

    Error failure(const Transfer& transfer, CURLcode code, bool begun) const {
        const std::string what = transfer.request.method + " " + shown_url(transfer.request.url) + ": ";
        if (transfer.too_large)
            return {ErrorKind::outcome_unknown, what + "the answer is larger than " +
                                                    std::to_string(transfer.largest_body >> 20) + " MiB"};
        if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
            return {ErrorKind::fix_configuration, what + "not an http or https URL"};
        // libcurl's own text may hold the whole URL, query included: only its fixed words are shown.
        return {surely_not_sent(code, begun) ? ErrorKind::retry_after : ErrorKind::outcome_unknown,
                what + curl_easy_strerror(code)};
    }

    void act(curl_socket_t fd, int events) {
        int running = 0;
        curl_multi_socket_action(multi_.get(), fd, events, &running);
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            char* id = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &id);
            finish(reinterpret_cast<std::uintptr_t>(id), message->data.result);
        }
    }

    enum class Direction { read, write };

    void wait(const std::shared_ptr<Watched>& watched, Direction direction) {
        bool& pending = direction == Direction::write ? watched->writing : watched->reading;
        if (pending) return;
        pending = true;
        const auto kind = direction == Direction::write ? asio::posix::descriptor_base::wait_write
                                                        : asio::posix::descriptor_base::wait_read;
        watched->descriptor.async_wait(
            kind, [this, alive = alive_, watched, direction](boost::system::error_code failed) {
                if (!*alive) return;
                (direction == Direction::write ? watched->writing : watched->reading) = false;
                if (failed == asio::error::operation_aborted || !watched->descriptor.is_open()) return;
                const int bit = direction == Direction::write ? CURL_POLL_OUT : CURL_POLL_IN;
                if (!(watched->wanted & bit)) return;
                const int fd = watched->descriptor.native_handle();
                act(fd, failed ? CURL_CSELECT_ERR
                               : (direction == Direction::write ? CURL_CSELECT_OUT : CURL_CSELECT_IN));
                // libcurl may have closed it meanwhile, and even have got the same number again.
                const auto found = sockets_.find(fd);
                if (found != sockets_.end() && found->second == watched && (watched->wanted & bit))
                    wait(watched, direction);
            });
    }

    static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
        Impl& me = *static_cast<Impl*>(self);
        auto found = me.sockets_.find(fd);
        if (what == CURL_POLL_REMOVE) {
            if (found == me.sockets_.end()) return 0;
            found->second->wanted = 0;
            found->second->descriptor.release();  // out of epoll before libcurl closes it
            me.sockets_.erase(found);
            return 0;
        }
        if (found == me.sockets_.end())
            found = me.sockets_.emplace(fd, std::make_shared<Watched>(me.io_, fd)).first;
        found->second->wanted = what;
        const std::shared_ptr<Watched> watched = found->second;
        if (what & CURL_POLL_IN) me.wait(watched, Direction::read);
        if (what & CURL_POLL_OUT) me.wait(watched, Direction::write);
        return 0;
    }

    static int on_timer(CURLM*, long after, void* self) {
        Impl& me = *static_cast<Impl*>(self);
        me.timer_.cancel();
        if (after < 0) return 0;
        me.timer_.expires_after(std::chrono::milliseconds(after));
        me.timer_.async_wait([&me, alive = me.alive_](boost::system::error_code cancelled) {
            if (!cancelled && *alive) me.act(CURL_SOCKET_TIMEOUT, 0);
        });
        return 0;
    }

    asio::io_context& io_;
    Limits limits_;
    asio::steady_timer timer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::map<curl_socket_t, std::shared_ptr<Watched>> sockets_;
    std::map<std::uint64_t, std::unique_ptr<Transfer>> transfers_;  // by our own id: a CURL* may come again
    std::uint64_t last_id_ = 0;
    std::unique_ptr<CURLM, FreeMulti> multi_;  // last: its clean-up still calls on_socket
};

Transport::Transport(asio::io_context& io, Limits limits) : impl_(std::make_unique<Impl>(io, limits)) {}
Transport::~Transport() = default;

void Transport::observe(std::function<void(const Exchange&)> observer) {
    impl_->observer = std::move(observer);
}

asio::awaitable<Result<Response>> Transport::fetch(Request request) {
    for (const auto& [name, value] : request.headers)
        if (value.find_first_of("\r\n") != std::string::npos)
            co_return Error{ErrorKind::fix_configuration, "the header " + name +
                                                              " would hold a line break; does the file of "
                                                              "its secret have more than one line?"};
    auto initiate = [this](auto handler, Request asked) {
        impl_->start(Handler(std::move(handler)), std::move(asked));
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<Response>)>(
        initiate, asio::use_awaitable, std::move(request));
}

}  // namespace oncalld::http
