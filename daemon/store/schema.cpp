#include "daemon/store/schema.h"

#include <array>

namespace oncalld::store {

namespace {

// Version 1. Times are milliseconds since the epoch, values are JSON (codec.h).
constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE facts (               -- single values: when this state directory was first used, ...
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE tickets (
  tracker TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  ticket TEXT NOT NULL,            -- the latest snapshot, with the effects of our confirmed writes
  source INTEGER NOT NULL,         -- of that snapshot: 0 search, 1 feed, 2 read
  observed_at INTEGER NOT NULL,
  updated INTEGER NOT NULL,        -- the vendor's, orders snapshots
  listed TEXT NOT NULL DEFAULT '', -- the last one that came by listing or webhook: the same again is no news
  memory TEXT NOT NULL DEFAULT '',
  rotation TEXT NOT NULL DEFAULT '',
  concerned INTEGER NOT NULL DEFAULT 0,  -- a shift change of the rotation may concern it
  dirty INTEGER NOT NULL,          -- to be decided
  again_at INTEGER,                -- to be decided then, without any news
  reason TEXT NOT NULL DEFAULT '', -- of the last decision
  why TEXT NOT NULL DEFAULT '',
  decided_at INTEGER,
  PRIMARY KEY (tracker, id)
) STRICT;
CREATE INDEX tickets_dirty ON tickets (tracker, updated) WHERE dirty = 1;
CREATE INDEX tickets_concerned ON tickets (rotation) WHERE concerned = 1;
CREATE INDEX tickets_again ON tickets (again_at) WHERE again_at IS NOT NULL;
CREATE INDEX tickets_key ON tickets (key);

CREATE TABLE reads (               -- tickets to be read by id before anything is decided
  tracker TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,  -- that failed: who fails waits behind the others
  PRIMARY KEY (tracker, id)
) STRICT;

CREATE TABLE activities (          -- what people did; each handled once, by the vendor's id
  tracker TEXT NOT NULL,
  id TEXT NOT NULL,
  ticket TEXT NOT NULL,
  kind INTEGER NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  handled INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tracker, id)
) STRICT;
CREATE INDEX activities_ticket ON activities (tracker, ticket, at);

CREATE TABLE steps (               -- the journal
  id TEXT PRIMARY KEY,
  tracker TEXT NOT NULL,
  ticket TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  effect TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  why TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  premise INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  state TEXT NOT NULL,             -- planned, sending, done, failed, unknown, superseded
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  first_sent_at INTEGER,
  finished_at INTEGER,
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX steps_open ON steps (tracker, not_before) WHERE state IN ('planned', 'sending', 'unknown');
CREATE INDEX steps_ticket ON steps (tracker, ticket);

CREATE TABLE deliveries (          -- webhook deliveries that were taken, so that a repeated one has no effect
  tracker TEXT NOT NULL,
  id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (tracker, id)
) STRICT;

CREATE INDEX deliveries_age ON deliveries (received_at);

CREATE TABLE unreadable (          -- signed webhook bodies that could not be understood, for a person to look at
  tracker TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE cursors (
  tracker TEXT PRIMARY KEY,
  cursor TEXT NOT NULL
) STRICT;

CREATE TABLE handoffs (            -- shift changes that were processed, each once
  rotation TEXT NOT NULL,
  boundary INTEGER NOT NULL,
  outgoing TEXT NOT NULL,
  incoming TEXT NOT NULL,
  baseline INTEGER NOT NULL,       -- 1: nothing moved, counting begins here
  processed_at INTEGER NOT NULL,
  PRIMARY KEY (rotation, boundary)
) STRICT;
)sql";

constexpr std::array<std::string_view, kSchemaVersion> kMigrations{kVersion1};

}  // namespace

void migrate(Database& database) {
    std::int64_t version = 0;
    {
        Query query = database.query("PRAGMA user_version");
        query.next();
        version = query.integer(0);
    }
    if (version > kSchemaVersion)
        throw StoreError("the state was written by a newer oncalld (schema " + std::to_string(version) +
                             ", this one knows " + std::to_string(kSchemaVersion) +
                             "); install that version again or use another state directory",
                         0);
    for (; version < kSchemaVersion; ++version) {
        Transaction transaction(database);
        database.execute(kMigrations[static_cast<std::size_t>(version)]);
        database.execute("PRAGMA user_version=" + std::to_string(version + 1));
        transaction.commit();
    }
}

}  // namespace oncalld::store
