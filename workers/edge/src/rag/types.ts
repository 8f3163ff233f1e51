import type { Embedder } from "@netvexa/ai/embed";
import type { Generator } from "@netvexa/ai/generate";
import type { Citation, Made, Timings } from "@netvexa/contract/answer";
import type { AgentInput } from "@netvexa/contract/http/agents";
import type { Id } from "@netvexa/contract/ids";
import type { PlanId } from "@netvexa/contract/plans";
import type { Database } from "@netvexa/db/client";
import type { TenantContext } from "@netvexa/db/tenant-context";
import type { RetrieveDeps } from "./retrieve.ts";

export interface AnswerDeps {
  db: Database;
  embedder: Embedder;
  /** Undefined where no language model is configured: answers are extractive then. */
  generator: Generator | undefined;
  /** Epoch or monotonic milliseconds; only differences are used. */
  now: () => number;
  /** Told of a failure that the answer survived, one rung down; for the log. */
  onFault?: ((fault: { step: "search" | "model"; error: unknown }) => void) | undefined;
  onShortfall?: RetrieveDeps["onShortfall"];
}

/** One earlier message of the conversation. */
export interface HistoryTurn {
  role: "visitor" | "agent" | "operator";
  text: string;
}

export interface AnswerRequest {
  tenant: TenantContext;
  agentId: Id<"agent">;
  settings: AgentInput;
  plan: PlanId;
  question: string;
  /** Oldest first, without the question itself. */
  history: readonly HistoryTurn[];
  signal: AbortSignal;
}

export interface TurnDelta {
  type: "delta";
  text: string;
}

/** The last event of a whole answer; `text` is the concatenation of all deltas. */
export interface TurnEnd {
  type: "end";
  text: string;
  citations: Citation[];
  made: Made;
  timings: Timings;
}

export type TurnEvent = TurnDelta | TurnEnd;
