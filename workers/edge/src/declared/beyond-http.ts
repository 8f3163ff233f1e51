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

/** What the Worker may ask of a room. */
export const ROOM_CALLS: readonly Declaration[] = [
  {
    name: "fetch",
    surface: "room",
    credentials: ["verified_join"],
    tenant: "credential",
    checks: ["headers"],
    repeats: "same_state",
  },
  {
    name: "ask",
    surface: "room",
    credentials: ["verified_join"],
    tenant: "credential",
    checks: ["params", "body"],
    maxBytes: LIMITS.bodyMaxBytes,
    repeats: "client_id",
  },
  {
    name: "recheck",
    surface: "room",
    credentials: ["verified_join"],
    tenant: "credential",
    checks: ["none"],
    repeats: "same_state",
  },
  {
    name: "erase",
    surface: "room",
    credentials: ["verified_join"],
    tenant: "credential",
    checks: ["none"],
    repeats: "same_state",
  },
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
  ...["sweep", "retention", "upkeep"].map(clockwork),
];

function clockwork(name: string): Declaration {
  return { name, surface: "job", credentials: [], tenant: "none", checks: ["none"], repeats: "same_state" };
}
