import type { VisitorSecret } from "@netvexa/contract/http/visitor-secrets";
import type { visitorSecret } from "@netvexa/db/schema/agent";

type Row = Omit<typeof visitorSecret.$inferSelect, "tenantId" | "sealed">;

export function toVisitorSecret({ id, agentId, prefix, createdAt, endsAt }: Row): VisitorSecret {
  return {
    id,
    agentId,
    prefix,
    createdAt: createdAt.toISOString(),
    ...(endsAt === null ? {} : { endsAt: endsAt.toISOString() }),
  };
}
