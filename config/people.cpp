#include "config/people.h"

#include "config/moment.h"
#include "config/read.h"
#include "config/text.h"
#include "config/zone.h"
#include "engine/ascii.h"

#include <fmt/format.h>

#include <algorithm>

namespace oncalld::config {

namespace {

// One account is one person: whose ticket would it be otherwise? No vendor tells accounts apart by case, and
// GitHub's logins ignore it.
class AccountOwners {
public:
    void claim(const TrackerId& tracker, const AccountId& account, const std::string& person,
               const Place& place, Report& report) {
        const auto [owner, fresh] = owners_.try_emplace({tracker, lower_case(account.str())}, person, place);
        if (fresh) return;
        report.error(place,
                     fmt::format("account {} in `{}` is already that of `{}` at {}", in_ticks(account.str()),
                                 tracker.str(), owner->second.first, to_string(owner->second.second)));
    }

private:
    std::map<std::pair<TrackerId, std::string>, std::pair<std::string, Place>> owners_;
};

void read_accounts(const Node& node, const Names& names, AccountOwners& owners, Person& person,
                   Report& report) {
    const auto* entries = map(node, "an account in each tracker", report);
    if (entries == nullptr) return;
    for (const Entry& entry : *entries) {
        if (std::find(names.trackers.begin(), names.trackers.end(), entry.key) == names.trackers.end()) {
            report.error(entry.place, fmt::format("no tracker is called {}{}", in_ticks(entry.key),
                                                  did_you_mean(entry.key, names.trackers)));
            continue;
        }
        const auto account = text(entry.value, "an account", report);
        if (!account) continue;
        const TrackerId tracker(entry.key);
        owners.claim(tracker, AccountId(*account), person.id.str(), entry.value.place, report);
        person.accounts.emplace(tracker, AccountId(*account));
    }
}

// A whole day in the person's zone, or an instant. A time of day without an offset would leave open whether
// the person's zone is meant or that of a rotation.
std::optional<Instant> day_or_instant(const Node& node, const Zone& zone, Report& report) {
    if (parse_local(node.text)) {
        report.error(node.place, fmt::format("expected a day such as 2026-12-20 or a time with an offset "
                                             "such as 2026-12-20T12:00+01:00, found {}",
                                             found(node)));
        return std::nullopt;
    }
    return moment(node, zone, report);
}

std::optional<Interval> read_absence(const Node& node, const Zone& zone, Report& report) {
    const Fields fields(node, "a time off", {"from", "to", "ics"}, report);
    if (const Entry* ics = fields.entry("ics")) {
        text(ics->value, "a file name", report);
        report.note(ics->place, "`ics` is not acted on by this version: the calendar is not read");
        return std::nullopt;
    }
    const Node* from = fields.require("from");
    const Node* to = fields.require("to");
    if (from == nullptr || to == nullptr) return std::nullopt;
    const auto begin = day_or_instant(*from, zone, report);
    const auto end = day_or_instant(*to, zone, report);
    if (!begin || !end) return std::nullopt;
    if (*end <= *begin) {
        report.error(to->place,
                     "ends before it begins; `to` is exclusive: for one day off write the next day");
        return std::nullopt;
    }
    return Interval{*begin, *end};
}

std::vector<Interval> sorted_and_disjoint(std::vector<Interval> intervals) {
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval& a, const Interval& b) { return a.from < b.from; });
    std::vector<Interval> joined;
    for (const Interval& next : intervals) {
        if (!joined.empty() && next.from <= joined.back().to)
            joined.back().to = std::max(joined.back().to, next.to);
        else
            joined.push_back(next);
    }
    return joined;
}

Person read_person(const Entry& entry, const Names& names, AccountOwners& owners, Report& report) {
    const Fields fields(entry.value, "a person", {"name", "timezone", "accounts", "time_off"}, report);
    Person person;
    person.id = PersonId(entry.key);
    person.name = text_or(fields, "name", "a name", entry.key);
    if (const Node* node = fields.require("timezone"))
        if (const auto read = zone(*node, report)) person.zone = *read;
    if (const Node* node = fields.find("accounts")) read_accounts(*node, names, owners, person, report);
    if (const Node* node = fields.find("time_off")) {
        if (const auto* items = list(*node, "times off", report)) {
            for (const Node& item : *items)
                if (const auto absence = read_absence(item, person.zone, report))
                    person.time_off.push_back(*absence);
        }
    }
    person.time_off = sorted_and_disjoint(std::move(person.time_off));
    return person;
}

}  // namespace

People people(const Node& section, const Names& names, Report& report) {
    People all;
    AccountOwners owners;
    if (const auto* entries = map(section, "people", report))
        for (const Entry& entry : *entries)
            all.emplace(PersonId(entry.key), read_person(entry, names, owners, report));
    return all;
}

}  // namespace oncalld::config
