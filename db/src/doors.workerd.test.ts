import { newId } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { openDatabase } from "./client.ts";
import { controlBatch } from "./control.ts";
import { agent } from "./schema/agent.ts";
import { tenantBatch, tenantTx } from "./tenant.ts";
import { mintTenantContext } from "./tenant-context.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const db = openDatabase({ url: inject("databaseUrl") });

function newAgent(tenantId = newId("tenant")) {
  const settings = {
    name: "Ada",
    instructions: "",
    greeting: "",
    starters: [],
    locale: "en",
    allowedOrigins: [],
    theme: {},
  };
  return { tenantId, id: newId("agent"), settings, embeddingModel: "none" };
}

test("a batch writes and reads back in one transaction over HTTP", async () => {
  const row = newAgent();
  const [inserted, counted] = await tenantBatch(db, mintTenantContext(row.tenantId), (query) => [
    query.insert(agent).values(row).returning({ id: agent.id, createdAt: agent.createdAt }),
    sql<{ n: number; role: string }>`select count(*)::int as n, current_user as role from agent`,
  ]);
  expect(inserted[0]?.id).toBe(row.id);
  expect(inserted[0]?.createdAt).toBeInstanceOf(Date);
  expect(counted).toEqual([{ n: 1, role: "netvexa_runtime" }]);
});

test("an interactive transaction over the WebSocket sees its own tenant only, and rolls back on a throw", async () => {
  const [mine, theirs] = [newAgent(), newAgent()];
  await tenantBatch(db, mintTenantContext(theirs.tenantId), (query) => [query.insert(agent).values(theirs)]);
  const tenant = mintTenantContext(mine.tenantId);
  const failure = tenantTx(db, tenant, async (tx) => {
    await tx.insert(agent).values(mine);
    const seen = await tx.select({ id: agent.id }).from(agent);
    throw new Error(seen.map(({ id }) => id).join());
  });
  await expect(failure).rejects.toThrow(mine.id);
  expect(await tenantBatch(db, tenant, (query) => [query.select().from(agent)])).toEqual([[]]);
});

test("the control plane sees no tenant table", async () => {
  const refused = controlBatch(db, (query) => [query.select().from(agent)]);
  await expect(refused).rejects.toMatchObject({ code: "42501" });
});
