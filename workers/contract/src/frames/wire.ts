/**
 * The chat protocol `netvexa.v1` as types and constants, without any dependency: the widget, the
 * dashboard and the Worker import this one file. Frames are JSON text; `ping` and `pong` are bare text.
 */
export const PROTOCOL = "netvexa.v1";
export const PING = "ping";
export const PONG = "pong";
/** The subprotocol that carries the visitor token: this prefix and the token itself. */
export const TOKEN_SUBPROTOCOL_PREFIX = "token.";
/** Longest text of one visitor's message, in UTF-16 units. */
export const MESSAGE_MAX_CHARS = 4_000;

/** Close codes of our own; 4000–4099 mean "do not come back with the same credential or frame". */
export const CLOSE = {
  malformed: 4000,
  unauthenticated: 4001,
  forbidden: 4003,
  notFound: 4004,
  /** The visitor had the conversation erased: nothing of it is there any more. */
  erased: 4005,
  tooLarge: 4009,
  rateLimited: 4029,
  /** The server restarts or the object moved: reconnect and resume. */
  goingAway: 4100,
  internal: 4101,
} as const;

/** True if a client must not reconnect by itself after this close code. */
export function isFatalClose(code: number): boolean {
  return code >= 4000 && code < 4100 && code !== CLOSE.rateLimited;
}

export type Mode = "bot" | "waiting" | "human" | "closed";
export type EndReason = "complete" | "stopped" | "interrupted" | "handoff";
export type Role = "visitor" | "agent" | "operator";

export interface WireCitation {
  n: number;
  chunkId: string;
  documentId: string;
  externalId?: string;
  title: string;
  url?: string;
  quote: string;
}

export interface WireMade {
  by: "model" | "cache" | "extractive" | "none" | "human";
  model?: string;
  cached: boolean;
  grounded: boolean;
}

/** Milliseconds per step of an answer; steps that did not run are absent. */
export interface WireTimings {
  guard?: number;
  embed?: number;
  db?: number;
  firstToken?: number;
  total: number;
}

export interface WireProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  retryable: boolean;
  retryAfterMs?: number;
  /** Names the fault in the operator's log; only where the fault is ours. */
  instance?: string;
}

/** The public face of an agent, as in the widget's configuration. */
export interface WireAgent {
  name: string;
  greeting?: string;
  starters?: string[];
}

/** First frame of a connection; `after` is the last seq the client holds, 0 for none. */
export interface HelloFrame {
  type: "hello";
  after: number;
}
/** `id` is a UUID made by the client; sending it again is harmless. */
export interface MessageFrame {
  type: "message";
  id: string;
  text: string;
}
/** Ends the answer in flight; `messageId` is the answer's id from `start`. */
export interface StopFrame {
  type: "stop";
  messageId: string;
}
export interface FeedbackFrame {
  type: "feedback";
  messageId: string;
  rating: "up" | "down";
  comment?: string;
}
export interface ContactFrame {
  type: "contact";
  fields: Record<string, string>;
}
export interface HandoffFrame {
  type: "handoff";
  reason?: string;
}
export interface TypingFrame {
  type: "typing";
}
export type ClientFrame =
  | HelloFrame
  | MessageFrame
  | StopFrame
  | FeedbackFrame
  | ContactFrame
  | HandoffFrame
  | TypingFrame;

/** Answers `hello`; `seq` is the last stored one. */
export interface WelcomeFrame {
  type: "welcome";
  conversationId: string;
  seq: number;
  mode: Mode;
  agent: WireAgent;
}
/** The message `id` is stored and will not be lost. */
export interface AckFrame {
  type: "ack";
  id: string;
  messageId: string;
  seq: number;
}
/**
 * An answer begins. `seq` is the number the answer takes when it is stored. A repeated `start` for the same
 * message begins its text anew: the server had to run the turn again.
 */
export interface StartFrame {
  type: "start";
  messageId: string;
  replyTo: string;
  seq: number;
}
/** Text to put at `offset`, counted in UTF-16 units from the start of the answer. */
export interface DeltaFrame {
  type: "delta";
  messageId: string;
  offset: number;
  text: string;
}
/** The answer is whole; `text` is what was stored, byte for byte. */
export interface EndFrame {
  type: "end";
  messageId: string;
  seq: number;
  text: string;
  citations: WireCitation[];
  made: WireMade;
  reason: EndReason;
  /** Only for callers of the HTTP API. */
  timings?: WireTimings;
}
/** A stored message: replay after `hello`, another tab of the same visitor, or a person. `id` is the client id of a visitor's message. */
export interface StoredMessageFrame {
  type: "message";
  messageId: string;
  id?: string;
  seq: number;
  role: Role;
  text: string;
  citations?: WireCitation[];
  made?: WireMade;
  reason?: EndReason;
  at: string;
}
export interface ModeFrame {
  type: "mode";
  mode: Mode;
  operator?: { name: string };
}
export interface ProblemFrame {
  type: "problem";
  problem: WireProblem;
  id?: string;
}
export interface TokenFrame {
  type: "token";
  token: string;
  expiresAt: string;
}
export type ServerFrame =
  | WelcomeFrame
  | AckFrame
  | StartFrame
  | DeltaFrame
  | EndFrame
  | StoredMessageFrame
  | ModeFrame
  | ProblemFrame
  | TokenFrame;
