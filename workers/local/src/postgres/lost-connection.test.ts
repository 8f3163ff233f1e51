import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { tenantBatch, tenantTx } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeConnectionsCuttable, withCut } from "../testing/cuttable.ts";
import { type Postgres, startPostgres } from "./start-postgres.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir });
  await postgres.migrate();
  makeConnectionsCuttable();
});

afterAll(async () => {
  vi.unstubAllGlobals();
  await postgres.close();
});

test("a transaction whose connection is lost is told so, leaves nothing behind and holds up nobody", async () => {
  const db = openDatabase({ url: postgres.url });
  const tenant = mintTenantContext(newId("tenant"));
  const lost = withCut((cut) =>
    tenantTx(db, tenant, async (tx) => {
      await tx.execute(
        sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenant.tenantId}, 'agt', '{}', 'none')`,
      );
      cut.now?.();
      // The first of these may still be on its way when the connection goes; the second finds none.
      await tx.execute(sql`select 1`).catch(() => undefined);
      await tx.execute(sql`select 1`);
    }),
  );
  await expect(lost).rejects.toThrow("not queryable");
  const [rows] = await tenantBatch(db, tenant, () => [sql`select id from agent`]);
  expect(rows).toEqual([]);
});
