// Vendor JSON, read so that nothing a vendor (or a forger) sends can crash us: a missing member, a null and a
// value of another type all read as "not there". Bodies are foreign input, so parse() does not recurse,
// refuses deep nesting (copying and writing a RapidJSON value do recurse) and refuses text that is not UTF-8.
//
// Only .cpp files and internal headers include this: RapidJSON is slow to compile.
#pragma once

#include "engine/result.h"
#include "engine/time.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oncalld::json {

using Value = rapidjson::Value;
using Document = rapidjson::Document;

inline constexpr int kMaxDepth = 128;

// Error kind `bug`: a body that is not JSON is one we do not understand. The message names the offset, never
// the content.
Result<Document> parse(std::string_view text);

const Value* member(const Value* value, std::string_view key);

// The value at a path of member names, or null if any of them is missing. A JSON null is a value: `at` finds
// it.
template <class... Keys>
const Value* at(const Value& root, const Keys&... keys) {
    const Value* value = &root;
    ((value = member(value, keys)), ...);
    return value;
}

std::string as_string(const Value* value);     // integers as digits, everything else that is no string: ""
std::string_view as_text(const Value* value);  // strings only; a view into the document
std::optional<std::int64_t> as_integer(const Value* value);
std::optional<bool> as_bool(const Value* value);
std::optional<Instant> as_instant(const Value* value);  // a string that parse_rfc3339 accepts
std::span<const Value> as_array(const Value* value);    // empty if it is none

template <class... Keys>
std::string string_at(const Value& root, const Keys&... keys) {
    return as_string(at(root, keys...));
}
template <class... Keys>
std::string_view text_at(const Value& root, const Keys&... keys) {
    return as_text(at(root, keys...));
}
template <class... Keys>
std::optional<std::int64_t> integer_at(const Value& root, const Keys&... keys) {
    return as_integer(at(root, keys...));
}
template <class... Keys>
std::optional<bool> bool_at(const Value& root, const Keys&... keys) {
    return as_bool(at(root, keys...));
}
template <class... Keys>
std::optional<Instant> instant_at(const Value& root, const Keys&... keys) {
    return as_instant(at(root, keys...));
}
template <class... Keys>
std::span<const Value> array_at(const Value& root, const Keys&... keys) {
    return as_array(at(root, keys...));
}

// Writes compact JSON. Calls chain: Writer().object().key("a").text("b").end_object().take().
class Writer {
public:
    Writer() : writer_(buffer_) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Writer& object();
    Writer& end_object();
    Writer& array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& text(std::string_view value);
    Writer& integer(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();
    Writer& raw(std::string_view json);  // a whole value that is JSON already
    Writer& value(const Value& value);   // a copy of a parsed value

    std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace oncalld::json
