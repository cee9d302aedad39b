// `oncallctl explain TICKET`: everything the daemon knows of a ticket and why it did what it did, read from
// the state directory.
#pragma once

#include "daemon/store/store.h"

#include <string>
#include <vector>

namespace oncalld::ctl {

struct Explained {
    store::TicketRow row;
    std::vector<store::JournalRow> steps;  // oldest first
    std::vector<Activity> activities;      // oldest first
};

std::optional<Explained> explain(store::Store& store, const TicketRef& ref);

std::string to_text(const Explained& explained, const Zone& zone);
std::string to_json(const Explained& explained);

}  // namespace oncalld::ctl
