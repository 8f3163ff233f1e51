import { type Id, newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { member, tenant } from "@netvexa/db/schema/tenant";
import type { Services } from "../services/context.ts";
import type { MemberRole } from "../services/permissions.ts";

export interface Membership {
  tenantId: Id<"tenant">;
  role: MemberRole;
}

const SLUG_RANDOM_LENGTH = 12;

/** Whoever signs up gets a tenant of their own. */
export async function createOwnTenant(services: Pick<Services, "db">, userId: string): Promise<Membership> {
  const tenantId = newId("tenant");
  const slug = tenantId.slice(-SLUG_RANDOM_LENGTH);
  const role = "owner";
  await controlBatch(services.db, (query) => [
    query.insert(tenant).values({ id: tenantId, name: "My workspace", slug }),
    query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId, role }),
  ]);
  return { tenantId, role };
}
