// What happens on the fake site, whoever does it: the change, its ledger entry, its webhook.
#include "tests/sandbox/jira_fake.h"
#include "tests/sandbox/jira_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace oncalld::sandbox {

using jira::Change;
using jira::Comment;
using jira::Dialect;
using jira::Issue;
using jira::Shape;

namespace {

std::string_view word_for(TicketState state) {
    switch (state) {
        case TicketState::open:
            return "open";
        case TicketState::in_progress:
            return "in_progress";
        case TicketState::resolved:
            return "resolved";
    }
    return {};
}

std::string resolution_name(const std::string& value) {
    if (value == "wont_fix") return "Won't Do";
    return value == "duplicate" ? "Duplicate" : "Done";
}

TicketView view_of(const Issue& issue) {
    TicketView view;
    view.id = std::to_string(issue.id);
    view.key = issue.key;
    view.state = word_for(issue.state);
    if (!issue.assignee.empty()) view.assignees = {issue.assignee};
    view.labels = issue.labels;
    for (const Comment& comment : issue.comments)
        view.comments.push_back(comment.text);
    return view;
}

Error no_such(std::string what) {
    return {ErrorKind::give_up, "the Jira sandbox has no " + std::move(what)};
}

}  // namespace

Result<TicketView> JiraFake::create(const TicketSpec& spec, Instant now) {
    if (!site_.has_project(spec.container)) return no_such("project " + spec.container);
    for (const std::string& account : {spec.reporter, spec.assignee})
        if (!account.empty() && !site_.member(account)) return no_such("account " + account);
    const Issue& issue = site_.create(spec, now);
    record(issue, "create", issue.reporter, issue.summary, {}, true, now);
    announce(issue, "jira:issue_created", "issue_created", issue.reporter, nullptr, now);
    return view_of(issue);
}

Result<Done> JiraFake::act(const HumanAct& act, Instant now) {
    Issue* const issue = site_.find(act.ticket);
    if (!issue) return no_such("issue " + act.ticket);
    if (!site_.member(act.actor)) return no_such("account " + act.actor);
    std::vector<std::string> labels = issue->labels;
    switch (act.kind) {
        case HumanAct::Kind::assign:
            if (!site_.member(act.value)) return no_such("account " + act.value);
            do_assign(*issue, act.actor, act.value, now);
            break;
        case HumanAct::Kind::unassign:
            do_assign(*issue, act.actor, {}, now);
            break;
        case HumanAct::Kind::close:
            do_transition(*issue, act.actor, TicketState::resolved, resolution_name(act.value), now);
            break;
        case HumanAct::Kind::reopen:
            do_transition(*issue, act.actor, TicketState::open, {}, now);
            break;
        case HumanAct::Kind::start:
            do_transition(*issue, act.actor, TicketState::in_progress, {}, now);
            break;
        case HumanAct::Kind::add_label:
            if (std::ranges::find(labels, act.value) == labels.end()) labels.push_back(act.value);
            do_label(*issue, act.actor, std::move(labels), now);
            break;
        case HumanAct::Kind::remove_label:
            std::erase(labels, act.value);
            do_label(*issue, act.actor, std::move(labels), now);
            break;
        case HumanAct::Kind::comment: {
            Comment comment;
            comment.author = act.actor;
            comment.adf = jira::adf_of(act.value);
            comment.text = act.value;
            comment.properties = "[]";
            do_comment(*issue, std::move(comment), now);
            break;
        }
    }
    return Done{};
}

std::vector<TicketView> JiraFake::tickets() const {
    std::vector<TicketView> views;
    for (const auto& [id, issue] : site_.issues())
        views.push_back(view_of(issue));
    return views;
}

void JiraFake::do_assign(Issue& issue, const std::string& actor, const std::string& account, Instant now) {
    const Change* const change = site_.assign(issue, actor, account, now);
    record(issue, "assign", actor, account, {}, change != nullptr, now);
    if (change) announce(issue, "jira:issue_updated", "issue_assigned", actor, change, now);
}

void JiraFake::do_transition(Issue& issue, const std::string& actor, TicketState to,
                             const std::string& resolution, Instant now) {
    const Change* const change = site_.transition(issue, actor, to, resolution, now);
    record(issue, "state", actor, std::string(word_for(to)), {}, change != nullptr, now);
    if (change) announce(issue, "jira:issue_updated", "issue_generic", actor, change, now);
}

void JiraFake::do_label(Issue& issue, const std::string& actor, std::vector<std::string> labels,
                        Instant now) {
    std::string value;
    for (const std::string& label : labels)
        value += (value.empty() ? "" : ",") + label;
    const Change* const change = site_.label(issue, actor, std::move(labels), now);
    record(issue, "label", actor, std::move(value), {}, change != nullptr, now);
    if (change) announce(issue, "jira:issue_updated", "issue_updated", actor, change, now);
}

const Comment& JiraFake::do_comment(Issue& issue, Comment comment, Instant now) {
    const Comment& added = site_.comment(issue, std::move(comment), now);
    record(issue, "comment", added.author, added.text, added.marker, true, now);
    announce_comment(issue, added, now);
    return added;
}

void JiraFake::record(const Issue& issue, std::string kind, const std::string& actor, std::string value,
                      std::string marker, bool effective, Instant now) {
    Fake::record({.at = now,
                  .tracker = "jira",
                  .ticket = std::to_string(issue.id),
                  .key = issue.key,
                  .kind = std::move(kind),
                  .actor = actor,
                  .value = std::move(value),
                  .marker = std::move(marker),
                  .effective = effective});
}

void JiraFake::announce(const Issue& issue, std::string_view event, std::string_view type,
                        const std::string& actor, const Change* change, Instant now) {
    json::Writer out;
    out.object().key("timestamp").integer(now.time_since_epoch().count()).key("webhookEvent").text(event);
    out.key("issue_event_type_name").text(type).key("user");
    Shape(site_).user(out, actor);
    out.key("issue").object();
    Shape(site_).issue(out, issue, [](std::string_view) { return true; }, Dialect::v2);
    out.end_object();
    if (change) {
        out.key("changelog").object().key("id").text(std::to_string(change->id)).key("items");
        Shape(site_).items(out, *change);
        out.end_object();
    }
    deliver(out.end_object().take());
}

// Cloud's comment events name no user and bring six fields of the issue, which do not include its labels.
void JiraFake::announce_comment(const Issue& issue, const Comment& comment, Instant now) {
    json::Writer out;
    out.object().key("timestamp").integer(now.time_since_epoch().count());
    out.key("webhookEvent").text("comment_created").key("comment");
    Shape(site_).comment(out, issue, comment, Dialect::v2, Shape::Properties::left_out);
    out.key("issue").object();
    const auto six = [](std::string_view field) {
        return field == "summary" || field == "issuetype" || field == "project" || field == "assignee" ||
               field == "priority" || field == "status";
    };
    Shape(site_).issue(out, issue, six, Dialect::v2);
    deliver(out.end_object().end_object().take());
}

void JiraFake::deliver(std::string body) {
    if (webhook_url().empty()) return;
    http::Request request;
    request.method = "POST";
    request.url = webhook_url();
    request.headers.add("Content-Type", "application/json; charset=UTF-8");
    request.headers.add("User-Agent", "Atlassian Webhook HTTP Client");
    request.headers.add("X-Atlassian-Webhook-Identifier",
                        fmt::format("{:016x}{:016x}", random_(), random_()));
    request.headers.add("X-Atlassian-Webhook-Flow", "Primary");
    request.headers.add("X-Hub-Signature", "sha256=" + hmac_sha256_hex(webhook_secret(), body));
    request.body = std::move(body);
    queue_webhook(std::move(request));
}

}  // namespace oncalld::sandbox
