import { randomBytes } from "@netvexa/db/sealing/bytes";
import { migrateRoom } from "../rooms/migrations.ts";
import { DOOR_MIGRATIONS } from "./migrations.ts";
import type { Bucket } from "./turn-budget.ts";

/**
 * What a room is to be asked for. `end` ends its visitor's session, `erase` the conversation itself, and `forget` does
 * so for a visitor who wishes that no token opens it again.
 */
export type Errand = "recheck" | "end" | "forget" | "erase";

/** A conversation that a token may still open, or that has sockets. */
export interface KnownRoom {
  conversationId: string;
  sessionId: string;
  isOpen: boolean;
  /** When it is to be forgotten, or, while its sockets are open, to be asked again. */
  untilMs: number;
}

export interface DoorRow {
  workKey: Uint8Array<ArrayBuffer>;
  isAttack: boolean;
  loudAtMs: number;
  isClosed: boolean;
}

const KEY_BYTES = 32;

type RoomRow = { conversation_id: string; session_id: string; is_open: number; until_ms: number; errand: string };

/** The door's SQLite. Opened with the first call that needs it. */
export function openDoorStore(storage: DurableObjectStorage) {
  migrateRoom(storage, DOOR_MIGRATIONS);
  const { sql } = storage;
  const rowsOf = (query: string, ...values: SqlStorageValue[]): (KnownRoom & { errand: Errand })[] =>
    sql
      .exec<RoomRow>(query, ...values)
      .toArray()
      .map((row) => ({
        conversationId: row.conversation_id,
        sessionId: row.session_id,
        isOpen: row.is_open === 1,
        untilMs: row.until_ms,
        errand: row.errand as Errand,
      }));
  return {
    readDoor(): DoorRow {
      sql.exec(
        "INSERT INTO door (one, work_key) SELECT 1, ? WHERE NOT EXISTS (SELECT 1 FROM door)",
        randomBytes(KEY_BYTES).buffer,
      );
      const row = sql
        .exec<{ work_key: ArrayBuffer; is_attack: number; loud_at_ms: number; is_closed: number }>("SELECT * FROM door")
        .one();
      return {
        workKey: new Uint8Array(row.work_key),
        isAttack: row.is_attack === 1,
        loudAtMs: row.loud_at_ms,
        isClosed: row.is_closed === 1,
      };
    },
    saveAttack(isAttack: boolean, loudAtMs: number): void {
      sql.exec("UPDATE door SET is_attack = ?, loud_at_ms = ?", Number(isAttack), loudAtMs);
    },
    close(): void {
      sql.exec("UPDATE door SET is_closed = 1");
      sql.exec("DELETE FROM ending");
    },
    /** False if it was spent before. */
    spend(id: string, untilMs: number): boolean {
      return sql.exec("INSERT OR IGNORE INTO spent (id, until_ms) VALUES (?, ?)", id, untilMs).rowsWritten > 0;
    },
    isEnded: (sessionId: string): boolean =>
      sql.exec("SELECT 1 FROM ended WHERE session_id = ?", sessionId).toArray().length > 0,
    endSession(sessionId: string, untilMs: number): void {
      sql.exec(
        `INSERT INTO ended (session_id, until_ms) VALUES (?, ?)
         ON CONFLICT (session_id) DO UPDATE SET until_ms = excluded.until_ms`,
        sessionId,
        untilMs,
      );
      sql.exec(
        "UPDATE room SET errand = 'end' WHERE session_id = ? AND (errand IS NULL OR errand = 'recheck')",
        sessionId,
      );
    },
    isForgotten: (sessionId: string): boolean =>
      sql.exec("SELECT 1 FROM ended WHERE session_id = ? AND is_forgotten = 1", sessionId).toArray().length > 0,
    forgetSession(sessionId: string, untilMs: number): void {
      sql.exec(
        "INSERT OR REPLACE INTO ended (session_id, until_ms, is_forgotten) VALUES (?, ?, 1)",
        sessionId,
        untilMs,
      );
      sql.exec("UPDATE room SET errand = 'forget' WHERE session_id = ? AND errand IS NOT 'erase'", sessionId);
    },
    know({ conversationId, sessionId, isOpen, untilMs }: KnownRoom): void {
      sql.exec(
        `INSERT INTO room (conversation_id, session_id, is_open, until_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (conversation_id) DO UPDATE SET is_open = excluded.is_open, until_ms = excluded.until_ms`,
        conversationId,
        sessionId,
        Number(isOpen),
        untilMs,
      );
    },
    /** Keeps what is known of open sockets: a second tab's token must not make them look closed. */
    knowToken({ conversationId, sessionId, untilMs }: Omit<KnownRoom, "isOpen">, network: string): void {
      sql.exec(
        `INSERT INTO room (conversation_id, session_id, is_open, until_ms, network) VALUES (?, ?, 0, ?, ?)
         ON CONFLICT (conversation_id) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms), network = excluded.network`,
        conversationId,
        sessionId,
        untilMs,
        network,
      );
    },
    networkOf: (conversationId: string): string =>
      sql.exec<{ network: string }>("SELECT network FROM room WHERE conversation_id = ?", conversationId).toArray()[0]
        ?.network ?? "",
    readBudget(subject: string): Bucket | undefined {
      const row = sql
        .exec<{ turns: number; filled_at_ms: number }>("SELECT * FROM budget WHERE subject = ?", subject)
        .toArray()[0];
      return row && { turns: row.turns, filledAtMs: row.filled_at_ms };
    },
    /** Kept until it would be full again. */
    saveBudget(subject: string, { turns, filledAtMs }: Bucket, untilMs: number): void {
      sql.exec("INSERT OR REPLACE INTO budget VALUES (?, ?, ?, ?)", subject, turns, filledAtMs, untilMs);
    },
    forget(conversationId: string): void {
      sql.exec("DELETE FROM room WHERE conversation_id = ?", conversationId);
    },
    /** All rooms that are known are to be asked; what ends a room outranks what only looks at it. */
    sendEverywhere(errand: "recheck" | "erase", nowMs: number): void {
      sql.exec("UPDATE door SET rechecked_at_ms = ?", nowMs);
      sql.exec("UPDATE room SET errand = ? WHERE errand IS NULL OR ? = 'erase'", errand, errand);
    },
    send(conversationId: string, errand: "recheck"): void {
      sql.exec("UPDATE room SET errand = ? WHERE conversation_id = ? AND errand IS NULL", errand, conversationId);
    },
    /** A right ends by itself then, and nobody will call. */
    recheckAt(atMs: number): void {
      sql.exec("INSERT OR IGNORE INTO ending VALUES (?)", atMs);
    },
    nextEndingMs: (): number | undefined =>
      sql.exec<{ at: number | null }>("SELECT min(at_ms) AS at FROM ending").one().at ?? undefined,
    recheckedAtMs: (): number => sql.exec<{ at: number }>("SELECT rechecked_at_ms AS at FROM door").one().at,
    condemn(conversationId: string, untilMs: number): void {
      sql.exec(
        `INSERT INTO room (conversation_id, session_id, is_open, until_ms, errand) VALUES (?, '', 0, ?, 'erase')
         ON CONFLICT (conversation_id) DO UPDATE SET errand = 'erase'`,
        conversationId,
        untilMs,
      );
    },
    /** Those with open sockets first. */
    errands: (limit: number) =>
      rowsOf("SELECT * FROM room WHERE errand IS NOT NULL ORDER BY is_open DESC LIMIT ?", limit),
    done(conversationId: string, errand: Errand): void {
      sql.exec("UPDATE room SET errand = NULL WHERE conversation_id = ? AND errand = ?", conversationId, errand);
    },
    /** What has come to its time: open rooms are asked again, others go, and those of a closed door once more for good. */
    expire(nowMs: number, isClosed: boolean): void {
      sql.exec("DELETE FROM spent WHERE until_ms <= ?", nowMs);
      sql.exec("DELETE FROM ended WHERE until_ms <= ?", nowMs);
      sql.exec("DELETE FROM budget WHERE until_ms <= ?", nowMs);
      if (sql.exec("DELETE FROM ending WHERE at_ms <= ?", nowMs).rowsWritten > 0) this.sendEverywhere("recheck", nowMs);
      if (isClosed) sql.exec("UPDATE room SET errand = 'erase' WHERE until_ms <= ?", nowMs);
      sql.exec("UPDATE room SET errand = 'recheck' WHERE is_open = 1 AND until_ms <= ? AND errand IS NULL", nowMs);
      sql.exec("DELETE FROM room WHERE is_open = 0 AND until_ms <= ? AND errand IS NULL", nowMs);
    },
    /** When the next of these comes to its time; undefined if nothing waits. */
    nextDueMs(): number | undefined {
      const { due } = sql
        .exec<{ due: number | null }>(
          `SELECT min(until_ms) AS due FROM (
             SELECT until_ms FROM room UNION ALL SELECT until_ms FROM spent UNION ALL SELECT until_ms FROM ended
             UNION ALL SELECT until_ms FROM budget)`,
        )
        .one();
      return due ?? undefined;
    },
  };
}

export type DoorStore = ReturnType<typeof openDoorStore>;
