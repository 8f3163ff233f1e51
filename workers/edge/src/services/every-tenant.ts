import type { Id } from "@netvexa/contract/ids";
import type { PlanId } from "@netvexa/contract/plans";
import { controlBatch } from "@netvexa/db/control";
import { tenant } from "@netvexa/db/schema/tenant";
import { asc, gt } from "drizzle-orm";
import type { Services } from "./context.ts";

const TENANTS_PER_PAGE = 100;

export interface Owner {
  id: Id<"tenant">;
  plan: PlanId;
}

/** All tenants in a fixed order, page by page: for the jobs that the clock starts. */
export async function* everyTenant(services: Pick<Services, "db">): AsyncGenerator<Owner> {
  let after = "" as Id<"tenant">;
  for (;;) {
    const [page] = await controlBatch(services.db, (query) => [
      query
        .select({ id: tenant.id, plan: tenant.plan })
        .from(tenant)
        .where(gt(tenant.id, after))
        .orderBy(asc(tenant.id))
        .limit(TENANTS_PER_PAGE),
    ]);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < TENANTS_PER_PAGE) return;
    after = last.id;
  }
}
