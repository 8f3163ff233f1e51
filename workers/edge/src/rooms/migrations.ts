/**
 * The room's own tables. Append only: a room may sleep for months and then wake under newer code, so each
 * step must run on what the one before it left. Each index is a page more to write and sync before an
 * acknowledgement may leave, so there is only the one that every question needs; the rest is found by a scan.
 */
export const ROOM_MIGRATIONS: readonly string[] = [
  `CREATE TABLE room (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     join_json TEXT NOT NULL,
     mode TEXT NOT NULL DEFAULT 'bot',
     created_at_ms INTEGER NOT NULL
   );
   CREATE TABLE message (
     seq INTEGER PRIMARY KEY,
     settled_seq INTEGER NOT NULL,
     id TEXT NOT NULL,
     role TEXT NOT NULL,
     text TEXT NOT NULL,
     client_id TEXT,
     reply_to TEXT,
     citations TEXT NOT NULL,
     made TEXT,
     reason TEXT,
     at_ms INTEGER NOT NULL
   );
   CREATE UNIQUE INDEX message_client_id ON message (client_id) WHERE client_id IS NOT NULL;
   CREATE TABLE turn (
     question_seq INTEGER PRIMARY KEY,
     question_id TEXT NOT NULL,
     client_id TEXT NOT NULL,
     answer_id TEXT,
     answer_seq INTEGER,
     attempt INTEGER NOT NULL DEFAULT 0,
     partial TEXT NOT NULL DEFAULT ''
   );
   CREATE TABLE outbox (
     position INTEGER PRIMARY KEY,
     entry TEXT NOT NULL
   );`,
  "CREATE TABLE ended_session (id TEXT PRIMARY KEY) WITHOUT ROWID;",
  // A conversation that is older than the count begins with a full lease.
  `ALTER TABLE room ADD COLUMN leased_turns INTEGER NOT NULL DEFAULT 0;
   UPDATE room SET leased_turns = 10 + (SELECT count(*) FROM message WHERE role = 'visitor');`,
];

/** Brings the tables up to date; costs one query when they are. */
export function migrateRoom(storage: DurableObjectStorage, migrations = ROOM_MIGRATIONS): void {
  const { sql } = storage;
  const version = readVersion(sql);
  if (version >= migrations.length) return;
  storage.transactionSync(() => {
    sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
    for (const [index, statements] of migrations.entries()) {
      if (index < version) continue;
      sql.exec(statements);
      sql.exec("INSERT INTO migration (version) VALUES (?)", index + 1);
    }
  });
}

/** Reads only: even a `CREATE TABLE IF NOT EXISTS` that does nothing would close the output gate on each wake. */
function readVersion(sql: SqlStorage): number {
  const known = sql.exec("SELECT 1 AS one FROM sqlite_master WHERE name = 'migration'").toArray().length > 0;
  if (!known) return 0;
  return sql.exec<{ version: number }>("SELECT coalesce(max(version), 0) AS version FROM migration").one().version;
}
