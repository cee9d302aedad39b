// What the tests of the GitHub connector share: its settings, small issues and comments, and a way to feed
// answers to an operation and look at what it asks next.
#pragma once

#include "connectors/github/settings.h"
#include "connectors/operation.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace oncalld::github {

inline Settings sample_settings() {
    return {.id = TrackerId("github"),
            .url = "https://api.github.com",
            .token = "t0ken",
            .repos = {"acme/data", "acme/etl"},
            .webhook_secret = "It's a Secret to Everybody"};
}

inline Instant at(std::string_view text) {
    return parse_rfc3339(text).value();
}

struct SampleIssue {
    int number = 7;
    std::string updated = "2026-11-24T08:00:00Z";
    std::string more = "";  // further members, each with a comma in front
    std::string repo = "acme/data";

    std::string json() const {
        const std::string n = std::to_string(number);
        return R"({"node_id":"I_)" + n + R"(","number":)" + n +
               R"(,"repository_url":"https://api.github.com/repos/)" + repo +
               R"(","html_url":"https://github.com/)" + repo + "/issues/" + n + R"(","title":"Disk full",)" +
               R"("state":"open","created_at":"2026-11-20T10:00:00Z","updated_at":")" + updated + "\"" +
               more + "}";
    }
};

inline std::string assignees(std::initializer_list<std::string_view> logins) {
    std::string out = R"(,"assignees":[)";
    for (const std::string_view login : logins) {
        if (!out.ends_with('[')) out += ',';
        out += R"({"login":")" + std::string(login) + "\"}";
    }
    return out + "]";
}

struct SampleComment {
    int id = 1;
    int issue = 7;
    std::string author = "Ann-Berg";
    std::string body = "hello";
    std::string updated = "2026-11-24T08:00:00Z";
    std::string page = "issues";  // "pull": on a pull request

    std::string json() const {
        const std::string n = std::to_string(issue);
        return R"({"id":)" + std::to_string(id) + R"(,"user":{"login":")" + author + R"("},"body":")" + body +
               R"(","created_at":"2026-11-24T07:59:00Z","updated_at":")" + updated +
               R"(","html_url":"https://github.com/acme/data/)" + page + "/" + n +
               R"(#issuecomment-1","issue_url":"https://api.github.com/repos/acme/data/issues/)" + n + "\"}";
    }
};

inline http::Response ok(std::string body, http::Headers headers = {}) {
    return {200, std::move(headers), std::move(body)};
}
inline http::Response status(int code, std::string body = "{}") {
    return {code, {}, std::move(body)};
}
inline http::Headers next_page(const std::string& url) {
    return {{"Link", "<" + url + ">; rel=\"next\""}};
}

// Drives one operation by hand.
template <class T>
class Trace {
public:
    explicit Trace(OperationPtr<T> operation)
        : operation_(std::move(operation)), next_(operation_->start()) {}

    // "GET /user": what it asks for now, without the host; "" if it is done.
    std::string asks() const {
        const Send* send = std::get_if<Send>(&next_);
        if (!send) return {};
        const std::string base = "https://api.github.com";
        const std::string& url = send->request.url;
        return send->request.method + " " + (url.starts_with(base) ? url.substr(base.size()) : url);
    }
    const Send& send() const { return std::get<Send>(next_); }
    Trace& answer(Result<http::Response> answer) {
        next_ = operation_->resume(std::move(answer));
        return *this;
    }
    const Result<T>& result() const { return std::get<Result<T>>(next_); }

private:
    OperationPtr<T> operation_;
    Next<T> next_;
};

}  // namespace oncalld::github
