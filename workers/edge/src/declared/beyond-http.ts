import type { ClientFrame } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import type { Declaration } from "./declaration.ts";

const FRAME_REPEATS: Readonly<Record<ClientFrame["type"], Declaration["repeats"]>> = {
  hello: "safe",
  message: "client_id",
  stop: "same_state",
  feedback: "same_state",
  contact: "same_state",
  handoff: "same_state",
  typing: "safe",
};

/** A frame is one of these by its type: the schema of frames takes no other. */
export const FRAMES: readonly Declaration[] = Object.entries(FRAME_REPEATS).map(([name, repeats]) => ({
  name,
  surface: "frame",
  credentials: ["visitor_token"],
  tenant: "credential",
  checks: ["body"],
  maxBytes: LIMITS.frameMaxBytes,
  repeats,
}));

/** A call within the Worker; whose it is was verified before its object was named. */
function callOf(surface: "room" | "door", name: string, more: Partial<Declaration> = {}): Declaration {
  return {
    name,
    surface,
    credentials: ["verified_join"],
    tenant: "credential",
    checks: ["none"],
    repeats: "same_state",
    ...more,
  };
}

/** What the Worker may ask of a room. */
export const ROOM_CALLS: readonly Declaration[] = [
  callOf("room", "fetch", { checks: ["headers"] }),
  callOf("room", "ask", { checks: ["params", "body"], maxBytes: LIMITS.bodyMaxBytes, repeats: "client_id" }),
  callOf("room", "recheck", { checks: ["body"], maxBytes: LIMITS.bodyMaxBytes }),
  callOf("room", "endSession"),
  callOf("room", "erase"),
  callOf("room", "forget"),
];

/** What the Worker, and a room of its agent, may ask of a door. */
export const DOOR_CALLS: readonly Declaration[] = [
  callOf("door", "admit", { checks: ["body"], maxBytes: LIMITS.bodyMaxBytes, repeats: "adds" }),
  callOf("door", "lease"),
  callOf("door", "note"),
  callOf("door", "recheck", { checks: ["body"], maxBytes: LIMITS.bodyMaxBytes }),
  callOf("door", "end"),
  callOf("door", "forget"),
  callOf("door", "copy", { repeats: "adds" }),
  callOf("door", "close"),
];

/** What runs without a caller. */
export const JOBS: readonly Declaration[] = [
  {
    name: "ingest",
    surface: "job",
    credentials: ["queue"],
    tenant: "credential",
    checks: ["body"],
    repeats: "revision",
  },
  ...["sweep", "retention", "leftovers", "upkeep", "moves"].map(clockwork),
];

function clockwork(name: string): Declaration {
  return { name, surface: "job", credentials: [], tenant: "none", checks: ["none"], repeats: "same_state" };
}
