// All text that oncalld writes for people is a Document; how it looks is decided at the edges (ADF in
// connectors/jira, Markdown in connectors/github, plain text in connectors/pagerduty, terminal in daemon).
// Foreign text only ever enters as Text, so every renderer can defuse it in one place.
#pragma once

#include "engine/ids.h"

#include <string>
#include <variant>
#include <vector>

namespace oncalld {

struct Text {
    std::string text;
    friend bool operator==(const Text&, const Text&) = default;
};
struct Strong {
    std::string text;
    friend bool operator==(const Strong&, const Strong&) = default;
};
struct Mention {  // notifies exactly this account
    AccountId account;
    std::string name;  // what a reader sees where the tracker has no mentions
    friend bool operator==(const Mention&, const Mention&) = default;
};
struct Link {
    std::string text;
    std::string url;
    friend bool operator==(const Link&, const Link&) = default;
};

using Inline = std::variant<Text, Strong, Mention, Link>;
using Line = std::vector<Inline>;

struct Paragraph {
    Line line;
    friend bool operator==(const Paragraph&, const Paragraph&) = default;
};
struct BulletList {
    std::vector<Line> items;
    friend bool operator==(const BulletList&, const BulletList&) = default;
};

using Block = std::variant<Paragraph, BulletList>;

struct Document {
    std::vector<Block> blocks;
    friend bool operator==(const Document&, const Document&) = default;
};

}  // namespace oncalld
