import type { Agent } from "@netvexa/contract/http/agents";
import type { agent } from "@netvexa/db/schema/agent";

/** An answer is built field by field, so that a new column never leaves by accident. */
export function toAgent(row: typeof agent.$inferSelect): Agent {
  return {
    id: row.id,
    ...row.settings,
    version: row.version,
    ...(row.draft === null ? {} : { draft: row.draft }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
