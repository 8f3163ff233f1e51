import { fileURLToPath } from "node:url";
import { migrate } from "@netvexa/db/migrate";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../postgres/read-migrations.ts";
import { createServerBackend } from "../postgres/server/server-backend.ts";
import { findPostgres, type PlainPostgres, startPlainPostgres } from "../testing/plain-postgres.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
const TENANTS = ["ten_a", "ten_b"] as const;
const REQUESTS = 5000;
const bin = findPostgres();
if (bin === undefined) console.warn("No Postgres server on this machine: pooled requests are not checked.");

let server: PlainPostgres;
let pool: pg.Pool;

beforeAll(async () => {
  if (bin === undefined) return;
  server = await startPlainPostgres(bin);
  const backend = createServerBackend({ databaseUrl: server.url });
  // The tables of the index need an extension that a plain server lacks; these requests do not touch them.
  const migrations = (await readMigrations(migrationsDir)).filter(({ name }) => name !== "0004_create_search_index");
  await backend.withSession("postgres", (execute) => migrate(migrations, execute));
  await backend.close();
  pool = new pg.Pool({ connectionString: server.url, max: 2 });
  // The server stops before its idle connections have said goodbye.
  pool.on("error", () => undefined);
  for (const tenant of TENANTS)
    await request(
      tenant,
      `insert into agent (tenant_id, id, settings, embedding_model) values ('${tenant}', 'agt_${tenant}', '{}', 'none')`,
      "commit",
    );
});

afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

type Ending = "commit" | "rollback" | "fail";

/** One transaction as the doors make it, with what the connection had set before it. */
async function request(tenant: string, statement: string, ending: Ending) {
  const client = await pool.connect();
  try {
    const before = await client.query("select current_setting('app.tenant_id', true) as tenant, current_user as role");
    await client.query("begin");
    await client.query(
      "select set_config('role', 'netvexa_runtime', true), set_config('app.tenant_id', $1, true), set_config('search_path', 'public', true)",
      [tenant],
    );
    await client.query("select public.enter_placement('shared:')");
    const { rows } = await client.query(statement);
    if (ending === "fail") await client.query("select 1 / 0").catch(() => undefined);
    await client.query(ending === "commit" ? "commit" : "rollback");
    return { rows, before: before.rows[0] as { tenant: string | null; role: string } };
  } finally {
    client.release();
  }
}

test.runIf(bin !== undefined)(
  "O-14 requests of two tenants over two connections never meet, however they end",
  async () => {
    const endings: readonly Ending[] = ["commit", "rollback", "fail", "commit", "fail"];
    const outcomes = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, index) => {
        const tenant = TENANTS[(index * 7 + (index >> 3)) % 2] ?? "ten_a";
        const { rows, before } = await request(tenant, "select tenant_id from agent", endings[index % 5] ?? "commit");
        return rows.length === 1 && rows[0].tenant_id === tenant && !before.tenant && before.role === "postgres";
      }),
    );
    expect(outcomes.filter((isOwn) => !isOwn)).toEqual([]);
    const bare = await pool.query(
      "begin; select set_config('role', 'netvexa_runtime', true); select * from agent; rollback",
    );
    expect((bare as unknown as pg.QueryResult[])[2]?.rows).toEqual([]);
  },
  60_000,
);
