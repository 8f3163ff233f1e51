import type { Citation, Made } from "@netvexa/contract/answer";
import type { EndReason, Mode, Role, WireAgent } from "@netvexa/contract/frames/wire";
import type { Id } from "@netvexa/contract/ids";
import type { Allowance } from "./allowance.ts";

export type MessageId = Id<"message">;

/** One row of the conversation's log. Rows are written once and never change. */
export interface StoredMessage {
  id: MessageId;
  seq: number;
  /** Highest seq handed out when this row was stored: above `seq` if a question overtook the answer. */
  settledSeq: number;
  role: Role;
  text: string;
  clientId?: string;
  replyTo?: MessageId;
  citations: readonly Citation[];
  made?: Made;
  reason?: EndReason;
  atMs: number;
}

/** A stored question that waits for its answer. */
export interface QueuedTurn {
  questionId: MessageId;
  questionSeq: number;
  clientId: string;
  text: string;
}

/** The one turn being answered. */
export interface OpenTurn {
  question: QueuedTurn;
  answerId: MessageId;
  /** Reserved when the turn opens, taken when the answer is stored. */
  answerSeq: number;
  /** Grows each time the turn is run again after the object died. */
  attempt: number;
  /** All that the runner has given, and how much of it the clients have. */
  text: string;
  shownChars: number;
  flushedAtMs: number | undefined;
  isFlushArmed: boolean;
  storedAtMs: number;
}

/** What is known of a live socket; only `greeted` must outlive hibernation, an idle budget is a full one. */
export interface SocketState {
  greeted: boolean;
  tokens: number;
  refilledAtMs: number;
  refusedFrames: number;
  malformedFrames: number;
}

/** A caller over HTTP that follows the answer to one question; addressed like a socket. */
export interface Ask {
  sink: string;
  questionId: MessageId;
}

export interface OutboxState {
  isPending: boolean;
  isDraining: boolean;
  failures: number;
}

export interface RoomState {
  readonly conversationId: Id<"conversation">;
  readonly agent: WireAgent;
  /** Where the pages of problems stand. */
  readonly origin: string;
  /** How an answer that was cut short is said to be made. */
  readonly cutMade: Made;
  readonly mode: Mode;
  /** Highest seq handed out; `storedSeq` is the highest in the log. They differ while an answer is in flight. */
  readonly seq: number;
  readonly storedSeq: number;
  readonly queue: readonly QueuedTurn[];
  readonly open: OpenTurn | undefined;
  readonly sockets: ReadonlyMap<string, SocketState>;
  readonly asks: readonly Ask[];
  readonly outbox: OutboxState;
  readonly allowance: Allowance;
  readonly alarmAtMs: number | undefined;
}

/** Time and chance, so that a decision depends on nothing else. */
export interface DecisionContext {
  nowMs: number;
  /** In [0, 1). */
  random: () => number;
  newMessageId: () => MessageId;
  newLeadId: () => string;
}
