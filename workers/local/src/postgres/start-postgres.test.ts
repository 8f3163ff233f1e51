import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neon, neonConfig, Pool } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPostgres, startPlainPostgres } from "../testing/plain-postgres.ts";
import { type Postgres, startPostgres } from "./start-postgres.ts";

const bin = findPostgres();
if (bin === undefined) console.warn("No Postgres server on this machine: the endpoint is tested on PGlite alone.");
interface Place {
  readonly name: string;
  start(): Promise<{ options: { databaseUrl?: string }; stop(): Promise<void> }>;
}

const pglite: Place = { name: "PGlite", start: async () => ({ options: {}, stop: async () => undefined }) };
const server: Place = {
  name: "a Postgres server",
  start: async () => {
    const { url, stop } = await startPlainPostgres(bin ?? "");
    return { options: { databaseUrl: url }, stop };
  },
};

describe.each(bin === undefined ? [pglite] : [pglite, server])("on $name", ({ start }) => {
  let postgres: Postgres;
  let stop: () => Promise<void>;
  let migrationsDir: string;

  function write(name: string, sql: string): void {
    writeFileSync(join(migrationsDir, name), sql);
  }

  beforeAll(async () => {
    neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`;
    neonConfig.wsProxy = (host, port) => `${host}:${port}/v2`;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
    migrationsDir = mkdtempSync(join(tmpdir(), "netvexa-migrations-"));
    const place = await start();
    stop = place.stop;
    postgres = await startPostgres({ ...place.options, migrationsDir });
    write("0001_create_item.sql", "create table item (id int primary key); insert into item values (1);");
    write("0002_add_name.sql", "alter table item add name text unique;");
    write("notes.txt", "no migration");
    await postgres.migrate();
  });

  afterAll(async () => {
    await postgres.close();
    await stop();
    rmSync(migrationsDir, { recursive: true, force: true });
  });

  test("migrations run once, in order, and in another database again", async () => {
    expect(await postgres.migrate()).toEqual([]);
    expect(await postgres.migrate("other")).toEqual(["0001_create_item", "0002_add_name"]);
  });

  test("a migration that fails takes the ones before it back", async () => {
    write("0003_add_size.sql", "alter table item add size int;");
    write("0004_break.sql", "alter table nothing add size int;");
    await expect(postgres.migrate()).rejects.toThrow("migration 0004_break failed");
    expect(await neon(postgres.url)`select name from schema_migration order by name`).toEqual([
      { name: "0001_create_item" },
      { name: "0002_add_name" },
    ]);
    write("0004_break.sql", "select 1;");
    expect(await postgres.migrate()).toEqual(["0003_add_size", "0004_break"]);
  });

  test("a migration that changed after it ran is refused", async () => {
    write("0002_add_name.sql", "alter table item add other text;");
    await expect(postgres.migrate()).rejects.toThrow("migration 0002_add_name has changed since it was applied");
    write("0002_add_name.sql", "alter table item add name text unique;");
  });

  test("a batch is all or nothing, with the fields of Postgres in its error", async () => {
    const sql = neon(postgres.url, { fullResults: true });
    const both = sql.transaction([sql`insert into item values (2)`, sql`insert into item values (1)`]);
    await expect(both).rejects.toMatchObject({ code: "23505", constraint: "item_pkey", table: "item" });
    const counted = await sql`select id, 'x' || id as label from item`;
    expect(counted).toMatchObject({ command: "SELECT", rowCount: 1, rows: [{ id: 1, label: "x1" }] });
  });

  test("two commands in one statement are refused", async () => {
    await expect(neon(postgres.url).query("select 1; select 2")).rejects.toMatchObject({ code: "42601" });
  });

  test("an interactive transaction runs over the WebSocket", async () => {
    const pool = new Pool({ connectionString: postgres.url });
    const client = await pool.connect();
    await client.query("begin");
    await client.query("insert into item values ($1, $2)", [3, "three"]);
    const { rows } = await client.query("select name from item where id = $1", [3]);
    await client.query("rollback");
    client.release();
    await pool.end();
    expect(rows).toEqual([{ name: "three" }]);
    expect(await neon(postgres.url)`select id from item where id = 3`).toEqual([]);
  });

  test("an unknown database is refused", async () => {
    await expect(neon(postgres.urlOf("nowhere"))`select 1`).rejects.toMatchObject({ code: "3D000" });
  });
});
