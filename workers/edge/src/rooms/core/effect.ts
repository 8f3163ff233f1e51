import type { Mode, ServerFrame } from "@netvexa/contract/frames/wire";
import type { TimerSlot } from "./event.ts";
import type { MessageId, OpenTurn, QueuedTurn, RoomState, StoredMessage } from "./state.ts";

/** What Postgres must learn; delivered in order, at least once. */
export type OutboxEntry =
  /** Only the conversation row itself changed. */
  | { kind: "conversation" }
  | { kind: "message"; seq: number }
  | { kind: "feedback"; messageId: MessageId; rating: "up" | "down"; comment?: string; atMs: number }
  | { kind: "lead"; id: string; fields: Readonly<Record<string, string>>; atMs: number };

export type Write =
  | { type: "message"; message: StoredMessage }
  | { type: "queue_turn"; turn: QueuedTurn }
  /** Inserts the turn, or marks a queued or interrupted one as running. */
  | { type: "open_turn"; turn: OpenTurn }
  | { type: "partial"; answerId: MessageId; text: string }
  | { type: "close_turn"; questionId: MessageId }
  | { type: "mode"; mode: Mode }
  /** So many more questions may be asked here. */
  | { type: "lease"; turns: number }
  | { type: "outbox"; entry: OutboxEntry }
  | { type: "outbox_done"; upTo: number };

/** Carried out in order. One `store` is one transaction. */
export type Effect =
  | { type: "start_turn"; turn: OpenTurn }
  | { type: "abort_turn"; answerId: MessageId }
  | { type: "store"; writes: readonly Write[] }
  | { type: "send"; to: readonly string[]; frame: ServerFrame }
  /** Sends every stored message that a client with this last seq may lack. */
  | { type: "replay"; to: string; after: number }
  /** Keeps over hibernation that this socket has said hello. */
  | { type: "greet"; socket: string }
  | { type: "close"; to: string; code: number; reason: string }
  /** Sets or, without a time, clears a timer that lives as long as the turn. */
  | { type: "timer"; slot: TimerSlot; atMs: number | undefined }
  | { type: "alarm"; atMs: number }
  /** Asks the agent's door for more questions; `leased` follows. */
  | { type: "lease" }
  | { type: "drain_outbox" };

export interface Decision {
  state: RoomState;
  effects: readonly Effect[];
}
