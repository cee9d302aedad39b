#include "config/tree.h"

#include "config/text.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace oncalld::config {

namespace {

// Far above any real configuration, far below what hurts.
constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostNodes = 100'000;

// Ends the parse from inside the parser's call-back; the reason has been reported.
struct Stop {};

std::size_t count(const Node& node) {
    std::size_t nodes = 1;
    for (const Node& item : node.items)
        nodes += count(item);
    for (const Entry& entry : node.entries)
        nodes += count(entry.value);
    return nodes;
}

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string file, Report& report) : file_(std::move(file)), report_(report) {}

    Node take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(Node{Node::Kind::null, place(mark)}, anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_tag(mark, tag);
        add(Node{Node::Kind::scalar, place(mark), value}, anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end()) stop(place(mark), "this alias stands inside of what it refers to");
        count_in(known->second.size, place(mark));
        Node copy = known->second.node;
        attach(std::move(copy));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Node node;
        YAML::anchor_t anchor;
        std::optional<Node> key;  // of a map, while its value is awaited
    };
    struct Anchored {
        Node node;
        std::size_t size;
    };

    Place place(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

    [[noreturn]] void stop(const Place& at, std::string text) {
        report_.error(at, std::move(text));
        throw Stop{};
    }

    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!" || tag.starts_with("tag:yaml.org,2002:")) return;
        report_.error(place(mark), fmt::format("tag {} means nothing here; remove it", in_ticks(tag)));
    }

    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        check_tag(mark, tag);
        if (open_.size() == kDeepest)
            stop(place(mark), fmt::format("nested deeper than {} levels", kDeepest));
        open_.push_back({Node{kind, place(mark)}, anchor, {}});
    }

    void close() {
        Open done = std::move(open_.back());
        open_.pop_back();
        add(std::move(done.node), done.anchor);
    }

    void count_in(std::size_t nodes, const Place& at) {
        nodes_ += nodes;
        if (nodes_ > kMostNodes)
            stop(at, fmt::format("more than {} values; are the aliases meant?", kMostNodes));
    }

    void add(Node node, YAML::anchor_t anchor) {
        count_in(1, node.place);
        if (anchor != YAML::NullAnchor) {
            const std::size_t size = count(node);
            anchors_.insert_or_assign(anchor, Anchored{node, size});
        }
        attach(std::move(node));
    }

    void attach(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.is(Node::Kind::list))
            parent.node.items.push_back(std::move(node));
        else if (!parent.key)
            parent.key = std::move(node);
        else
            add_entry(parent, std::move(node));
    }

    void add_entry(Open& parent, Node value) {
        const Node key = *std::exchange(parent.key, std::nullopt);
        if (!key.is(Node::Kind::scalar)) {
            report_.error(key.place, fmt::format("a key must be a word, found {}", found(key)));
            return;
        }
        if (key.text == "<<") {
            report_.error(key.place, "merge keys (`<<`) are not expanded; write the keys out");
            return;
        }
        if (const Entry* first = parent.node.find(key.text)) {
            report_.error(key.place, fmt::format("key {} is given twice; the first is at {}",
                                                 in_ticks(key.text), to_string(first->place)));
            return;
        }
        parent.node.entries.push_back({key.text, key.place, std::move(value)});
    }

    std::string file_;
    Report& report_;
    Node root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Anchored> anchors_;
    std::size_t nodes_ = 0;
};

}  // namespace

const Entry* Node::find(std::string_view key) const {
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& candidate) { return candidate.key == key; });
    return entry == entries.end() ? nullptr : &*entry;
}

std::string found(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::scalar:
            return in_ticks(node.text);
        case Node::Kind::list:
            return "a list";
        case Node::Kind::map:
            return "a map";
    }
    return "nothing";
}

Node parse_tree(const std::string& file, const std::string& text, Report& report) {
    Node empty{Node::Kind::map, Place{file, 1, 1}};
    TreeBuilder builder(file, report);
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return empty;
        Node root = builder.take_root();
        TreeBuilder second(file, report);
        if (parser.HandleNextDocument(second)) {
            report.error(second.take_root().place, "a file holds one document; remove the `---` before this");
        }
        if (root.is(Node::Kind::map)) return root;
        if (!root.is(Node::Kind::null))
            report.error(root.place, fmt::format("expected keys such as `people:`, found {}", found(root)));
    } catch (const YAML::Exception& error) {
        report.error({file, error.mark.line + 1, error.mark.column + 1},
                     fmt::format("not YAML: {}", error.msg));
    } catch (const Stop&) {
    }
    return empty;
}

}  // namespace oncalld::config
