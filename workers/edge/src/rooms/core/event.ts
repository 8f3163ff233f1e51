import type { Citation, Made, Timings } from "@netvexa/contract/answer";
import type { WireAgent } from "@netvexa/contract/frames/wire";
import type { ProblemCode } from "@netvexa/contract/problem";
import type { ParsedFrame } from "./parse-frame.ts";
import type { MessageId, StoredMessage } from "./state.ts";

export type TimerSlot = "flush" | "deadline";

/** All that can happen to a room. `known` and `answer` are facts looked up in the log by the interpreter. */
export type RoomEvent =
  /** The object is in memory again; whatever was in flight has lost its runner. */
  | { type: "woke" }
  | { type: "joined"; socket: string; agent: WireAgent }
  /** `known`: the message with this client id, or the one that the frame names. */
  | { type: "frame"; socket: string; parsed: ParsedFrame; known?: StoredMessage }
  | { type: "asked"; sink: string; clientId: string; text: string; known?: StoredMessage; answer?: StoredMessage }
  /** A socket closed, or an HTTP caller went away. */
  | { type: "left"; id: string }
  | { type: "delta"; answerId: MessageId; text: string }
  | {
      type: "turn_ended";
      answerId: MessageId;
      text: string;
      citations: readonly Citation[];
      made: Made;
      timings: Timings;
    }
  | { type: "turn_failed"; answerId: MessageId; code: ProblemCode }
  | { type: "timer"; slot: TimerSlot }
  | { type: "alarm" }
  | { type: "leased"; turns: number; retryAfterMs: number }
  | { type: "outbox_flushed"; upTo: number; hasMore: boolean }
  | { type: "outbox_failed" };
