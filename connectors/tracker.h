// The one role that the pass knows: a tracker in engine values. Jira, GitHub and PagerDuty implement it; a
// caller never sees a vendor. All members are pure (they build operations or parse bytes), so one instance
// may be used from any thread; an operation belongs to whoever drives it.
#pragma once

#include "connectors/operation.h"
#include "engine/step.h"
#include "engine/ticket.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oncalld {

// How to address a ticket: the immutable id, and the key where the vendor's URL needs it (GitHub).
struct TicketHandle {
    TicketId id;
    std::string key;
    friend bool operator==(const TicketHandle&, const TicketHandle&) = default;
};

// One page of what changed. Store snapshots, activities and cursor in one transaction, then ask again while
// `more` is set. A cursor is opaque text (JSON inside); the empty one means the very first time.
struct Changes {
    std::vector<Snapshot> snapshots;  // source search or feed; observed_at is set by the caller
    std::vector<Activity> activities;
    std::vector<TicketHandle> look_at;  // changed, but to be read by id (e.g. left the listing)
    std::string cursor;
    bool more = false;
    std::vector<Error> problems;  // what one repository or project answered; the others went on
    friend bool operator==(const Changes&, const Changes&) = default;
};

struct Outcome {
    StepId step;
    Result<Done> result;  // ok: applied, and verified where the vendor's answer allows it
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct WebhookEvent {
    std::string delivery;             // the vendor's id of this delivery, the same on every retry
    std::vector<Snapshot> snapshots;  // source feed
    std::vector<Activity> activities;
    std::vector<TicketHandle> look_at;  // the body does not hold enough: read by id
    std::string ignored;                // why nothing came of it ("event push"), empty otherwise
    friend bool operator==(const WebhookEvent&, const WebhookEvent&) = default;
};

enum class WebhookRefusal { bad_signature, unreadable };

class Tracker {
public:
    virtual ~Tracker() = default;

    virtual const TrackerId& id() const = 0;

    // Which account the credentials belong to. The first call at start; proves that they work.
    virtual OperationPtr<AccountId> identify() const = 0;

    virtual OperationPtr<Changes> changes_since(const std::string& cursor, Instant now) const = 0;

    // Snapshots with source `read`. Tickets that are gone or hidden are left out, never an error.
    virtual OperationPtr<std::vector<Snapshot>> read(std::vector<TicketHandle> tickets) const = 0;

    // How many steps of this kind one apply() may take; at least 1. More than one only where the vendor has a
    // bulk call for it. The caller never mixes kinds in one apply().
    virtual std::size_t bulk_limit(const Effect& effect) const = 0;

    // One outcome per step, in any order; one bad ticket never fails the others. The result is an Error only
    // if nothing at all was sent.
    virtual OperationPtr<std::vector<Outcome>> apply(std::vector<Step> steps) const = 0;

    // Is there a comment on the ticket that carries this step's marker and was written by `author` (us)?
    // `since`: not older than the first try. Reads every page; an Error is never "no".
    virtual OperationPtr<bool> find_marker(TicketHandle ticket, StepId step, Instant since,
                                           AccountId author) const = 0;

    // Checks the signature on the raw body with this tracker's webhook secret, then reads the body. Unknown
    // events are not refused but `ignored`. `now` stamps observed_at.
    virtual std::variant<WebhookEvent, WebhookRefusal> parse_webhook(const http::Request& request,
                                                                     Instant now) const = 0;
};

}  // namespace oncalld
