// What the GitHub fake remembers, and how GitHub shows it: every object with every member its OpenAPI
// description requires.
#pragma once

#include "connectors/json.h"
#include "engine/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oncalld::sandbox::github {

std::string lower(std::string_view text);  // ASCII: GitHub's names ignore case

struct User {
    std::int64_t id = 0;
    std::string login, name, email;
    bool assignable = true;
    bool member = true;  // false: an outsider who only reports
};

struct Repo {
    std::int64_t id = 0;
    std::string full_name;  // "acme/data"
    int last_number = 0;
};

struct Comment {
    std::int64_t id = 0;
    const User* author = nullptr;
    std::string body;
    Instant created{};
    Instant updated{};
};

struct Issue {
    enum class Kind { issue, pull_request };
    std::int64_t id = 0;
    std::string node_id;
    const Repo* repo = nullptr;
    int number = 0;
    Kind kind = Kind::issue;
    std::string title, body, type;
    const User* author = nullptr;
    std::string state_reason;       // "" is null
    std::optional<Instant> closed;  // none: open
    const User* closed_by = nullptr;
    std::vector<std::string> labels;
    std::vector<const User*> assignees;  // in the order they came
    std::vector<Comment> comments;       // oldest first
    Instant created{};
    Instant updated{};

    std::string key() const { return repo->full_name + "#" + std::to_string(number); }
};

// Writes GitHub's JSON. `base`: the address under which clients see the fake.
class Shown {
public:
    explicit Shown(std::string base) : base_(std::move(base)) {}

    void user(json::Writer& out, const User& user) const;
    void own_user(json::Writer& out, const User& user) const;  // GET /user: much more
    void label(json::Writer& out, const Repo& repo, const std::string& name) const;
    void issue(json::Writer& out, const Issue& issue) const;
    void comment(json::Writer& out, const Issue& issue, const Comment& comment) const;
    void repository(json::Writer& out, const Repo& repo) const;  // as webhooks carry it

private:
    std::string api(const Issue& issue) const;   // ".../repos/acme/data/issues/7"
    std::string page(const Issue& issue) const;  // what a browser opens
    void user_members(json::Writer& out, const User& user) const;
    void reactions(json::Writer& out, const std::string& url) const;

    std::string base_;
};

}  // namespace oncalld::sandbox::github
