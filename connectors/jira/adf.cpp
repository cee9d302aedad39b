#include "connectors/jira/adf.h"

namespace oncalld::jira {

namespace {

class AdfWriter {
public:
    explicit AdfWriter(json::Writer& out) : out_(out) {}

    void operator()(const Text& text) { plain(text.text); }

    void operator()(const Strong& strong) {
        if (strong.text.empty()) return;
        begin_text(strong.text);
        out_.key("marks").array().object().key("type").text("strong").end_object().end_array();
        out_.end_object();
    }

    void operator()(const Mention& mention) {
        if (mention.account.empty()) return plain(mention.name);
        begin("mention");
        out_.key("attrs").object().key("id").text(mention.account.str());
        if (!mention.name.empty()) out_.key("text").text("@" + mention.name);
        out_.end_object().end_object();
    }

    void operator()(const Link& link) {
        if (link.url.empty()) return plain(link.text);
        begin_text(link.text.empty() ? link.url : link.text);
        out_.key("marks").array().object().key("type").text("link");
        out_.key("attrs").object().key("href").text(link.url).end_object();
        out_.end_object().end_array().end_object();
    }

    void operator()(const Paragraph& paragraph) { line(paragraph.line); }

    void operator()(const BulletList& list) {
        if (list.items.empty()) return;  // the schema wants one item at least
        begin("bulletList");
        out_.key("content").array();
        for (const Line& item : list.items) {
            begin("listItem");
            out_.key("content").array();
            line(item);
            out_.end_array().end_object();
        }
        out_.end_array().end_object();
    }

    void document(const Document& document) {
        begin("doc");
        out_.key("version").integer(1).key("content").array();
        for (const Block& block : document.blocks)
            std::visit(*this, block);
        out_.end_array().end_object();
    }

private:
    void begin(std::string_view type) { out_.object().key("type").text(type); }
    void begin_text(std::string_view text) {
        begin("text");
        out_.key("text").text(text);
    }
    void plain(std::string_view text) {
        if (text.empty()) return;  // the schema refuses empty text nodes, and Jira the whole comment
        begin_text(text);
        out_.end_object();
    }
    void line(const Line& line) {
        begin("paragraph");
        out_.key("content").array();
        for (const Inline& part : line)
            std::visit(*this, part);
        out_.end_array().end_object();
    }

    json::Writer& out_;
};

}  // namespace

void write_adf(json::Writer& writer, const Document& document) {
    AdfWriter(writer).document(document);
}

}  // namespace oncalld::jira
