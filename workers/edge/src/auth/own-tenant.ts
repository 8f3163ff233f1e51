import { type Id, newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { member, tenant } from "@netvexa/db/schema/tenant";
import { sql } from "drizzle-orm";
import type { Services } from "../services/context.ts";
import type { MemberRole } from "../services/permissions.ts";

export interface Membership {
  tenantId: Id<"tenant">;
  role: MemberRole;
}

const SLUG_RANDOM_LENGTH = 12;
const OWNER_NAME_MAX_CHARS = 60;

/** After its first owner, until it gets a name of its own; as clean as such a name has to be. */
function firstName(userId: string) {
  return sql<string>`coalesce((
    select nullif(trim(regexp_replace(left(name, ${OWNER_NAME_MAX_CHARS}), '[[:cntrl:]]|://', ' ', 'g')), '')
      || '''s workspace'
    from auth_user where id = ${userId}), 'My workspace')`;
}

/** Whoever signs up gets a tenant of their own. */
export async function createOwnTenant(services: Pick<Services, "db">, userId: string): Promise<Membership> {
  const tenantId = newId("tenant");
  const slug = tenantId.slice(-SLUG_RANDOM_LENGTH);
  const role = "owner";
  await controlBatch(services.db, (query) => [
    query.insert(tenant).values({ id: tenantId, name: firstName(userId), slug }),
    query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId, role }),
  ]);
  return { tenantId, role };
}
