// What happens to an issue, whoever does it, and the side from which the world is moved.
#include "tests/sandbox/github_fake.h"

#include <algorithm>

namespace oncalld::sandbox {

using github::Comment;
using github::lower;
using github::Repo;

namespace {

// The step that oncalld names in the first line of its comments.
std::string marker_in(std::string_view body) {
    static constexpr std::string_view kBegin = "<!-- oncalld op=";
    const std::string_view line = body.substr(0, body.find('\n'));
    if (!line.starts_with(kBegin)) return {};
    const std::string_view rest = line.substr(kBegin.size());
    return std::string(rest.substr(0, rest.find_first_of(" -")));
}

std::string join(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values)
        out += (out.empty() ? "" : ",") + value;
    return out;
}

std::vector<std::string> logins(const github::Issue& issue) {
    std::vector<std::string> out;
    for (const github::User* user : issue.assignees)
        out.push_back(user->login);
    std::sort(out.begin(), out.end());
    return out;
}

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::string reason_for(std::string_view resolution) {
    if (resolution == "wont_fix") return "not_planned";
    if (resolution == "duplicate") return "duplicate";
    return "completed";
}

}  // namespace

void GitHubFake::assign(Issue& issue, const std::vector<const User*>& wanted, const User& actor,
                        Instant now) {
    std::vector<const User*> added, removed;
    for (const User* user : wanted)
        if (!contains(issue.assignees, user)) added.push_back(user);
    for (const User* user : issue.assignees)
        if (!contains(wanted, user)) removed.push_back(user);
    const bool effective = !added.empty() || !removed.empty();
    if (effective) issue.updated = now;
    issue.assignees = wanted;
    note(issue, now, "assign", actor, join(logins(issue)), effective);
    for (const User* user : added)
        deliver(issue, "issues", "assigned", actor, "assignee", shown(*user));
    for (const User* user : removed)
        deliver(issue, "issues", "unassigned", actor, "assignee", shown(*user));
}

// The reason is ignored unless the state changes; GitHub itself calls a reopened issue "reopened".
void GitHubFake::set_state(Issue& issue, std::string_view state, const std::string& reason, const User& actor,
                           Instant now) {
    const bool close = state == "closed";
    const bool effective = issue.closed.has_value() != close;
    if (effective) {
        issue.closed = close ? std::optional(now) : std::nullopt;
        issue.closed_by = close ? &actor : nullptr;
        issue.state_reason = !close ? "reopened" : reason.empty() ? "completed" : reason;
        issue.updated = now;
    }
    note(issue, now, "state", actor, close ? "resolved" : "open", effective);
    if (effective) deliver(issue, "issues", close ? "closed" : "reopened", actor, {}, {});
}

void GitHubFake::set_labels(Issue& issue, std::vector<std::string> labels, const User& actor, Instant now) {
    const std::vector<std::string> before = std::exchange(issue.labels, std::move(labels));
    const bool effective = before != issue.labels;
    if (effective) issue.updated = now;
    note(issue, now, "label", actor, join(issue.labels), effective);
    const auto tell = [&](std::string_view action, const std::string& name) {
        json::Writer out;
        shown_.label(out, *issue.repo, name);
        deliver(issue, "issues", action, actor, "label", out.take());
    };
    for (const std::string& name : issue.labels)
        if (!contains(before, name)) tell("labeled", name);
    for (const std::string& name : before)
        if (!contains(issue.labels, name)) tell("unlabeled", name);
}

const Comment& GitHubFake::add_comment(Issue& issue, const std::string& body, const User& author,
                                       Instant now) {
    issue.comments.push_back({++last_id_, &author, body, now, now});
    issue.updated = now;
    note(issue, now, "comment", author, body, true);
    json::Writer out;
    shown_.comment(out, issue, issue.comments.back());
    deliver(issue, "issue_comment", "created", author, "comment", out.take());
    return issue.comments.back();
}

GitHubFake::Issue& GitHubFake::add(Repo& repo, Issue::Kind kind, const User& author, Instant now) {
    static constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    last_id_ += 1 + static_cast<std::int64_t>(random_() % 1000);
    Issue issue;
    issue.id = last_id_;
    issue.node_id = kind == Issue::Kind::pull_request ? "PR_kwDO" : "I_kwDO";
    for (int i = 0; i < 12; ++i)
        issue.node_id += kLetters[random_() % kLetters.size()];
    issue.repo = &repo;
    issue.number = ++repo.last_number;
    issue.kind = kind;
    issue.author = &author;
    issue.created = issue.updated = now;
    issues_.push_back(std::move(issue));
    index_[issues_.back().node_id] = index_[lower(issues_.back().key())] = &issues_.back();
    return issues_.back();
}

void GitHubFake::note(const Issue& issue, Instant now, std::string kind, const User& actor, std::string value,
                      bool effective) {
    std::string marker = kind == "comment" ? marker_in(value) : std::string();
    record({now, "github", issue.node_id, issue.key(), std::move(kind), actor.login, std::move(value),
            std::move(marker), effective});
}

std::string GitHubFake::shown(const User& user) const {
    json::Writer out;
    shown_.user(out, user);
    return out.take();
}

void GitHubFake::deliver(const Issue& issue, std::string_view event, std::string_view action,
                         const User& sender, std::string_view member, const std::string& json) {
    if (webhook_url().empty()) return;
    json::Writer out;
    out.object().key("action").text(action).key("issue");
    shown_.issue(out, issue);
    if (!member.empty()) out.key(member).raw(json);
    out.key("repository");
    shown_.repository(out, *issue.repo);
    out.key("sender");
    shown_.user(out, sender);
    std::string body = out.end_object().take();

    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string guid;
    for (int i = 0; i < 36; ++i)
        guid += i == 8 || i == 13 || i == 18 || i == 23 ? '-' : kHex[random_() % kHex.size()];
    http::Headers headers{{"Accept", "*/*"},
                          {"Content-Type", "application/json"},
                          {"User-Agent", "GitHub-Hookshot/0123abc"},
                          {"X-GitHub-Delivery", guid},
                          {"X-GitHub-Event", std::string(event)},
                          {"X-GitHub-Hook-ID", "512345678"},
                          {"X-GitHub-Hook-Installation-Target-ID", std::to_string(issue.repo->id)},
                          {"X-GitHub-Hook-Installation-Target-Type", "repository"},
                          {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(webhook_secret(), body)}};
    queue_webhook({"POST", webhook_url(), std::move(headers), std::move(body)});
}

// ---- the control side -----------------------------------------------------------------------------------

Result<TicketView> GitHubFake::create(const TicketSpec& spec, Instant now) {
    now = std::chrono::floor<seconds>(now);
    Repo* repo = spec.container.empty() ? &repos_.front() : find_repo(spec.container);
    if (!repo) return Error{ErrorKind::bug, "no repository " + spec.container};
    const User* author = spec.reporter.empty() ? &users_.front() : find_user(spec.reporter);
    if (!author) {
        const auto id = 10'000 + static_cast<std::int64_t>(users_.size());
        users_.push_back({id, spec.reporter, spec.reporter, {}, false, false});
        author = &users_.back();
    }
    const User* assignee = spec.assignee.empty() ? nullptr : find_user(spec.assignee);
    if (!spec.assignee.empty() && (!assignee || !assignee->assignable))
        return Error{ErrorKind::bug, spec.assignee + " cannot be assigned"};

    Issue& issue = add(*repo, Issue::Kind::issue, *author, now);
    issue.title = spec.title;
    issue.body = spec.body;
    issue.type = spec.issue_type;
    issue.labels = spec.labels;
    if (assignee) issue.assignees.push_back(assignee);
    note(issue, now, "create", *author, spec.title, true);
    deliver(issue, "issues", "opened", *author, {}, {});
    // GitHub tells of what an issue was born with as well.
    for (const std::string& name : issue.labels) {
        json::Writer out;
        shown_.label(out, *repo, name);
        deliver(issue, "issues", "labeled", *author, "label", out.take());
    }
    if (assignee) deliver(issue, "issues", "assigned", *author, "assignee", shown(*assignee));
    return view(issue);
}

Result<Done> GitHubFake::act(const HumanAct& act, Instant now) {
    now = std::chrono::floor<seconds>(now);
    Issue* issue = find_issue(act.ticket);
    const User* actor = find_user(act.actor);
    if (!issue) return Error{ErrorKind::bug, "no issue " + act.ticket};
    if (!actor) return Error{ErrorKind::bug, "nobody called " + act.actor};
    switch (act.kind) {
        case HumanAct::Kind::assign: {
            const User* user = find_user(act.value);
            if (!user || !user->assignable) return Error{ErrorKind::bug, act.value + " cannot be assigned"};
            assign(*issue, {user}, *actor, now);
            break;
        }
        case HumanAct::Kind::unassign: {
            std::vector<const User*> rest;
            for (const User* user : issue->assignees)
                if (!act.value.empty() && user != find_user(act.value)) rest.push_back(user);
            assign(*issue, rest, *actor, now);
            break;
        }
        case HumanAct::Kind::close:
            set_state(*issue, "closed", reason_for(act.value), *actor, now);
            break;
        case HumanAct::Kind::reopen:
            set_state(*issue, "open", {}, *actor, now);
            break;
        case HumanAct::Kind::start:
            return Error{ErrorKind::bug, "GitHub has no state between open and closed"};
        case HumanAct::Kind::add_label: {
            std::vector<std::string> labels = issue->labels;
            if (!contains(labels, act.value)) labels.push_back(act.value);
            set_labels(*issue, std::move(labels), *actor, now);
            break;
        }
        case HumanAct::Kind::remove_label: {
            std::vector<std::string> labels = issue->labels;
            std::erase(labels, act.value);
            set_labels(*issue, std::move(labels), *actor, now);
            break;
        }
        case HumanAct::Kind::comment:
            add_comment(*issue, act.value, *actor, now);
            break;
    }
    return Done{};
}

std::vector<TicketView> GitHubFake::tickets() const {
    std::vector<TicketView> out;
    for (const Issue& issue : issues_)
        if (issue.kind == Issue::Kind::issue) out.push_back(view(issue));
    std::sort(out.begin(), out.end(), [](const TicketView& a, const TicketView& b) { return a.id < b.id; });
    return out;
}

TicketView GitHubFake::view(const Issue& issue) const {
    TicketView out;
    out.id = issue.node_id;
    out.key = issue.key();
    out.state = issue.closed ? "resolved" : "open";
    out.assignees = logins(issue);
    out.labels = issue.labels;
    for (const Comment& comment : issue.comments)
        out.comments.push_back(comment.body);
    return out;
}

const GitHubFake::User* GitHubFake::find_user(std::string_view login) const {
    const auto found = std::find_if(users_.begin(), users_.end(),
                                    [&](const User& user) { return lower(user.login) == lower(login); });
    return found == users_.end() ? nullptr : &*found;
}

Repo* GitHubFake::find_repo(std::string_view full_name) {
    const auto found = std::find_if(repos_.begin(), repos_.end(), [&](const Repo& repo) {
        return lower(repo.full_name) == lower(full_name);
    });
    return found == repos_.end() ? nullptr : &*found;
}

GitHubFake::Issue* GitHubFake::find_issue(std::string_view id_or_key) {
    const bool is_key = id_or_key.find('#') != std::string_view::npos;
    const auto found = index_.find(is_key ? lower(id_or_key) : std::string(id_or_key));
    return found == index_.end() ? nullptr : found->second;
}

}  // namespace oncalld::sandbox
