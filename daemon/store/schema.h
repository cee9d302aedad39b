// The tables, and how an older state directory is brought forward. The schema's version is SQLite's
// user_version; docs/store.md explains every table.
#pragma once

#include "daemon/store/database.h"

namespace oncalld::store {

inline constexpr int kSchemaVersion = 1;

// Brings the database to kSchemaVersion, each version in one transaction. A database of a newer version is
// refused with a StoreError that says so: nothing is written to it.
void migrate(Database& database);

}  // namespace oncalld::store
