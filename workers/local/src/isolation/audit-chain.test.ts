import { fileURLToPath } from "node:url";
import { neon } from "@neondatabase/serverless";
import { type Id, newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { auditStatement, controlAuditStatement } from "@netvexa/edge/services/audit/record";
import { verifyAuditChain } from "@netvexa/edge/services/audit/verify";
import type { Context } from "@netvexa/edge/services/context";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPostgres } from "../postgres/start-postgres.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let db: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir: MIGRATIONS_DIR });
  await postgres.migrate();
  db = openDatabase({ url: postgres.url });
});
afterAll(() => postgres.close());

function byUser(tenantId: Id<"tenant">) {
  const services = { now: () => Date.UTC(2026, 0, 1) } as Context["services"];
  return {
    services,
    tenant: mintTenantContext(tenantId),
    actor: { kind: "user", id: newId("user"), role: "owner", sessionId: "" },
  } as const;
}

async function chainOf(count: number) {
  const by = byUser(newId("tenant"));
  for (let n = 1; n <= count; n += 1) {
    const detail = { n, name: `Büro "${n}"\nline`, nested: { a: [1.5, null] } };
    const deed = { action: "agent.update", target: { kind: "agent", id: newId("agent") }, detail } as const;
    await tenantBatch(db, by.tenant, () => [auditStatement(by, deed)]);
  }
  return by;
}

/** As a superuser, past every rule. */
async function tamper(statement: string): Promise<void> {
  const raw = neon(postgres.url);
  await raw.transaction([raw.query("set local session_replication_role = replica"), raw.query(statement)]);
}

describe("the audit chain", () => {
  test("of each tenant counts from one and holds", async () => {
    const [mine, theirs] = [await chainOf(3), await chainOf(2)];
    expect(await verifyAuditChain(db, mine.tenant)).toEqual({ events: 3, broken: undefined });
    expect(await verifyAuditChain(db, theirs.tenant)).toEqual({ events: 2, broken: undefined });
  });

  test("has no gap and no fork when many write at once", async () => {
    const by = byUser(newId("tenant"));
    const deed = { action: "agent.delete", target: { kind: "agent", id: newId("agent") } } as const;
    await Promise.all(Array.from({ length: 20 }, () => tenantBatch(db, by.tenant, () => [auditStatement(by, deed)])));
    expect(await verifyAuditChain(db, by.tenant)).toEqual({ events: 20, broken: undefined });
  });

  test("takes in what the control plane did", async () => {
    const by = await chainOf(1);
    const deed = { action: "key.revoke", target: { kind: "apiKey", id: newId("apiKey") } } as const;
    await controlBatch(db, () => [controlAuditStatement(by, deed)]);
    expect(await verifyAuditChain(db, by.tenant)).toEqual({ events: 2, broken: undefined });
  });

  test.each([
    ["altered", "update audit_event set detail = '{}' where seq = 2 and tenant_id =", { seq: 2, fault: "altered" }],
    [
      "moved in time",
      "update audit_event set at = at + interval '1 second' where seq = 3 and tenant_id =",
      { seq: 3, fault: "altered" },
    ],
    ["taken out", "delete from audit_event where seq = 2 and tenant_id =", { seq: 2, fault: "missing" }],
    [
      "given another past",
      "update audit_event set previous_hash = 'x' where seq = 1 and tenant_id =",
      { seq: 1, fault: "unlinked" },
    ],
  ])("names the first link that was %s, even by a superuser", async (_how, statement, broken) => {
    const by = await chainOf(4);
    await tamper(`${statement} '${by.tenant.tenantId}'`);
    expect((await verifyAuditChain(db, by.tenant)).broken).toEqual(broken);
  });

  test("is not changed by its owner either", async () => {
    const by = await chainOf(1);
    const raw = neon(postgres.url);
    await expect(
      raw.query(`update audit_event set actor_id = 'x' where tenant_id = '${by.tenant.tenantId}'`),
    ).rejects.toThrow("not changed");
  });
});
