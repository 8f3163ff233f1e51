import { controlBatch } from "@netvexa/db/control";
import { type Migration, migrate } from "@netvexa/db/migrate";
import { migratePlacements } from "@netvexa/db/placement/migrate-placements";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DATABASE, migrations, openWorld, type Server, startServer } from "./testing/placement-world.ts";

const ADD: Migration = {
  name: "9001_add_nickname",
  sql: `alter table agent add column nickname text not null default '';
    select change_rows($$ update agent set nickname = 'agent ' || id where nickname = '' $$);`,
};
const DOUBLE: Migration = {
  name: "9002_double_nickname",
  sql: "select change_rows($$ update agent set nickname = nickname || nickname $$)",
};
const BREAK: Migration = {
  name: "9003_divide",
  sql: "select change_rows($$ update agent set nickname = (1 / (length(nickname) - 4))::text where tenant_id <> '' $$)",
};

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.close());

const apply = (all: readonly Migration[]) => server.backend.withSession(DATABASE, (execute) => migrate(all, execute));

test("a migration that changes rows reaches each tenant once, wherever it lives, and the one where it fails is named", async () => {
  const worlds = { shared: openWorld(server), schema: openWorld(server), database: openWorld(server) };
  const [{ db }, all] = [worlds.shared, Object.entries(worlds)];
  for (const [level, { tenantId, addAgent, move }] of all) {
    await controlBatch(db, () => [sql`insert into tenant (id, name, slug) values (${tenantId}, 't', ${tenantId})`]);
    await addAgent("a");
    await move(level as "schema");
    await confirmMove(db, tenantId);
  }
  const nicknames = async () =>
    Object.fromEntries(
      await Promise.all(
        all.map(async ([level, { run }]) => [level, (await run(sql`select nickname from agent`))[0]?.[0]] as const),
      ),
    );
  const once = [...migrations, ADD];
  await apply(once);
  // Its tables are not the same any more: a schema that has not had its turn is not moved.
  await expect(worlds.schema.move("shared")).rejects.toThrow();
  expect((await migratePlacements(db, once)).map(({ problem }) => problem)).toEqual([null, null]);
  const same = (nickname: string) => ({ shared: { nickname }, schema: { nickname }, database: { nickname } });
  expect(await nicknames()).toEqual(same("agent a"));

  const twice = [...once, DOUBLE];
  await apply(twice);
  await expect(worlds.schema.move("shared")).rejects.toMatchObject({ code: "conflict" });
  await expect(worlds.database.move("shared")).rejects.toMatchObject({ code: "conflict" });
  await migratePlacements(db, twice);
  await migratePlacements(db, twice);
  expect(await nicknames()).toEqual(same("agent aagent a"));
  await worlds.schema.move("shared");
  await worlds.shared.move("schema");
  expect(await nicknames()).toEqual(same("agent aagent a"));

  await worlds.shared.run(sql`update agent set nickname = '4444'`);
  const failing = [...twice, BREAK];
  await apply(failing);
  const report = await migratePlacements(db, failing);
  expect(report.find(({ tenantId }) => tenantId === worlds.shared.tenantId)?.problem).toContain("division by zero");
  expect(report.find(({ tenantId }) => tenantId === worlds.database.tenantId)?.problem).toBeNull();
});
