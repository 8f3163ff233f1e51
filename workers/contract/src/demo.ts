import type { Id } from "./ids.ts";

/** The agent that a fresh local state is seeded with and that the site's own page shows. */
export const DEMO_AGENT_ID = "agt_00000000000000000000000000" as Id<"agent">;
