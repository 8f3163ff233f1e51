import { newId } from "@netvexa/contract/ids";
import { eq, sql } from "drizzle-orm";
import { afterEach, expect, inject, test, vi } from "vitest";
import { openDatabase } from "./client.ts";
import { authDatabase, controlBatch, controlTx } from "./control.ts";
import { agent } from "./schema/agent.ts";
import { authUser } from "./schema/auth.ts";
import { tenant as tenantTable } from "./schema/tenant.ts";
import { tenantBatch, tenantTx } from "./tenant.ts";
import { mintTenantContext, type TenantContext } from "./tenant-context.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const db = openDatabase({ url: inject("databaseUrl") });

function newAgent(tenantId = newId("tenant")) {
  const texts = { name: "Ada", instructions: "", greeting: "", locale: "en" };
  return {
    tenantId,
    id: newId("agent"),
    settings: { ...texts, starters: [], allowedOrigins: [], theme: {} },
    embeddingModel: "none",
  };
}

function newTenant() {
  const id = newId("tenant");
  return { id, name: "Ada's", slug: id };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("a batch writes and reads back in one transaction and one round trip", async () => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const row = newAgent();
  const [inserted, counted] = await tenantBatch(db, mintTenantContext(row.tenantId), (query) => [
    query.insert(agent).values(row).returning({ id: agent.id, createdAt: agent.createdAt }),
    sql<{ n: number; role: string }>`select count(*)::int as n, current_user as role from agent`,
  ]);
  expect(inserted[0]?.id).toBe(row.id);
  expect(inserted[0]?.createdAt).toBeInstanceOf(Date);
  expect(counted).toEqual([{ n: 1, role: "netvexa_runtime" }]);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a batch of any length gives one result for each statement, and none costs nothing", async () => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const tenant = mintTenantContext(newId("tenant"));
  expect(await tenantBatch(db, tenant, () => [])).toEqual([]);
  expect(fetched).not.toHaveBeenCalled();
  const rows = Array.from({ length: 5 }, () => newAgent(tenant.tenantId));
  const results = await tenantBatch(db, tenant, (query) =>
    rows.map((row) => query.insert(agent).values(row).returning()),
  );
  expect(results.map(([row]) => row?.id)).toEqual(rows.map(({ id }) => id));
});

test("a refused statement takes the whole batch back", async () => {
  const [mine, theirs] = [newAgent(), newAgent()];
  const tenant = mintTenantContext(mine.tenantId);
  const both = tenantBatch(db, tenant, (query) => [
    query.insert(agent).values(mine),
    query.insert(agent).values(theirs),
  ]);
  await expect(both).rejects.toMatchObject({ code: "42501" });
  expect(await tenantBatch(db, tenant, (query) => [query.select().from(agent)])).toEqual([[]]);
});

test("an interactive transaction sees its own tenant only, and rolls back on a throw", async () => {
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

test("what Postgres refuses in a transaction is thrown without the parameters", async () => {
  const [mine, theirs] = [newAgent(), newAgent()];
  const failure = tenantTx(db, mintTenantContext(mine.tenantId), (tx) => tx.insert(agent).values(theirs));
  await expect(failure).rejects.toMatchObject({ code: "42501", message: expect.not.stringContaining(theirs.id) });
});

test.each([
  ["no tenant", undefined],
  ["an empty tenant", { tenantId: "" }],
  ["what is not a tenant's id", { tenantId: newId("agent") }],
])("%s is refused before anything is sent", async (_what, context) => {
  const fetched = vi.spyOn(globalThis, "fetch");
  const tenant = context as unknown as TenantContext;
  await expect(tenantBatch(db, tenant, (query) => [query.select().from(agent)])).rejects.toThrow(TypeError);
  await expect(tenantTx(db, tenant, async (tx) => tx.select().from(agent))).rejects.toThrow(TypeError);
  expect(fetched).not.toHaveBeenCalled();
});

test("a statement awaited outside of its batch is refused", async () => {
  let escaped: PromiseLike<unknown> | undefined;
  await tenantBatch(db, mintTenantContext(newId("tenant")), (query) => {
    escaped = query.select().from(agent);
    return [];
  });
  await expect(escaped).rejects.toMatchObject({ cause: new Error("a statement was awaited outside of its batch") });
});

test("the control plane keeps tenants and sees no tenant table", async () => {
  const row = newTenant();
  const [inserted] = await controlBatch(db, (query) => [query.insert(tenantTable).values(row).returning()]);
  expect(inserted).toMatchObject([{ ...row, plan: "starter", placement: "shared" }]);
  await expect(controlBatch(db, (query) => [query.select().from(agent)])).rejects.toMatchObject({ code: "42501" });
  await expect(controlTx(db, (tx) => tx.select().from(agent))).rejects.toMatchObject({ code: "42501" });
});

test("sign-in queries run as the control role, each by itself or in a transaction", async () => {
  const auth = authDatabase(db);
  const user = { id: newId("user"), name: "Ada", email: `${newId("user")}@example.com` };
  expect(await auth.insert(authUser).values(user).returning()).toMatchObject([user]);
  await expect(auth.select().from(agent)).rejects.toMatchObject({ cause: { code: "42501" } });
  const failure = auth.transaction(async (tx) => {
    await tx.delete(authUser).where(eq(authUser.id, user.id));
    throw new Error("stop");
  });
  await expect(failure).rejects.toThrow("stop");
  expect(await auth.select({ id: authUser.id }).from(authUser).where(eq(authUser.id, user.id))).toEqual([
    { id: user.id },
  ]);
});
