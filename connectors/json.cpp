#include "connectors/json.h"

#include <rapidjson/error/en.h>

#include <algorithm>

namespace oncalld::json {

namespace {

rapidjson::SizeType size(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
}

// Deepest nesting of brackets outside strings. Malformed text gives some number; the parser judges it later.
int depth(std::string_view text) {
    int now = 0, deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++now);
        } else if (c == '}' || c == ']') {
            --now;
        }
    }
    return deepest;
}

Error unreadable(std::string why) {
    return {ErrorKind::bug, "not readable as JSON: " + std::move(why)};
}

}  // namespace

Result<Document> parse(std::string_view text) {
    if (text.empty()) return unreadable("empty");
    // RapidJSON takes a NUL for the end and would accept whatever follows it.
    if (text.find('\0') != std::string_view::npos) return unreadable("holds a NUL byte");
    if (depth(text) > kMaxDepth) return unreadable("nested too deeply");
    Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag |
                   rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    if (document.HasParseError())
        return unreadable(std::string(rapidjson::GetParseError_En(document.GetParseError())) + " At byte " +
                          std::to_string(document.GetErrorOffset()));
    return document;
}

const Value* member(const Value* value, std::string_view key) {
    if (!value || !value->IsObject()) return nullptr;
    const auto found = value->FindMember(Value(rapidjson::StringRef(key.data(), size(key))));
    return found == value->MemberEnd() ? nullptr : &found->value;
}

std::string as_string(const Value* value) {
    if (!value) return {};
    if (value->IsString()) return {value->GetString(), value->GetStringLength()};
    if (value->IsInt64()) return std::to_string(value->GetInt64());
    if (value->IsUint64()) return std::to_string(value->GetUint64());
    return {};
}

std::string_view as_text(const Value* value) {
    if (!value || !value->IsString()) return {};
    return {value->GetString(), value->GetStringLength()};
}

std::optional<std::int64_t> as_integer(const Value* value) {
    if (!value || !value->IsInt64()) return std::nullopt;
    return value->GetInt64();
}

std::optional<bool> as_bool(const Value* value) {
    if (!value || !value->IsBool()) return std::nullopt;
    return value->GetBool();
}

std::optional<Instant> as_instant(const Value* value) {
    if (!value || !value->IsString()) return std::nullopt;
    return parse_rfc3339(as_text(value));
}

std::span<const Value> as_array(const Value* value) {
    if (!value || !value->IsArray()) return {};
    return {value->Begin(), value->Size()};
}

Writer& Writer::object() {
    writer_.StartObject();
    return *this;
}

Writer& Writer::end_object() {
    writer_.EndObject();
    return *this;
}

Writer& Writer::array() {
    writer_.StartArray();
    return *this;
}

Writer& Writer::end_array() {
    writer_.EndArray();
    return *this;
}

Writer& Writer::key(std::string_view name) {
    writer_.Key(name.data(), size(name));
    return *this;
}

Writer& Writer::text(std::string_view value) {
    writer_.String(value.data() ? value.data() : "", size(value));
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    writer_.Int64(value);
    return *this;
}

Writer& Writer::boolean(bool value) {
    writer_.Bool(value);
    return *this;
}

Writer& Writer::null() {
    writer_.Null();
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
}

Writer& Writer::value(const Value& value) {
    value.Accept(writer_);
    return *this;
}

}  // namespace oncalld::json
