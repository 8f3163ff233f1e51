import { controlBatch } from "@netvexa/db/control";
import { migratePlacements } from "@netvexa/db/placement/migrate-placements";
import { findPlacement } from "@netvexa/db/placement/move-record";
import { ownName } from "@netvexa/db/placement/place";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalogue } from "../testing/tenant-catalogue.ts";
import { DATABASE, migrations, openWorld, type Server, startServer } from "./testing/placement-world.ts";

let server: Server;
let backend: Server["backend"];

beforeAll(async () => {
  server = await startServer();
  backend = server.backend;
});

afterAll(() => server.close());

test("a tenant moves to a schema, to a database and back, and brings its rows along", async () => {
  const { db, tenantId, move, addAgent, readAgents } = openWorld(server);
  const added: string[] = [];
  for (const kind of ["schema", "database", "shared", "database", "schema", "shared"] as const) {
    added.push(`agt_${added.length}`);
    await addAgent(added.at(-1) ?? "");
    const report = await move(kind);
    expect(report.rowsVerified).toBe(added.length);
    expect((await findPlacement(db, tenantId)).kind).toBe(kind);
    expect(await readAgents()).toEqual(added);
    expect(await confirmMove(db, tenantId)).toBe(true);
    expect(await readAgents()).toEqual(added);
  }
});

test("what the control plane does is written into the one log of a tenant that has a schema of its own", async () => {
  const { db, tenant, tenantId, move } = openWorld(server);
  const write = (id: string) =>
    controlBatch(db, () => [
      sql`select add_audit_event(${tenantId}, ${id}, now(), 'user', 'usr_1', 'key.create', 'apiKey', 'key_1', '{}')`,
    ]);
  await write("evt_1");
  await move("schema");
  await write("evt_2");
  const [events] = await tenantBatch(db, tenant, () => [
    sql<{ id: string; seq: string }>`select id, seq from audit_event order by seq`,
  ]);
  expect(events).toEqual([
    { id: "evt_1", seq: "1" },
    { id: "evt_2", seq: "2" },
  ]);
});

test("a Worker that last saw the tenant elsewhere finds it, whatever was confirmed meanwhile", async () => {
  const [mover, stale] = [openWorld(server), openWorld(server)];
  const readStale = async () => {
    const [rows] = await tenantBatch(stale.db, mover.tenant, () => [
      sql<{ id: string }>`select id from agent order by id`,
    ]);
    return rows.map(({ id }) => id);
  };
  for (const [index, kind] of (["schema", "shared"] as const).entries()) {
    await mover.addAgent(`agt_${index}`);
    await readStale();
    await mover.move(kind);
    await confirmMove(mover.db, mover.tenantId);
    expect(await readStale()).toHaveLength(index + 1);
  }
});

test("the old copy is kept until it is confirmed, and another move may not leave it behind", async () => {
  const { db, tenantId, move, addAgent } = openWorld(server);
  await addAgent("agt_kept");
  await move("schema");
  await expect(move("database")).rejects.toMatchObject({ code: "conflict" });
  const kept = async () => {
    const [result] = await backend.run({
      database: DATABASE,
      statements: [{ text: "select from public.agent where tenant_id = $1", values: [tenantId] }],
    });
    return result?.rowCount;
  };
  expect(await kept()).toBe(1);
  await confirmMove(db, tenantId);
  expect(await kept()).toBe(0);
});

test("O-12 the catalogue of a tenant's own schema is that of the shared one", async () => {
  const { tenantId, move } = openWorld(server);
  await move("schema");
  const name = await ownName(tenantId);
  const shared = (await readCatalogue(backend, DATABASE)).filter(
    (table) => table.isForced && table.name !== "audit_event",
  );
  const own = await readCatalogue(backend, DATABASE, name);
  const renamed = JSON.stringify(own).replaceAll(`${name}.`, "").replaceAll(name, "netvexa_runtime");
  expect(JSON.parse(renamed)).toEqual(JSON.parse(JSON.stringify(shared).replaceAll("public.", "")));
});

test("O-19 the role of one tenant's schema reaches no other", async () => {
  const [mine, theirs] = [openWorld(server), openWorld(server)];
  await theirs.addAgent("agt_canary");
  await theirs.move("schema");
  await mine.move("schema");
  const name = await ownName(theirs.tenantId);
  const attempts = [
    sql`select * from ${sql.identifier(name)}.agent`,
    sql`select * from public.agent`,
    sql`select * from public.tenant_placement`,
    sql`select * from public.auth_user`,
    sql`insert into ${sql.identifier(name)}.agent (tenant_id, id, settings, embedding_model) values (${theirs.tenantId}, 'x', '{}', 'x')`,
    sql`drop table ${sql.identifier(name)}.agent`,
    sql`select public.align_tenant_schema(${name})`,
    sql`create function pg_temp.peek() returns bigint language sql as ${sql.raw(`'select count(*) from "${name}".agent'`)}`,
  ];
  for (const statement of attempts) {
    await expect(tenantBatch(mine.db, mine.tenant, () => [statement])).rejects.toMatchObject({ code: "42501" });
  }
  const [, rows] = await tenantBatch(mine.db, mine.tenant, () => [
    sql`select set_config('search_path', ${`${name}, public`}, true), set_config('app.tenant_id', ${theirs.tenantId}, true)`,
    sql`select to_regclass('agent') is not null and has_table_privilege('agent', 'select') as may`,
  ]);
  expect(rows).toEqual([{ may: false }]);
});

test("a migration reaches every place; one that fails is named and the others go on", async () => {
  const [broken, sound] = [openWorld(server), openWorld(server)];
  await broken.move("schema");
  await sound.addAgent("agt_1");
  await sound.move("schema");
  const name = await ownName(broken.tenantId);
  await backend.withSession(DATABASE, async (execute) => {
    await execute(`alter table "${name}".lead alter column email_index type varchar(9)`);
    await execute(
      "alter table public.agent add column nickname text not null default ''; create table note (tenant_id text, id text, primary key (tenant_id, id)); select secure_tables()",
    );
  });
  const later = [...migrations, { name: "9999_add_nickname", sql: "select 1" }];
  const report = await migratePlacements(sound.db, later);
  expect(report.find(({ tenantId }) => tenantId === broken.tenantId)?.problem).toContain("lead.email_index");
  expect(report.find(({ tenantId }) => tenantId === sound.tenantId)?.problem).toBeNull();
  const [agents, notes] = await tenantBatch(sound.db, sound.tenant, () => [
    sql`select nickname from agent`,
    sql`insert into note (tenant_id, id) values (${sound.tenantId}, 'n') returning id`,
  ]);
  expect([agents, notes]).toEqual([[{ nickname: "" }], [{ id: "n" }]]);
  const [ledger] = await controlBatch(sound.db, () => [
    sql`select id, schema_version as version from tenant_placement where schema_version is not null`,
  ]);
  expect(ledger).toContainEqual({ id: sound.tenantId, version: "9999_add_nickname" });
  expect(ledger.some((row) => (row as { id: string }).id === broken.tenantId)).toBe(false);
});
