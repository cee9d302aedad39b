// Whole scenarios as text: what happens outside, and what oncalld decides and sends. A scenario is a file
// NAME.scenario in tests/golden/scenarios; what came of it is NAME.expected beside it. UPDATE_GOLDEN=1 writes
// that file anew, and the review reads the difference.
//
//   create TRACKER [LABEL...]            a ticket; it is called by its key from then on
//   human PERSON TRACKER KEY VERB [VALUE]  assign, unassign, close, reopen, start, add_label, remove_label,
//   comment fault TRACKER KIND METHOD            the next call with that method fails: rate_limited,
//   drop_after, ... at INSTANT                           time passes restart                              the
//   daemon dies and starts again settle                               webhooks and polls come in, and
//   everything is done that is to be done
#include "tests/sandbox/wire.h"
#include "tests/unit/daemon/world.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace oncalld::sandbox {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ONCALLD_SOURCE_DIR) / "tests/golden/scenarios";

std::string account(const std::string& person, const std::string& tracker) {
    for (const Member& member : demo_setting({}, 1).members) {
        if (member.person != person) continue;
        return tracker == "jira" ? member.jira : tracker == "github" ? member.github : member.pagerduty;
    }
    return person;  // not a person: a label, a text
}

HumanAct::Kind kind_of(const std::string& verb) {
    using enum HumanAct::Kind;
    for (const HumanAct::Kind kind :
         {assign, unassign, close, reopen, start, add_label, remove_label, comment})
        if (to_string(kind) == verb) return kind;
    throw std::runtime_error("nobody can " + verb);
}

Fault::Kind fault_of(const std::string& word) {
    using enum Fault::Kind;
    for (const Fault::Kind kind : {rate_limited, server_error, drop_before, drop_after, error_after, slow})
        if (to_string(kind) == word) return kind;
    throw std::runtime_error("no fault is called " + word);
}

class Player {
public:
    std::string play(std::istream& scenario) {
        world_.settle();
        for (std::string line; std::getline(scenario, line);) {
            if (line.empty() || line.starts_with('#')) {
                text_ += line + "\n";
                continue;
            }
            text_ += "$ " + line + "\n";
            obey(line);
        }
        return text_;
    }

private:
    void obey(const std::string& line) {
        std::istringstream words(line);
        std::string verb, tracker;
        words >> verb;
        if (verb == "create") {
            words >> tracker;
            TicketSpec spec;
            for (std::string label; words >> label;)
                spec.labels.push_back(label);
            text_ += world_.create(tracker, spec).key + "\n";
        } else if (verb == "human") {
            std::string person, key, act, value;
            words >> person >> tracker >> key >> act >> value;
            world_.act(tracker, {kind_of(act), key, account(person, tracker), account(value, tracker)});
        } else if (verb == "fault") {
            std::string kind;
            Fault fault;
            words >> tracker >> kind >> fault.method;
            fault.kind = fault_of(kind);
            world_.fake(tracker).add_fault(fault);
        } else if (verb == "at") {
            std::string instant;
            words >> instant;
            world_.go_to(parse_rfc3339(instant).value());
        } else if (verb == "restart") {
            world_.restart();
        } else if (verb == "settle") {
            world_.settle();
            for (; told_ < world_.transcript().size(); ++told_)
                text_ += world_.transcript()[told_] + "\n";
        } else {
            throw std::runtime_error("a scenario does not know " + verb);
        }
    }

    World world_;
    std::string text_;
    std::size_t told_ = 0;
};

std::string read(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(kFolder))
        if (entry.path().extension() == ".scenario") all.push_back(entry.path().stem().string());
    std::sort(all.begin(), all.end());
    return all;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, EndsAsExpected) {
    std::ifstream scenario(kFolder / (GetParam() + ".scenario"));
    const std::string got = Player().play(scenario);
    const fs::path expected = kFolder / (GetParam() + ".expected");
    if (std::getenv("UPDATE_GOLDEN")) std::ofstream(expected) << got;
    EXPECT_EQ(got, read(expected)) << "UPDATE_GOLDEN=1 writes " << expected << " anew";
}

INSTANTIATE_TEST_SUITE_P(Scenario, Golden, testing::ValuesIn(names()),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace oncalld::sandbox
