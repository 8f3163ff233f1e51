import type { Mode } from "@netvexa/contract/frames/wire";
import type { HistoryTurn } from "../rag/types.ts";
import type { Write } from "./core/effect.ts";
import type { MessageId, OpenTurn, QueuedTurn, StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { ConversationSnapshot, TranscriptEntry } from "./ports.ts";

/** What a room finds when it wakes. */
export interface StoredRoom {
  mode: Mode;
  seq: number;
  storedSeq: number;
  queue: QueuedTurn[];
  open: OpenTurn | undefined;
  hasOutbox: boolean;
  /** Questions that the door has given and that are not asked yet; below 0 where more were asked over HTTP. */
  turnsLeft: number;
}

export interface OutboxBatch {
  /** Position of the last entry; 0 if there is none. */
  upTo: number;
  entries: TranscriptEntry[];
}

/** The durable half of a room. Synchronous, as SQLite in the object is. */
export interface RoomStore {
  readJoin(): Join | undefined;
  saveJoin(join: Join, nowMs: number): void;
  load(nowMs: number): StoredRoom;
  /** All or nothing. */
  apply(writes: readonly Write[]): void;
  findByClientId(clientId: string): StoredMessage | undefined;
  findById(id: string): StoredMessage | undefined;
  findAnswer(questionId: MessageId): StoredMessage | undefined;
  /** Messages that a client may lack whose last seq is `after`, by seq. */
  replay(after: number): StoredMessage[];
  /** The last messages before a seq, oldest first. */
  history(beforeSeq: number, limit: number): HistoryTurn[];
  readOutbox(limit: number): OutboxBatch;
  hasOutboxAfter(position: number): boolean;
  snapshot(): ConversationSnapshot;
}
