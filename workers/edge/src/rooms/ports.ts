import type { Made } from "@netvexa/contract/answer";
import type { Mode } from "@netvexa/contract/frames/wire";
import type { ProblemCode } from "@netvexa/contract/problem";
import type { Grant } from "../doors/turn-budget.ts";
import type { HistoryTurn, TurnEvent } from "../rag/types.ts";
import type { AgentRules } from "../services/context.ts";
import type { OutboxEntry } from "./core/effect.ts";
import type { MessageId, StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";

export interface TurnInput {
  join: Join;
  question: string;
  /** Oldest first, without the question. */
  history: readonly HistoryTurn[];
  signal: AbortSignal;
}

/** Answers one question. The iterable ends after its `end` event or throws; nothing may follow an abort. */
export interface TurnRunner {
  /** How a text that was cut short is said to be made. */
  readonly cutMade: Made;
  run(input: TurnInput): AsyncIterable<TurnEvent>;
}

/** The row of the conversation as it stands at the time of a delivery. */
export interface ConversationSnapshot {
  mode: Mode;
  title: string;
  messages: number;
  startedAtMs: number;
  lastMessageAtMs: number;
}

export type TranscriptEntry =
  | Exclude<OutboxEntry, { kind: "message" } | { kind: "conversation" }>
  | { kind: "message"; message: StoredMessage };

/** Where the transcript goes for everybody but the room itself. Takes the same entry any number of times. */
export interface TranscriptStore {
  /** All or nothing, in order. Throws if nothing was written. */
  write(join: Join, conversation: ConversationSnapshot, entries: readonly TranscriptEntry[]): Promise<void>;
}

/** A socket as its rights see it. */
export type Visit = Pick<Join, "tenantId" | "agentId" | "conversationId" | "visitorId"> & {
  page: NonNullable<Join["page"]>;
};

/** Whether who was let in may still be here. Cheap to ask: an answer serves all rooms of an agent for a while. */
export interface Rights {
  /**
   * What speaks against the visit; undefined if nothing does. `isFresh` asks the source itself, unless `rules` are what
   * somebody has just read there.
   */
  check(visit: Visit, options: { isFresh: boolean; rules?: AgentRules | undefined }): Promise<ProblemCode | undefined>;
  /** A new token for the same visit. */
  renew(visit: Visit): Promise<{ token: string; expiresAtMs: number }>;
}

/** The door of the room's agent, which knows the rooms that have sockets. */
export interface RoomDoor {
  note(
    join: Pick<Join, "tenantId" | "agentId" | "conversationId">,
    is: { sessionId: string; isOpen: boolean },
  ): Promise<void>;
  /** More questions for this conversation, out of what its visitor and the visitor's network may still ask. */
  lease(join: Pick<Join, "tenantId" | "agentId" | "conversationId" | "visitorId">): Promise<Grant>;
}

export interface RoomLogEvent {
  event: "door_failed" | "rights_failed" | "turn" | "turn_failed" | "outbox_failed" | "room_failed";
  tenantId: string;
  agentId: string;
  conversationId: string;
  requestId?: string;
  code?: string;
  durationMs?: number;
  count?: number;
  error?: unknown;
}

/** Everything that a room needs from outside the object. */
export interface RoomDeps {
  /** Origin under which the pages of problems stand. */
  origin: string;
  turns: TurnRunner;
  transcript: TranscriptStore;
  rights: Rights;
  door: RoomDoor;
  log: (event: RoomLogEvent) => void;
  now: () => number;
  random: () => number;
  newMessageId: () => MessageId;
  newLeadId: () => string;
  /** Runs `action` after a delay; the result cancels it. */
  after: (delayMs: number, action: () => void) => () => void;
}
