#include "config/trackers.h"

#include "config/moment.h"
#include "config/read.h"
#include "config/text.h"
#include "config/url.h"
#include "engine/ascii.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

namespace oncalld::config {

namespace {

using Type = TrackerSettings::Type;

constexpr std::string_view kGithubDotCom = "api.github.com";
// GitHub asks for a second between requests that create content ("Best practices for using the REST API").
constexpr milliseconds kGithubPace{1000};
constexpr milliseconds kShortestPoll{1000};

struct Kind {
    Type type;
    std::string_view name;
    std::string_view container;   // one of them
    std::string_view containers;  // the key that lists them
    const char* pattern;          // of one
    std::string_view example;
};

const Kind& kind(Type type) {
    static constexpr Kind jira{Type::jira, "jira", "project", "projects", "[A-Z][A-Z0-9_]*", "SUP"};
    static constexpr Kind github{Type::github, "github", "repo", "repos", "[\\w.-]+/[\\w.-]+", "acme/data"};
    static constexpr Kind pagerduty{Type::pagerduty, "pagerduty",    "service",
                                    "services",      "[A-Za-z0-9]+", "PIJ90N7"};
    switch (type) {
        case Type::jira:
            return jira;
        case Type::github:
            return github;
        case Type::pagerduty:
            return pagerduty;
    }
    return jira;
}

void read_app(const Fields& auth, TrackerSettings& tracker, std::vector<SecretFile>& secrets) {
    constexpr int kMost = 2'000'000'000;
    for (const std::string_view key : {"app_id", "installation"})
        if (const Node* node = auth.require(key)) whole_number(*node, 1, kMost, auth.report());
    secret_file(auth, "key_file", secrets);
    tracker.not_acted_on = "this version signs in to GitHub with `token_file` only, not as an app";
    auth.report().note(auth.place(),
                       fmt::format("tracker `{}` is left alone: {}", tracker.id.str(), tracker.not_acted_on));
}

void read_auth(const Node& node, TrackerSettings& tracker, std::vector<SecretFile>& secrets, Report& report) {
    switch (tracker.type) {
        case Type::jira: {
            const Fields auth(node, "`auth` of a Jira site", {"email", "token_file", "token"}, report);
            if (auth.require("email") != nullptr) tracker.email = text_or(auth, "email", "an address", "");
            refuse_typed_secret(auth, "token", "token_file");
            if (!auth.has("token"))
                tracker.token_file = secret_file(auth, "token_file", secrets).value_or("");
            return;
        }
        case Type::github: {
            const Fields auth(node, "`auth` of GitHub",
                              {"token_file", "app_id", "installation", "key_file", "token", "key"}, report);
            refuse_typed_secret(auth, "token", "token_file");
            refuse_typed_secret(auth, "key", "key_file");
            if (auth.has("token") || auth.has("key")) return;
            if (auth.has("app_id"))
                read_app(auth, tracker, secrets);
            else
                tracker.token_file = secret_file(auth, "token_file", secrets).value_or("");
            return;
        }
        case Type::pagerduty: {
            const Fields auth(node, "`auth` of PagerDuty", {"token_file", "from", "token"}, report);
            refuse_typed_secret(auth, "token", "token_file");
            if (!auth.has("token"))
                tracker.token_file = secret_file(auth, "token_file", secrets).value_or("");
            if (auth.require("from") != nullptr)
                tracker.from = text_or(auth, "from", "the address of a PagerDuty user", "");
            return;
        }
    }
}

void read_pace(const Fields& fields, const BaseUrl& url, TrackerSettings& tracker) {
    if (tracker.type == Type::github) tracker.pace = kGithubPace;
    const Node* node = fields.find("pace");
    if (node == nullptr) return;
    const auto pace =
        node->text == "off" ? milliseconds(0) : duration(*node, milliseconds(0), fields.report());
    if (!pace) return;
    if (tracker.type == Type::github && url.host == kGithubDotCom && *pace < kGithubPace) {
        fields.report().error(node->place,
                              fmt::format("github.com asks for at least 1s between writes, found {}; less is "
                                          "allowed on an Enterprise Server or on loopback only",
                                          found(*node)));
        return;
    }
    tracker.pace = *pace;
}

std::optional<BaseUrl> read_url(const Fields& fields, TrackerSettings& tracker) {
    const Node* node = fields.require("url");
    auto url = node == nullptr ? std::nullopt : base_url(*node, fields.report());
    if (!url) return std::nullopt;
    if (tracker.type == Type::github && (url->host == "github.com" || url->host == "www.github.com")) {
        fields.report().error(node->place, "this is the web site; the API is at https://api.github.com");
        return std::nullopt;
    }
    if (tracker.type == Type::github && url->host != kGithubDotCom && !is_loopback(url->host) &&
        !url->text.ends_with("/api/v3"))
        fields.report().warning(node->place, "the API of an Enterprise Server is at https://HOST/api/v3");
    tracker.url = url->text;
    return url;
}

void read_containers(const Fields& fields, TrackerSettings& tracker) {
    const Kind& own = kind(tracker.type);
    const Node* node = fields.require(own.containers);
    if (node == nullptr) return;
    const RE2 pattern(own.pattern);
    const std::string what = fmt::format("a {} such as {}", own.container, own.example);
    for (const Word& word : words(*node, what, fields.report())) {
        if (!RE2::FullMatch(word.text, pattern))
            fields.report().error(word.place,
                                  fmt::format("expected {}, found {}", what, in_ticks(word.text)));
        else if (std::find(tracker.containers.begin(), tracker.containers.end(), word.text) !=
                 tracker.containers.end())
            fields.report().error(word.place, fmt::format("{} is listed twice", in_ticks(word.text)));
        else
            tracker.containers.push_back(word.text);
    }
}

void read_treat_as_unassigned(const Fields& fields, const TrackerId& tracker, const People& people,
                              Trackers& all) {
    const Node* node = fields.find("treat_as_unassigned");
    if (node == nullptr) return;
    for (const Word& word : words(*node, "an account", fields.report())) {
        const AccountId account(word.text);
        for (const auto& [id, person] : people)
            if (const AccountId* own = person.account(tracker);
                own != nullptr && lower_case(own->str()) == lower_case(word.text))
                fields.report().error(
                    word.place,
                    fmt::format("this account is that of `{}`, whose tickets would be taken away", id.str()));
        all.treat_as_unassigned[tracker].insert(account);
    }
}

void read_tracker(const Entry& entry, Type type, const People& people, Trackers& all, Report& report) {
    const Kind& own = kind(type);
    const Fields fields(
        entry.value, fmt::format("a tracker of type {}", own.name),
        {"type", "url", "auth", "poll", "pace", own.containers, "webhook", "treat_as_unassigned"}, report);
    TrackerSettings tracker;
    tracker.id = TrackerId(entry.key);
    tracker.type = type;
    if (const auto url = read_url(fields, tracker)) read_pace(fields, *url, tracker);
    if (const Node* node = fields.require("auth")) read_auth(*node, tracker, all.secret_files, report);
    if (const Node* node = fields.find("poll")) {
        const Fields poll(*node, "`poll`", {"every"}, report);
        if (const Node* every = poll.require("every"))
            if (const auto read = duration(*every, kShortestPoll, report))
                tracker.poll_every = std::chrono::duration_cast<seconds>(*read);
    }
    read_containers(fields, tracker);
    if (const Node* node = fields.find("webhook")) {
        const Fields webhook(*node, "`webhook`", {"secret_file", "secret"}, report);
        refuse_typed_secret(webhook, "secret", "secret_file");
        if (!webhook.has("secret"))
            tracker.webhook_secret_file = secret_file(webhook, "secret_file", all.secret_files);
    }
    read_treat_as_unassigned(fields, tracker.id, people, all);
    all.settings.push_back(std::move(tracker));
}

}  // namespace

const TrackerSettings* Trackers::find(const TrackerId& id) const {
    const auto tracker = std::find_if(settings.begin(), settings.end(),
                                      [&](const TrackerSettings& candidate) { return candidate.id == id; });
    return tracker == settings.end() ? nullptr : &*tracker;
}

std::string_view container_key(Type type) {
    return kind(type).container;
}

std::string_view to_string(Type type) {
    return kind(type).name;
}

Trackers trackers(const Node& section, const People& people, Report& report) {
    Trackers all;
    const auto* entries = map(section, "trackers", report);
    if (entries == nullptr) return all;
    for (const Entry& entry : *entries) {
        const Entry* type = entry.value.find("type");
        if (type == nullptr) {
            report.error(entry.place, "a tracker needs `type`: `jira`, `github` or `pagerduty`");
            continue;
        }
        const auto read = choice<Type>(
            type->value, {{"jira", Type::jira}, {"github", Type::github}, {"pagerduty", Type::pagerduty}},
            report);
        if (read) read_tracker(entry, *read, people, all, report);
    }
    return all;
}

}  // namespace oncalld::config
