#include "tests/sandbox/client.h"

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace oncalld::sandbox {

namespace {

struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    // The same list if it was not empty: curl appends in place.
    static_cast<void>(list.release());
    list.reset(longer);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* body) {
    static_cast<std::string*>(body)->append(data, size);
    return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* headers) {
    const std::string_view line(data, size);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    const std::size_t from = line.find_first_not_of(" \t", colon + 1);
    const std::size_t to = line.find_last_not_of("\r\n \t");
    const bool empty = from == std::string_view::npos || to < from;
    static_cast<http::Headers*>(headers)->add(std::string(line.substr(0, colon)),
                                              empty ? "" : std::string(line.substr(from, to - from + 1)));
    return size;
}

}  // namespace

class Client::Impl {
public:
    explicit Impl(milliseconds timeout) : handle_(curl_easy_init()), timeout_(timeout) {
        if (!handle_) throw std::bad_alloc();
    }

    Result<http::Response> call(const http::Request& request) {
        curl_easy_reset(handle_.get());
        http::Response response;
        List lines;
        for (const auto& [name, value] : request.headers)
            append(lines, name + ": " + value);
        append(lines, "Expect:");  // no extra round trip before larger bodies
        CURL* const curl = handle_.get();
        curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_.count()));
        if (!request.body.empty() || request.method == "POST") {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
        }
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response.headers);
        const CURLcode code = curl_easy_perform(curl);
        if (code != CURLE_OK)
            return Error{ErrorKind::outcome_unknown,
                         request.method + " " + request.url + ": " + curl_easy_strerror(code)};
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        response.status = static_cast<int>(status);
        return response;
    }

private:
    Handle handle_;
    milliseconds timeout_;
};

Client::Client(milliseconds timeout) : impl_(std::make_unique<Impl>(timeout)) {}
Client::~Client() = default;

Result<http::Response> Client::call(const http::Request& request) {
    return impl_->call(request);
}

}  // namespace oncalld::sandbox
