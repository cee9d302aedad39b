// Engine values as they are stored: compact JSON, one object per value. Grammar and an example stand in
// docs/store.md. A reader takes what it knows and gives the rest its default, so that a newer field never
// makes an older row unreadable; what is not JSON at all is a StoreError.
#pragma once

#include "engine/memory.h"
#include "engine/step.h"
#include "engine/ticket.h"

#include <string>
#include <string_view>

namespace oncalld::store {

std::string encode(const Ticket& ticket);  // without `ref`: that is the row's key
Ticket decode_ticket(std::string_view json, TicketRef ref);

std::string encode(const TicketMemory& memory);
TicketMemory decode_memory(std::string_view json);

std::string encode(const Effect& effect);
Effect decode_effect(std::string_view json);

// Instants are stored as milliseconds since the epoch.
std::int64_t to_millis(Instant t);
Instant from_millis(std::int64_t millis);

}  // namespace oncalld::store
