#include "tests/sandbox/jira_jql.h"

#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace oncalld::sandbox::jira {

namespace {

using Predicate = std::function<bool(const Issue&)>;

struct Token {
    std::string text;
    bool quoted = false;
};

bool is_symbol(char c) {
    return std::string_view("()=<>!").find(c) != std::string_view::npos;
}
bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::vector<Token> tokens_of(std::string_view jql) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < jql.size();) {
        if (is_space(jql[i])) {
            ++i;
        } else if (jql[i] == '"') {
            Token token{{}, true};
            for (++i; i < jql.size() && jql[i] != '"'; ++i) {
                if (jql[i] == '\\' && i + 1 < jql.size()) ++i;
                token.text += jql[i];
            }
            ++i;
            tokens.push_back(std::move(token));
        } else if (is_symbol(jql[i])) {
            const std::size_t length = i + 1 < jql.size() && jql[i + 1] == '=' && jql[i] != '(' ? 2 : 1;
            tokens.push_back({std::string(jql.substr(i, length))});
            i += length;
        } else {
            const std::size_t begin = i;
            while (i < jql.size() && !is_space(jql[i]) && !is_symbol(jql[i]))
                ++i;
            tokens.push_back({std::string(jql.substr(begin, i - begin))});
        }
    }
    return tokens;
}

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

class Parser {
public:
    Parser(std::string_view jql, const Site& site) : site_(site), tokens_(tokens_of(jql)) {}

    Result<Query> parse() {
        if (at_end() || is_word("ORDER"))
            return refuse("Unbounded JQL queries are not allowed here. Please add a search restriction.");
        Query query;
        query.matches = any();
        if (is_word("ORDER")) {
            next(), expect("BY"), expect("updated");
            if (is_word("ASC")) next();
            query.by_updated = true;
        }
        if (!error_.empty()) return refuse(error_);
        if (!at_end()) return refuse("Error in the JQL Query: unexpected '" + tokens_[at_].text + "'.");
        return query;
    }

private:
    Predicate any() {
        Predicate left = all();
        while (is_word("OR")) {
            next();
            left = [left, right = all()](const Issue& issue) { return left(issue) || right(issue); };
        }
        return left;
    }

    Predicate all() {
        Predicate left = term();
        while (is_word("AND")) {
            next();
            left = [left, right = term()](const Issue& issue) { return left(issue) && right(issue); };
        }
        return left;
    }

    Predicate term() {
        if (is_word("(")) {
            next();
            Predicate inside = any();
            expect(")");
            return inside;
        }
        const std::string field = next().text, op = next().text;
        const Token value = next();
        if (same(field, "project") && op == "=") return project(value.text);
        if (same(field, "key") && op == "=")
            return [key = value.text](const Issue& issue) { return issue.key == key; };
        if (same(field, "statusCategory") && (op == "=" || op == "!="))
            return [name = value.text, wanted = op == "="](const Issue& issue) {
                return same(status_of(issue.state).category_name, name) == wanted;
            };
        if (same(field, "updated") && op == ">=") return updated(value);
        return fail("Field '" + field + "' does not exist or you do not have permission to view it.");
    }

    Predicate project(const std::string& key) {
        if (!site_.has_project(key))
            return fail("The value '" + key + "' does not exist for the field 'project'.");
        return [key](const Issue& issue) { return issue.project == key; };
    }

    // Quoted dates would be read in the searching account's time zone; this fake insists on the unambiguous
    // form.
    Predicate updated(const Token& value) {
        std::int64_t since = 0;
        const char* const end = value.text.data() + value.text.size();
        if (value.quoted || std::from_chars(value.text.data(), end, since).ptr != end)
            return fail("Date value '" + value.text + "' for field 'updated' is invalid.");
        return [from = Instant(milliseconds(since))](const Issue& issue) { return issue.updated >= from; };
    }

    Predicate fail(std::string why) {
        if (error_.empty()) error_ = std::move(why);
        return [](const Issue&) { return false; };
    }

    static Error refuse(std::string why) {
        return {.kind = ErrorKind::give_up, .message = "JQL refused", .vendor_text = std::move(why)};
    }

    bool at_end() const { return at_ >= tokens_.size(); }
    bool is_word(std::string_view word) const {
        return !at_end() && !tokens_[at_].quoted && same(tokens_[at_].text, word);
    }
    Token next() { return at_end() ? Token{} : tokens_[at_++]; }
    void expect(std::string_view word) {
        if (is_word(word))
            ++at_;
        else
            fail("Error in the JQL Query: expecting '" + std::string(word) + "'.");
    }

    const Site& site_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::string error_;
};

}  // namespace

Result<Query> parse_jql(std::string_view jql, const Site& site) {
    return Parser(jql, site).parse();
}

}  // namespace oncalld::sandbox::jira
