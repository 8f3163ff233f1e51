import type { Database } from "@netvexa/db/client";
import { tenantBatch, tenantTx } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { type SQL, sql } from "drizzle-orm";
import { type Cut, withCut } from "../../testing/cuttable.ts";

const DOORS = ["batch", "batch", "transaction"] as const;
const ENDINGS = ["commit", "commit", "throw", "time-out", "refusal", "cut"] as const;
const CUT_AFTER_MS = [0, 1, 2, 3, 5, 8, 13] as const;
const STATEMENT_TIMEOUT_MS = 3;
const SLEEP_SECONDS = 5;

export interface Plan {
  /** Of the row that the request adds. */
  readonly id: string;
  readonly tenant: TenantContext;
  readonly other: TenantContext;
  readonly door: (typeof DOORS)[number];
  readonly ending: (typeof ENDINGS)[number];
  readonly cutAfterMs: number;
}

export interface Outcome {
  readonly plan: Plan;
  /** The tenants whose rows were seen, if the request came to its end. */
  readonly seen?: readonly string[];
  readonly failure?: string;
}

/** The same requests in each run, in an order that repeats nothing. */
export function planRequests(count: number, tenants: readonly TenantContext[]): Plan[] {
  // The generator of Park and Miller.
  let state = 20_251;
  const draw = <T>(from: readonly T[]): T => {
    state = (state * 48_271) % 2_147_483_647;
    return from[state % from.length] as T;
  };
  return Array.from({ length: count }, (_, index) => {
    const tenant = draw(tenants);
    const other = draw(tenants.filter((one) => one !== tenant));
    return {
      id: `src_${index}`,
      tenant,
      other,
      door: draw(DOORS),
      ending: draw(ENDINGS),
      cutAfterMs: draw(CUT_AFTER_MS),
    };
  });
}

/** Looks at whose rows there are, adds one, and ends as planned. Never throws. */
export async function runRequest(db: Database, plan: Plan): Promise<Outcome> {
  try {
    return { plan, seen: await withCut((cut) => (plan.door === "batch" ? runBatch : runTransaction)(db, plan, cut)) };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return { plan, failure: String(code ?? message) };
  }
}

async function runBatch(db: Database, plan: Plan, cut: Cut): Promise<string[]> {
  const batch = tenantBatch(db, plan.tenant, () => [look(), add(plan.tenant, plan.id), ...lastStatements(plan)]);
  cutLater(plan, cut);
  const [seen] = await batch;
  return seen.map(({ tenant }) => tenant);
}

async function runTransaction(db: Database, plan: Plan, cut: Cut): Promise<string[]> {
  return tenantTx(db, plan.tenant, async (tx) => {
    cutLater(plan, cut);
    const seen = await tx.execute(look());
    await tx.execute(add(plan.tenant, plan.id));
    if (plan.ending === "throw") throw Object.assign(new Error("thrown by the work itself"), { code: "22012" });
    for (const statement of lastStatements(plan)) await tx.execute(statement);
    return seen.rows.map(({ tenant }) => String(tenant));
  });
}

function look(): SQL<{ tenant: string }> {
  return sql`select current_setting('app.tenant_id') as tenant union select tenant_id from agent
    union select tenant_id from source`;
}

function add({ tenantId }: TenantContext, id: string): SQL {
  return sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
    values (${tenantId}, ${id}, 'agt', 'qa', 's', 'ready', 'k')`;
}

function lastStatements({ ending, other, id }: Plan): SQL[] {
  if (ending === "throw") return [sql`select 1 / (select count(*) from agent where id = 'none')`];
  if (ending === "refusal") return [add(other, id)];
  if (ending === "cut") return [sql`select pg_sleep(0.005)`];
  if (ending === "commit") return [];
  return [
    sql`select set_config('statement_timeout', ${String(STATEMENT_TIMEOUT_MS)}, true)`,
    sql`select pg_sleep(${SLEEP_SECONDS})`,
  ];
}

function cutLater({ ending, cutAfterMs }: Plan, cut: Cut): void {
  if (ending === "cut") setTimeout(() => cut.now?.(), cutAfterMs);
}
