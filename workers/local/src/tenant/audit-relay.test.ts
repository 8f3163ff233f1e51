import { relayAuditEvents, tenantsWithRelay } from "@netvexa/db/audit-relay";
import { controlBatch } from "@netvexa/db/control";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { verifyAuditChain } from "@netvexa/edge/services/audit/verify";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DATABASE, openWorld, type Server, startServer } from "./testing/placement-world.ts";

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.close());

/** A tenant, what the control plane does for it, what it does itself, and what its log says. */
function openLog() {
  const world = openWorld(server);
  const { db, tenant, tenantId, run } = world;
  return {
    ...world,
    inControl: (id: string) =>
      controlBatch(db, () => [
        sql`select add_audit_event(${tenantId}, ${id}, now(), 'user', 'usr_1', 'key.create', 'apiKey', 'key_1', '{"n":1}')`,
      ]),
    inTenant: (id: string) =>
      run(sql`insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, target_kind, target_id, detail)
        values (${tenantId}, ${id}, now(), 'user', 'usr_1', 'agent.create', 'agent', 'agt_1', '{}')`),
    readLog: async () => {
      await relayAuditEvents(db, tenant);
      expect((await verifyAuditChain(db, tenant)).broken).toBeUndefined();
      const [rows] = await run(sql`select id from audit_event order by seq`);
      return (rows as { id: string }[]).map(({ id }) => id);
    },
  };
}

test("the log is one whole chain wherever the tenant lives, written from both planes", async () => {
  const { db, tenantId, move, inControl, inTenant, readLog } = openLog();
  const wanted: string[] = [];
  for (const [at, level] of (["shared", "schema", "database", "schema", "database", "shared"] as const).entries()) {
    await move(level);
    await confirmMove(db, tenantId);
    await inTenant(`t${at}`);
    await inControl(`c${at}`);
    wanted.push(`t${at}`, `c${at}`);
    expect(await readLog()).toEqual(wanted);
  }
  const [copies] = await server.backend.run({
    database: DATABASE,
    statements: [{ text: "select from audit_event where tenant_id = $1", values: [tenantId] }],
  });
  expect(copies?.rowCount).toBe(wanted.length);
});

test("what the control plane does while the log is carried over is chained afterwards, once", async () => {
  const { db, tenant, move, inControl, readLog } = openLog();
  await inControl("before");
  await move("database", {
    onStep: async (step) => {
      await inControl(step);
      // The tenant's own writers are held: the log cannot be added to, and nothing is lost by trying.
      if (step === "switch") await relayAuditEvents(db, tenant);
    },
  });
  await inControl("after");
  expect(await tenantsWithRelay(db)).toEqual([tenant.tenantId]);
  await Promise.all([relayAuditEvents(db, tenant), relayAuditEvents(db, tenant)]);
  expect(await readLog()).toEqual([
    "before",
    "prepare",
    "copy",
    "catch_up",
    "verify",
    "pause",
    "switch",
    "kept",
    "after",
  ]);
  expect(await tenantsWithRelay(db)).toEqual([]);
});
