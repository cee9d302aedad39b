#include "connectors/jira/vendor_text.h"

#include "connectors/json.h"

namespace oncalld::jira {

namespace {

constexpr std::size_t kMost = 500;

void append(std::string& text, std::string_view more) {
    if (more.empty()) return;
    if (!text.empty()) text += "; ";
    text += more;
}

// {"errorMessages":[..],"errors":{field:text}} almost everywhere, {"errors":[{"message":..}]} from the bulk
// calls,
// {"message":..} from the gateway.
std::string from_json(const json::Value& body) {
    std::string text;
    for (const json::Value& message : json::array_at(body, "errorMessages"))
        append(text, json::as_text(&message));
    const json::Value* const errors = json::at(body, "errors");
    if (errors && errors->IsObject())
        for (const auto& [field, message] : errors->GetObject()) {
            append(text, json::as_text(&field));
            text += ": ";
            text += json::as_text(&message);
        }
    for (const json::Value& error : json::as_array(errors))
        append(text, json::text_at(error, "message"));
    if (text.empty()) text = json::text_at(body, "message");
    return text;
}

std::string from_html(std::string_view body) {
    const std::size_t open = body.find("<title>");
    if (open == std::string_view::npos) return {};
    const std::string_view rest = body.substr(open + std::string_view("<title>").size());
    const std::size_t close = rest.find('<');
    return close == std::string_view::npos ? std::string() : std::string(rest.substr(0, close));
}

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    if (text.size() <= kMost) return text;
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;  // never in the middle of a UTF-8 sequence
    text.resize(end);
    return text + "...";
}

}  // namespace

std::string vendor_text(std::string_view body) {
    const auto parsed = json::parse(body);
    return one_line(parsed ? from_json(*parsed) : from_html(body));
}

}  // namespace oncalld::jira
