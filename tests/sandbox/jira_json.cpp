#include "tests/sandbox/jira_json.h"

#include <absl/time/time.h>

#include <algorithm>

namespace oncalld::sandbox::jira {

namespace {

void named(json::Writer& out, std::string_view id, std::string_view name) {
    out.object().key("id").text(id).key("name").text(name).end_object();
}

void optional_text(json::Writer& out, const std::string& text) {
    text.empty() ? out.null() : out.text(text);
}

void optional_time(json::Writer& out, const std::optional<Instant>& t) {
    t ? out.text(jira_time(*t)) : out.null();
}

void category(json::Writer& out, const Status& status) {
    out.object().key("id").integer(status.category_id).key("key").text(status.category_key);
    out.key("colorName").text(status.color).key("name").text(status.category_name).end_object();
}

}  // namespace

std::string jira_time(Instant t) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%E3S%z", absl::FromChrono(t), absl::UTCTimeZone());
}

void Shape::user(json::Writer& out, const std::string& account) const {
    const Member* const member = site_.member(account);
    if (!member) {
        out.null();
        return;
    }
    out.object().key("self").text(url("/rest/api/3/user?accountId=" + account));
    out.key("accountId").text(account).key("accountType").text("atlassian");
    out.key("displayName").text(member->name).key("active").boolean(true);
    out.key("timeZone").text("Europe/Oslo").end_object();
}

void Shape::status(json::Writer& out, TicketState state) const {
    const Status& status = status_of(state);
    out.object().key("self").text(url("/rest/api/3/status/" + std::string(status.id)));
    out.key("description").text("").key("iconUrl").text(url("/"));
    out.key("name").text(status.name).key("id").text(status.id).key("statusCategory");
    category(out, status);
    out.end_object();
}

void Shape::issue(json::Writer& out, const Issue& issue, const FieldFilter& wanted, Dialect dialect) const {
    const std::string id = std::to_string(issue.id);
    const std::string_view version = dialect == Dialect::v3 ? "3" : "2";
    out.key("id").text(id).key("self").text(url("/rest/api/" + std::string(version) + "/issue/" + id));
    out.key("key").text(issue.key).key("fields").object();
    const auto field = [&](std::string_view name) {
        const bool give = wanted(name);
        if (give) out.key(name);
        return give;
    };
    if (field("summary")) out.text(issue.summary);
    if (field("status")) status(out, issue.state);
    if (field("statuscategorychangedate")) out.text(jira_time(issue.state_changed));
    if (field("resolution"))
        issue.resolution.empty() ? void(out.null()) : named(out, "10000", issue.resolution);
    if (field("resolutiondate")) optional_time(out, issue.resolved_at);
    if (field("assignee")) user(out, issue.assignee);
    if (field("reporter")) user(out, issue.reporter);
    if (field("creator")) user(out, issue.reporter);
    if (field("labels")) {
        out.array();
        for (const std::string& label : issue.labels)
            out.text(label);
        out.end_array();
    }
    if (field("components")) {
        out.array();
        for (const std::string& component : issue.components)
            named(out, "10000", component);
        out.end_array();
    }
    if (field("issuetype")) named(out, "10001", issue.type);
    if (field("priority")) named(out, "3", issue.priority);
    if (field("project")) {
        out.object().key("id").text("10000").key("key").text(issue.project);
        out.key("name").text(issue.project).key("projectTypeKey").text("software").end_object();
    }
    if (field("created")) out.text(jira_time(issue.created));
    if (field("updated")) out.text(jira_time(issue.updated));
    if (field("description")) {
        if (dialect == Dialect::v3 && !issue.description.empty())
            out.raw(adf_of(issue.description));
        else
            optional_text(out, issue.description);
    }
    out.end_object();
}

void Shape::items(json::Writer& out, const Change& change) const {
    out.array();
    for (const ChangeItem& item : change.items) {
        out.object()
            .key("field")
            .text(item.field)
            .key("fieldtype")
            .text("jira")
            .key("fieldId")
            .text(item.field);
        out.key("from"), optional_text(out, item.from);
        out.key("fromString"), optional_text(out, item.from_text);
        out.key("to"), optional_text(out, item.to);
        out.key("toString"), optional_text(out, item.to_text);
        out.end_object();
    }
    out.end_array();
}

void Shape::changelog(json::Writer& out, const Issue& issue) const {
    const auto total = static_cast<std::int64_t>(issue.changes.size());
    out.object().key("startAt").integer(0).key("maxResults").integer(total).key("total").integer(total);
    out.key("histories").array();
    for (auto change = issue.changes.rbegin(); change != issue.changes.rend(); ++change) {
        out.object().key("id").text(std::to_string(change->id)).key("author");
        user(out, change->author);
        out.key("created").text(jira_time(change->at)).key("items");
        items(out, *change);
        out.end_object();
    }
    out.end_array().end_object();
}

void Shape::comment(json::Writer& out, const Issue& issue, const Comment& comment, Dialect dialect,
                    Properties properties) const {
    const std::string id = std::to_string(comment.id);
    const std::string_view version = dialect == Dialect::v3 ? "3" : "2";
    out.object().key("self").text(
        url("/rest/api/" + std::string(version) + "/issue/" + std::to_string(issue.id) + "/comment/" + id));
    out.key("id").text(id).key("author");
    user(out, comment.author);
    out.key("body");
    dialect == Dialect::v3 ? out.raw(comment.adf) : out.text(comment.text);
    out.key("updateAuthor");
    user(out, comment.author);
    out.key("created").text(jira_time(comment.created)).key("updated").text(jira_time(comment.created));
    out.key("jsdPublic").boolean(true);
    if (properties == Properties::included) out.key("properties").raw(comment.properties);
    out.end_object();
}

void Shape::transitions(json::Writer& out, const Issue& issue, Fields fields,
                        const std::map<std::string, std::string>& required) const {
    out.object().key("expand").text("transitions").key("transitions").array();
    for (const Transition& transition : transitions_from(issue.state)) {
        const std::string id(transition.id);
        out.object().key("id").text(id).key("name").text(status_of(transition.to).name).key("to");
        status(out, transition.to);
        for (const std::string_view name : {"hasScreen", "isGlobal", "isInitial", "isConditional", "looped"})
            out.key(name).boolean(name == "isGlobal");
        out.key("isAvailable").boolean(true);
        if (fields == Fields::included) {
            const auto field = [&](std::string_view key, std::string_view name, std::string_view type,
                                   bool must) {
                out.key(key).object().key("required").boolean(must).key("schema").object();
                out.key("type").text(type).end_object().key("name").text(name).key("key").text(key);
                out.key("hasDefaultValue").boolean(false);
                out.key("operations").array().text("set").end_array().end_object();
            };
            out.key("fields").object();
            field("resolution", "Resolution", "resolution", false);
            if (const auto must = required.find(id); must != required.end())
                field("customfield_10050", must->second, "string", true);
            out.end_object();
        }
        out.end_object();
    }
    out.end_array().end_object();
}

std::string adf_of(std::string_view text) {
    json::Writer out;
    out.object().key("type").text("doc").key("version").integer(1).key("content").array();
    if (!text.empty()) {
        out.object().key("type").text("paragraph").key("content").array();
        out.object().key("type").text("text").key("text").text(text).end_object();
        out.end_array().end_object();
    }
    return out.end_array().end_object().take();
}

namespace {

bool is_block(std::string_view type) {
    return type == "paragraph" || type == "heading";
}

void append_text(const json::Value& node, std::string_view before, std::string& out) {
    const std::string_view type = json::text_at(node, "type");
    if (type == "text") out += json::text_at(node, "text");
    if (type == "mention") out += json::text_at(node, "attrs", "text");
    if (is_block(type)) {
        if (!out.empty()) out += '\n';
        out += before;
    }
    for (const json::Value& child : json::array_at(node, "content"))
        append_text(child, type == "listItem" ? "- " : before, out);
}

bool holds_empty_text(const json::Value& node) {
    if (json::text_at(node, "type") == "text" && json::text_at(node, "text").empty()) return true;
    if (json::text_at(node, "type") == "mention" && json::text_at(node, "attrs", "id").empty()) return true;
    return std::ranges::any_of(json::array_at(node, "content"), holds_empty_text);
}

}  // namespace

std::string text_of(const json::Value& adf) {
    std::string text;
    append_text(adf, "", text);
    return text;
}

std::string refusal_of(const json::Value* adf) {
    if (!adf || !adf->IsObject() || json::text_at(*adf, "type") != "doc" ||
        json::integer_at(*adf, "version") != 1)
        return "Comment body is not valid!";
    if (holds_empty_text(*adf)) return "INVALID_INPUT";
    if (text_of(*adf).empty()) return "Comment body can not be empty!";
    return {};
}

}  // namespace oncalld::sandbox::jira
