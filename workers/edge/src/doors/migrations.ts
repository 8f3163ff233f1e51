/** The door's own tables. Append only, as a room's are (`rooms/migrations.ts`). */
export const DOOR_MIGRATIONS: readonly string[] = [
  `CREATE TABLE door (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     work_key BLOB NOT NULL,
     is_attack INTEGER NOT NULL DEFAULT 0,
     loud_at_ms INTEGER NOT NULL DEFAULT 0,
     rechecked_at_ms INTEGER NOT NULL DEFAULT 0,
     is_closed INTEGER NOT NULL DEFAULT 0
   );
   CREATE TABLE room (
     conversation_id TEXT PRIMARY KEY,
     session_id TEXT NOT NULL,
     is_open INTEGER NOT NULL,
     until_ms INTEGER NOT NULL,
     errand TEXT
   ) WITHOUT ROWID;
   CREATE TABLE spent (id TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE ended (session_id TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;`,
  "ALTER TABLE ended ADD COLUMN is_forgotten INTEGER NOT NULL DEFAULT 0;",
  `ALTER TABLE room ADD COLUMN network TEXT NOT NULL DEFAULT '';
   CREATE TABLE budget (
     subject TEXT PRIMARY KEY,
     turns REAL NOT NULL,
     filled_at_ms INTEGER NOT NULL,
     until_ms INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  "CREATE TABLE ending (at_ms INTEGER PRIMARY KEY);",
];
