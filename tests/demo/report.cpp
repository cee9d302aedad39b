#include "tests/demo/report.h"

#include "connectors/json.h"

#include <fmt/format.h>

namespace oncalld::demo {

namespace {

struct Row {
    const char* label;
    const char* key;
    const Counts Verdict::* counts;
};
constexpr Row kRows[] = {
    {"assigned to whoever is on call", "assigned", &Verdict::assigned},
    {"handed over at the shift change", "handed_over", &Verdict::handed_over},
    {"reopened for the next shift", "reopened", &Verdict::reopened},
    {"left to the person who decided", "left_to_humans", &Verdict::left_to_humans},
    {"API calls", "api_calls", &Verdict::api_calls},
};

int count(const Counts& counts, const std::string& tracker) {
    const auto found = counts.find(tracker);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

std::string to_table(const Verdict& verdict, Colour colour) {
    const auto paint = [&](const char* code, const std::string& text) {
        return colour == Colour::on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
    };
    std::string table = fmt::format("{:<34}{:>8}{:>8}{:>11}\n", "", "Jira", "GitHub", "PagerDuty");
    for (const Row& row : kRows) {
        const Counts& counts = verdict.*(row.counts);
        table += fmt::format("{:<34}{:>8}{:>8}{:>11}\n", row.label, count(counts, "jira"),
                             count(counts, "github"), count(counts, "pagerduty"));
    }
    const bool good = verdict.duplicates == 0 && verdict.lost == 0;
    table += paint(good ? "32" : "31",
                   fmt::format("done twice: {}   lost: {}", verdict.duplicates, verdict.lost)) +
             "\n";
    for (const std::string& complaint : verdict.complaints)
        table += "  " + complaint + "\n";
    return table;
}

std::string to_json(const Verdict& verdict) {
    json::Writer out;
    out.object();
    for (const Row& row : kRows) {
        out.key(row.key).object();
        for (const char* tracker : {"jira", "github", "pagerduty"})
            out.key(tracker).integer(count(verdict.*(row.counts), tracker));
        out.end_object();
    }
    out.key("kills").integer(verdict.kills);
    out.key("duplicates").integer(verdict.duplicates).key("lost").integer(verdict.lost);
    out.key("complaints").array();
    for (const std::string& complaint : verdict.complaints)
        out.text(complaint);
    out.end_array().key("ends").array();
    for (const TicketEnd& end : verdict.ends) {
        out.object().key("ticket").text(end.name).key("key").text(end.key).key("state").text(end.state);
        out.key("assignees").array();
        for (const std::string& person : end.assignees)
            out.text(person);
        out.end_array().key("policy").text(end.policy).key("comments").integer(end.comments).end_object();
    }
    return out.end_array().end_object().take();
}

}  // namespace oncalld::demo
