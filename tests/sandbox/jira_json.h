// Jira's JSON, as the REST API (v3: rich text is ADF) and webhooks (v2: plain strings) write it.
#pragma once

#include "connectors/json.h"
#include "tests/sandbox/jira_site.h"

#include <functional>
#include <string>
#include <string_view>

namespace oncalld::sandbox::jira {

enum class Dialect { v2, v3 };

using FieldFilter = std::function<bool(std::string_view)>;

std::string jira_time(Instant t);  // "2026-11-23T10:00:00.000+0000"

struct Body {  // of a request
    json::Document json;
};

class Shape {
public:
    explicit Shape(const Site& site) : site_(site) {}

    void user(json::Writer& out, const std::string& account) const;
    // Members id, self, key and fields; the caller opens and closes the object and may add more.
    void issue(json::Writer& out, const Issue& issue, const FieldFilter& wanted, Dialect dialect) const;
    void changelog(json::Writer& out, const Issue& issue) const;  // newest first
    void items(json::Writer& out, const Change& change) const;
    enum class Properties { left_out, included };
    void comment(json::Writer& out, const Issue& issue, const Comment& comment, Dialect dialect,
                 Properties properties) const;
    enum class Fields { left_out, included };
    void transitions(json::Writer& out, const Issue& issue, Fields fields,
                     const std::map<std::string, std::string>& required) const;

private:
    void status(json::Writer& out, TicketState state) const;
    std::string url(std::string_view path) const { return site_.setting().base_url + std::string(path); }

    const Site& site_;
};

std::string adf_of(std::string_view text);    // one paragraph
std::string text_of(const json::Value& adf);  // blocks on lines of their own, "- " before list items

// What Jira would say against this comment body; empty: nothing.
std::string refusal_of(const json::Value* adf);

}  // namespace oncalld::sandbox::jira
