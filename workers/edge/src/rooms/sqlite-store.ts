import type { Mode } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import type { HistoryTurn } from "../rag/types.ts";
import type { Write } from "./core/effect.ts";
import type { MessageId, OpenTurn, QueuedTurn, StoredMessage } from "./core/state.ts";
import { Join } from "./join.ts";
import { migrateRoom } from "./migrations.ts";
import type { ConversationSnapshot, TranscriptEntry } from "./ports.ts";
import type { OutboxBatch, RoomStore, StoredRoom } from "./room-store.ts";
import { type MessageRow, parseMessageId, toOutboxEntry, toStoredMessage } from "./sqlite-rows.ts";
import { applyWrite } from "./sqlite-writes.ts";

const TITLE_MAX_CHARS = 120;

type TurnRow = {
  question_seq: number;
  question_id: string;
  client_id: string;
  text: string;
  answer_id: string | null;
  answer_seq: number | null;
  attempt: number;
  partial: string;
};

/** The room's log in the object's own SQLite. Making one creates or upgrades the tables. */
export function openSqliteStore(storage: DurableObjectStorage): RoomStore {
  migrateRoom(storage);
  const { sql } = storage;
  const findMessage = (where: string, value: string): StoredMessage | undefined => {
    const row = sql.exec<MessageRow>(`SELECT * FROM message WHERE ${where} = ?`, value).toArray()[0];
    return row === undefined ? undefined : toStoredMessage(row);
  };
  return {
    readJoin: () => readJoin(sql),
    saveJoin: (join, nowMs) => {
      sql.exec(
        `INSERT INTO room (one, join_json, created_at_ms, leased_turns) VALUES (1, ?, ?, ?)
         ON CONFLICT (one) DO UPDATE SET join_json = excluded.join_json`,
        JSON.stringify(join),
        nowMs,
        LIMITS.turnsPerLease,
      );
    },
    load: (nowMs) => load(sql, nowMs),
    apply: (writes: readonly Write[]) => {
      storage.transactionSync(() => {
        for (const write of writes) applyWrite(sql, write);
      });
    },
    findByClientId: (clientId) => findMessage("client_id", clientId),
    findById: (id) => findMessage("id", id),
    findAnswer: (questionId: MessageId) => findMessage("reply_to", questionId),
    replay: (after) =>
      sql
        .exec<MessageRow>(
          "SELECT * FROM message WHERE seq > ?1 OR (settled_seq > seq AND settled_seq >= ?1) ORDER BY seq",
          after,
        )
        .toArray()
        .map(toStoredMessage),
    history: (beforeSeq, limit) => readHistory(sql, beforeSeq, limit),
    readOutbox: (limit) => readOutbox(sql, limit),
    hasOutboxAfter: (position) =>
      sql.exec("SELECT 1 AS one FROM outbox WHERE position > ? LIMIT 1", position).toArray().length > 0,
    snapshot: () => readSnapshot(sql),
  };
}

function readJoin(sql: SqlStorage): Join | undefined {
  const row = sql.exec<{ join_json: string }>("SELECT join_json FROM room").toArray()[0];
  return row === undefined ? undefined : Join.parse(JSON.parse(row.join_json));
}

function load(sql: SqlStorage, nowMs: number): StoredRoom {
  const facts = sql
    .exec<{ mode: string | null; stored: number; reserved: number; outbox: number; turns_left: number }>(
      `SELECT (SELECT mode FROM room) AS mode,
              (SELECT coalesce(max(seq), 0) FROM message) AS stored,
              (SELECT coalesce(max(answer_seq), 0) FROM turn) AS reserved,
              EXISTS (SELECT 1 FROM outbox) AS outbox,
              coalesce((SELECT leased_turns FROM room), 0)
                - (SELECT count(*) FROM message WHERE role = 'visitor') AS turns_left`,
    )
    .one();
  const turns = sql
    .exec<TurnRow>(
      "SELECT turn.*, message.text FROM turn JOIN message ON message.seq = turn.question_seq ORDER BY question_seq",
    )
    .toArray();
  const queue: QueuedTurn[] = [];
  let open: OpenTurn | undefined;
  for (const row of turns) {
    const question: QueuedTurn = {
      questionId: parseMessageId(row.question_id),
      questionSeq: row.question_seq,
      clientId: row.client_id,
      text: row.text,
    };
    if (row.answer_id === null || row.answer_seq === null) queue.push(question);
    else open = wakeTurn(question, { ...row, answer_id: row.answer_id, answer_seq: row.answer_seq }, nowMs);
  }
  return {
    mode: toMode(facts.mode),
    seq: Math.max(facts.stored, facts.reserved),
    storedSeq: facts.stored,
    queue,
    open,
    hasOutbox: facts.outbox === 1,
    turnsLeft: facts.turns_left,
  };
}

function wakeTurn(
  question: QueuedTurn,
  row: { answer_id: string; answer_seq: number; attempt: number; partial: string },
  nowMs: number,
): OpenTurn {
  return {
    question,
    answerId: parseMessageId(row.answer_id),
    answerSeq: row.answer_seq,
    attempt: row.attempt,
    text: row.partial,
    shownChars: row.partial.length,
    flushedAtMs: undefined,
    isFlushArmed: false,
    storedAtMs: nowMs,
  };
}

function toMode(value: string | null): Mode {
  return value === "waiting" || value === "human" || value === "closed" ? value : "bot";
}

function readHistory(sql: SqlStorage, beforeSeq: number, limit: number): HistoryTurn[] {
  return sql
    .exec<MessageRow>("SELECT * FROM message WHERE seq < ? ORDER BY seq DESC LIMIT ?", beforeSeq, limit)
    .toArray()
    .reverse()
    .map(toStoredMessage)
    .map(({ role, text }) => ({ role, text }));
}

function readOutbox(sql: SqlStorage, limit: number): OutboxBatch {
  const rows = sql
    .exec<{ position: number; entry: string }>("SELECT * FROM outbox ORDER BY position LIMIT ?", limit)
    .toArray();
  const entries: TranscriptEntry[] = [];
  for (const { entry: json } of rows) {
    const entry = toOutboxEntry(json);
    if (entry.kind === "feedback" || entry.kind === "lead") entries.push(entry);
    if (entry.kind !== "message") continue;
    const row = sql.exec<MessageRow>("SELECT * FROM message WHERE seq = ?", entry.seq).one();
    entries.push({ kind: "message", message: toStoredMessage(row) });
  }
  return { upTo: rows.at(-1)?.position ?? 0, entries };
}

function readSnapshot(sql: SqlStorage): ConversationSnapshot {
  const row = sql
    .exec<{ mode: string; title: string | null; messages: number; started: number; last: number }>(
      `SELECT mode, created_at_ms AS started,
              (SELECT text FROM message ORDER BY seq LIMIT 1) AS title,
              (SELECT count(*) FROM message) AS messages,
              coalesce((SELECT max(at_ms) FROM message), created_at_ms) AS last
       FROM room`,
    )
    .one();
  return {
    mode: toMode(row.mode),
    title: (row.title ?? "").replace(/\s+/g, " ").slice(0, TITLE_MAX_CHARS),
    messages: row.messages,
    startedAtMs: row.started,
    lastMessageAtMs: row.last,
  };
}
