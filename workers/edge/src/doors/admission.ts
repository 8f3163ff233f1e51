import type { ProofOfWork } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import type { WorkWanted } from "@netvexa/contract/problem";

/** A nonce such that SHA-256 of `challenge.nonce` begins with as many zero bits as the challenge wants. */
export interface Solution {
  challenge: string;
  nonce: string;
}

/** A visitor's session that is about to be given a token. */
export interface Entry {
  conversationId: Id<"conversation">;
  sessionId: Id<"session">;
  visitorId: Id<"visitor">;
  /** Digest of where the edge says that the visitor is. */
  network: string;
  /** Begins a conversation, rather than going on with one. */
  isNew: boolean;
  policy: ProofOfWork;
  work?: Solution | undefined;
}

/**
 * `ended`: the session that was to go on is over; `gone`: there is no such agent any more; `spent`: the visitor or the
 * network has asked, or the session or the network has renewed, as much as it may for now.
 */
export type Admission =
  | { kind: "admitted" | "ended" | "gone" }
  | { kind: "spent"; retryAfterMs: number }
  | ({ kind: "work" } & WorkWanted);

/**
 * What a visitor may do with what they said. `ended`: the session is over, and not because it was forgotten; `busy`: it
 * has taken as many copies as it may for now.
 */
export type Forgetting = { kind: "first" | "again" | "ended" | "gone" };
export type Copying = { kind: "allowed" | "ended" | "gone" } | { kind: "busy"; retryAfterMs: number };
