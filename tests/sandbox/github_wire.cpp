#include "tests/sandbox/github_wire.h"

#include "connectors/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace oncalld::sandbox::github {

namespace {

using Named = std::pair<std::string_view, std::string_view>;

// Their members are told from the words alone; links within the API are not all the fake's own paths.
constexpr std::array<Named, 9> kUserLinks{{{"followers_url", "/followers"},
                                           {"following_url", "/following{/other_user}"},
                                           {"gists_url", "/gists{/gist_id}"},
                                           {"starred_url", "/starred{/owner}{/repo}"},
                                           {"subscriptions_url", "/subscriptions"},
                                           {"organizations_url", "/orgs"},
                                           {"repos_url", "/repos"},
                                           {"events_url", "/events{/privacy}"},
                                           {"received_events_url", "/received_events"}}};

constexpr std::array<Named, 37> kRepositoryLinks{
    {{"forks_url", "/forks"},
     {"keys_url", "/keys{/key_id}"},
     {"collaborators_url", "/collaborators{/collaborator}"},
     {"teams_url", "/teams"},
     {"hooks_url", "/hooks"},
     {"issue_events_url", "/issues/events{/number}"},
     {"events_url", "/events"},
     {"assignees_url", "/assignees{/user}"},
     {"branches_url", "/branches{/branch}"},
     {"tags_url", "/tags"},
     {"blobs_url", "/git/blobs{/sha}"},
     {"git_tags_url", "/git/tags{/sha}"},
     {"git_refs_url", "/git/refs{/sha}"},
     {"trees_url", "/git/trees{/sha}"},
     {"statuses_url", "/statuses/{sha}"},
     {"languages_url", "/languages"},
     {"stargazers_url", "/stargazers"},
     {"contributors_url", "/contributors"},
     {"subscribers_url", "/subscribers"},
     {"subscription_url", "/subscription"},
     {"commits_url", "/commits{/sha}"},
     {"git_commits_url", "/git/commits{/sha}"},
     {"comments_url", "/comments{/number}"},
     {"issue_comment_url", "/issues/comments{/number}"},
     {"contents_url", "/contents/{+path}"},
     {"compare_url", "/compare/{base}...{head}"},
     {"merges_url", "/merges"},
     {"archive_url", "/{archive_format}{/ref}"},
     {"downloads_url", "/downloads"},
     {"issues_url", "/issues{/number}"},
     {"pulls_url", "/pulls{/number}"},
     {"milestones_url", "/milestones{/number}"},
     {"notifications_url", "/notifications{?since,all,participating}"},
     {"labels_url", "/labels{/name}"},
     {"releases_url", "/releases{/id}"},
     {"deployments_url", "/deployments"},
     {"url", ""}}};

constexpr std::string_view kFounded = "2024-02-05T09:00:00Z";  // of everything that was there before

void link(json::Writer& out, const Named& named, const std::string& owner) {
    out.key(named.first).text(owner + std::string(named.second));
}

void nullable_time(json::Writer& out, const std::optional<Instant>& time) {
    if (time)
        out.text(to_rfc3339(*time));
    else
        out.null();
}

void nullable_text(json::Writer& out, const std::string& text) {
    if (text.empty())
        out.null();
    else
        out.text(text);
}

std::string node(std::string_view kind, std::int64_t id) {
    return std::string(kind) + "_kgDO" + std::to_string(id);
}

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string Shown::api(const Issue& issue) const {
    return base_ + "/repos/" + issue.repo->full_name + "/issues/" + std::to_string(issue.number);
}

std::string Shown::page(const Issue& issue) const {
    const bool pull = issue.kind == Issue::Kind::pull_request;
    return base_ + "/" + issue.repo->full_name + (pull ? "/pull/" : "/issues/") +
           std::to_string(issue.number);
}

void Shown::user_members(json::Writer& out, const User& user) const {
    const std::string url = base_ + "/users/" + user.login;
    out.key("login").text(user.login);
    out.key("id").integer(user.id);
    out.key("node_id").text(node("U", user.id));
    out.key("avatar_url").text(base_ + "/avatars/u/" + std::to_string(user.id));
    out.key("gravatar_id").text("");
    out.key("url").text(url);
    out.key("html_url").text(base_ + "/" + user.login);
    for (const Named& named : kUserLinks)
        link(out, named, url);
    out.key("type").text("User");
    out.key("site_admin").boolean(false);
}

void Shown::user(json::Writer& out, const User& user) const {
    out.object();
    user_members(out, user);
    out.key("user_view_type").text("public");
    out.end_object();
}

void Shown::own_user(json::Writer& out, const User& user) const {
    out.object();
    user_members(out, user);
    out.key("user_view_type").text("private");
    out.key("name").text(user.name);
    out.key("email").text(user.email);
    for (const std::string_view unset : {"company", "blog", "location", "hireable", "bio"})
        out.key(unset).null();
    for (const std::string_view count :
         {"public_repos", "public_gists", "followers", "following", "private_gists", "total_private_repos",
          "owned_private_repos", "disk_usage", "collaborators"})
        out.key(count).integer(0);
    out.key("two_factor_authentication").boolean(true);
    out.key("created_at").text(kFounded);
    out.key("updated_at").text(kFounded);
    out.end_object();
}

void Shown::label(json::Writer& out, const Repo& repo, const std::string& name) const {
    // The same name in the same repository is the same label.
    std::int64_t id = repo.id;
    for (const char c : name)
        id = (id * 31 + static_cast<unsigned char>(c)) % 9'000'000'000;
    out.object();
    out.key("id").integer(id);
    out.key("node_id").text(node("LA", id));
    out.key("url").text(base_ + "/repos/" + repo.full_name + "/labels/" + http::percent_encode(name));
    out.key("name").text(name);
    out.key("description").null();
    out.key("color").text("ededed");
    out.key("default").boolean(false);
    out.end_object();
}

void Shown::reactions(json::Writer& out, const std::string& url) const {
    out.object().key("url").text(url + "/reactions");
    for (const std::string_view kind :
         {"total_count", "+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"})
        out.key(kind).integer(0);
    out.end_object();
}

void Shown::issue(json::Writer& out, const Issue& issue) const {
    const std::string url = api(issue);
    out.object();
    out.key("url").text(url);
    out.key("repository_url").text(base_ + "/repos/" + issue.repo->full_name);
    out.key("labels_url").text(url + "/labels{/name}");
    out.key("comments_url").text(url + "/comments");
    out.key("events_url").text(url + "/events");
    out.key("timeline_url").text(url + "/timeline");
    out.key("html_url").text(page(issue));
    out.key("id").integer(issue.id);
    out.key("node_id").text(issue.node_id);
    out.key("number").integer(issue.number);
    out.key("title").text(issue.title);
    out.key("user");
    user(out, *issue.author);
    out.key("labels").array();
    for (const std::string& name : issue.labels)
        label(out, *issue.repo, name);
    out.end_array();
    out.key("state").text(issue.closed ? "closed" : "open");
    out.key("state_reason");
    nullable_text(out, issue.state_reason);
    out.key("locked").boolean(false);
    out.key("assignee");
    if (issue.assignees.empty())
        out.null();
    else
        user(out, *issue.assignees.front());
    out.key("assignees").array();
    for (const User* assignee : issue.assignees)
        user(out, *assignee);
    out.end_array();
    out.key("milestone").null();
    out.key("comments").integer(static_cast<std::int64_t>(issue.comments.size()));
    out.key("created_at").text(to_rfc3339(issue.created));
    out.key("updated_at").text(to_rfc3339(issue.updated));
    out.key("closed_at");
    nullable_time(out, issue.closed);
    out.key("closed_by");
    if (issue.closed_by)
        user(out, *issue.closed_by);
    else
        out.null();
    out.key("author_association").text(issue.author->member ? "MEMBER" : "NONE");
    out.key("active_lock_reason").null();
    out.key("body");
    nullable_text(out, issue.body);
    out.key("reactions");
    reactions(out, url);
    out.key("performed_via_github_app").null();
    out.key("type");
    if (issue.type.empty()) {
        out.null();
    } else {
        out.object().key("id").integer(1).key("node_id").text("IT_kwDOAA");
        out.key("name").text(issue.type).key("description").null().end_object();
    }
    if (issue.kind == Issue::Kind::pull_request) {
        out.key("draft").boolean(false);
        out.key("pull_request").object();
        out.key("url").text(base_ + "/repos/" + issue.repo->full_name + "/pulls/" +
                            std::to_string(issue.number));
        out.key("html_url").text(page(issue));
        out.key("diff_url").text(page(issue) + ".diff");
        out.key("patch_url").text(page(issue) + ".patch");
        out.key("merged_at").null();
        out.end_object();
    }
    out.end_object();
}

void Shown::comment(json::Writer& out, const Issue& issue, const Comment& comment) const {
    const std::string id = std::to_string(comment.id);
    const std::string url = base_ + "/repos/" + issue.repo->full_name + "/issues/comments/" + id;
    out.object();
    out.key("url").text(url);
    out.key("html_url").text(page(issue) + "#issuecomment-" + id);
    out.key("issue_url").text(api(issue));
    out.key("id").integer(comment.id);
    out.key("node_id").text(node("IC", comment.id));
    out.key("user");
    user(out, *comment.author);
    out.key("created_at").text(to_rfc3339(comment.created));
    out.key("updated_at").text(to_rfc3339(comment.updated));
    out.key("author_association").text(comment.author->member ? "MEMBER" : "NONE");
    out.key("body").text(comment.body);
    out.key("reactions");
    reactions(out, url);
    out.key("performed_via_github_app").null();
    out.end_object();
}

void Shown::repository(json::Writer& out, const Repo& repo) const {
    const std::size_t slash = repo.full_name.find('/');
    const std::string owner = repo.full_name.substr(0, slash);
    const std::string page = base_ + "/" + repo.full_name;
    out.object();
    out.key("id").integer(repo.id);
    out.key("node_id").text(node("R", repo.id));
    out.key("name").text(repo.full_name.substr(slash + 1));
    out.key("full_name").text(repo.full_name);
    out.key("private").boolean(true);
    out.key("owner");
    user(out, {.id = repo.id + 1, .login = owner, .name = owner, .email = {}});
    out.key("html_url").text(page);
    out.key("description").null();
    out.key("fork").boolean(false);
    for (const Named& named : kRepositoryLinks)
        link(out, named, base_ + "/repos/" + repo.full_name);
    out.key("git_url").text("git" + page.substr(page.find(':')) + ".git");
    out.key("ssh_url").text("git@github.example:" + repo.full_name + ".git");
    out.key("clone_url").text(page + ".git");
    out.key("svn_url").text(page);
    for (const std::string_view unset : {"homepage", "language", "mirror_url", "license"})
        out.key(unset).null();
    for (const std::string_view count : {"size", "stargazers_count", "watchers_count", "forks_count",
                                         "open_issues_count", "forks", "open_issues", "watchers"})
        out.key(count).integer(0);
    for (const std::string_view yes : {"has_issues", "has_projects", "has_downloads", "has_wiki"})
        out.key(yes).boolean(true);
    for (const std::string_view no : {"has_pages", "has_discussions", "archived", "disabled", "is_template",
                                      "allow_forking", "web_commit_signoff_required"})
        out.key(no).boolean(false);
    for (const std::string_view time : {"created_at", "updated_at", "pushed_at"})
        out.key(time).text(kFounded);
    out.key("default_branch").text("main");
    out.key("visibility").text("private");
    out.key("topics").array().end_array();
    out.key("custom_properties").object().end_object();
    out.end_object();
}

}  // namespace oncalld::sandbox::github
