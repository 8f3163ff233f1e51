import { newId } from "@netvexa/contract/ids";
import { ownName, SHARED } from "@netvexa/db/placement/place";
import { cancelMove, confirmMove, restMove, tenantsAtRest } from "@netvexa/db/placement/settle-move";
import { finishSwitch, tenantsInSwitch } from "@netvexa/db/placement/switch-home";
import type { MoveStep } from "@netvexa/db/schema/placement";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DATABASE, openWorld, type Server, startServer, sumsAt, tracesOf } from "./testing/placement-world.ts";

const STEPS = ["prepare", "copy", "catch_up", "verify", "pause", "switch"] as const satisfies MoveStep[];
/** Each level is left and reached; the other ways are those of the property test and of `placement.test.ts`. */
const WAYS = [
  ["shared", "schema"],
  ["schema", "database"],
  ["database", "shared"],
] as const;

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => {
  server.line.cutBefore = undefined;
});

afterAll(() => server.close());

/** An agent with one indexed passage. */
function knowledge(tenantId: string, agent: string) {
  return [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agent}, '{}', 'm')`,
    sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
      values (${tenantId}, ${`s${agent}`}, ${agent}, 'documents', 's', 'ready', 'k')`,
    sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
      values (${tenantId}, ${`d${agent}`}, ${`s${agent}`}, ${agent}, 'x', 't', 'h')`,
    sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
      values (${tenantId}, ${`c${agent}`}, ${`d${agent}`}, ${`s${agent}`}, ${agent}, 1, 't')`,
    sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
      values (${tenantId}, ${agent}, ${`c${agent}`}, ${`d${agent}`}, 'm', '{1:1,7:1}/536870912', '{1:1}/536870912', '[1,0]')`,
  ];
}

describe.each(WAYS)("from %s to %s", (from, to) => {
  test("what is added, changed, cut off and taken away while the tenant is copied arrives as it is", async () => {
    const world = openWorld(server);
    const { tenantId, run } = world;
    for (const id of ["a", "b", "c", "d"]) await run(...knowledge(tenantId, id));
    if (from !== "shared") await world.move(from);
    await confirmMove(world.db, tenantId);
    const report = await world.move(to, {
      onStep: async (step) => {
        if (step === "catch_up") {
          await run(...knowledge(tenantId, "e"), sql`update agent set settings = '{"name":"B"}' where id = 'b'`);
          await run(sql`delete from agent where id = 'c'`);
        }
        if (step === "verify") {
          await run(
            sql`delete from chunk_index where chunk_id = 'cd'`,
            sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
              values (${tenantId}, 'd', 'cd', 'dd', 'm', '{2:1}/536870912', '{3:1}/536870912', '[0,1]')`,
          );
        }
        if (step === "pause") await run(sql`delete from agent where id = 'a'`, ...knowledge(tenantId, "f"));
      },
    });
    expect(await world.readAgents()).toEqual(["b", "d", "e", "f"]);
    const [stats] = await run(
      sql`select agent_id as id, kind, term from term_stat where agent_id = 'd' order by kind, term`,
    );
    expect(stats).toEqual([
      { id: "d", kind: 1, term: 2 },
      { id: "d", kind: 2, term: 3 },
    ]);
    expect(await sumsAt(world, report.to)).toEqual(await sumsAt(world, report.from));
    expect(await confirmMove(world.db, tenantId)).toBe(true);
  });
});

describe.each([
  ["shared", "database"],
  ["database", "schema"],
] as const)("between %s and %s", (from, to) => {
  test("a mover that dies once the tenant has left leaves no place that takes a write, and the clock brings it home", async () => {
    const mover = openWorld(server);
    const { db, tenantId } = mover;
    await mover.addAgent("a");
    // Isolates that remember the tenant in each place.
    const isolates = [
      openWorld(server, { tenantId }),
      openWorld(server, { tenantId }),
      openWorld(server, { tenantId }),
    ];
    for (const [at, level] of (["shared", to, from] as const).entries()) {
      await mover.move(level);
      await confirmMove(db, tenantId);
      await isolates[at]?.readAgents();
    }
    server.line.cutBefore = ({ statements }) =>
      statements.some(({ text }) => text.includes("filled_by = null") && !text.includes("with gone"));
    await expect(mover.move(to)).rejects.toThrow();
    for (const { addAgent } of [mover, ...isolates]) {
      await expect(addAgent(newId("agent"))).rejects.toMatchObject({ code: "unavailable" });
    }
    server.line.cutBefore = undefined;
    expect(await tenantsInSwitch(db)).toEqual([tenantId]);
    expect(await finishSwitch(db, tenantId)).toBe(true);
    expect(await finishSwitch(db, tenantId)).toBe(false);
    for (const [at, world] of isolates.entries()) await world.addAgent(`b${at}`);
    expect(await confirmMove(db, tenantId)).toBe(true);
    expect(await mover.readAgents()).toEqual(["a", "b0", "b1", "b2"]);
  });
});

test("a row that differs and was not written down stops the move", async () => {
  const world = openWorld(server);
  await world.addAgent("a");
  const name = await ownName(world.tenantId);
  const tamper = (step: MoveStep) =>
    step === "verify"
      ? server.backend
          .withSession(DATABASE, (execute) => execute(`update "${name}".agent set embedding_model = 'other'`))
          .then(() => undefined)
      : undefined;
  await expect(world.move("schema", { onStep: tamper })).rejects.toThrow("the copies differ in agent");
  await world.addAgent("b");
  expect(await world.readAgents()).toEqual(["a", "b"]);
});

describe("a move that is given up", () => {
  const stop = new Error("stopped");

  test.each([...STEPS.map((step) => [step, "schema"] as const), ["switch", "database"] as const])(
    "at %s leaves nothing in the %s and lets writers go on",
    async (at, to) => {
      const world = openWorld(server);
      const { db, tenantId } = world;
      await world.addAgent("a");
      const stopAt = (step: MoveStep) => {
        if (step === at) throw stop;
      };
      await expect(world.move(to, { onStep: stopAt })).rejects.toBe(stop);
      await world.addAgent("b");
      await expect(world.move(to === "schema" ? "database" : "schema")).rejects.toMatchObject({ code: "conflict" });
      expect(await cancelMove(db, tenantId)).toBe(true);
      expect(await cancelMove(db, tenantId)).toBe(false);
      expect(await world.readAgents()).toEqual(["a", "b"]);
      expect(await tracesOf(server, await ownName(tenantId))).toEqual({
        schemas: 0,
        roles: 0,
        hasDatabase: false,
        changes: 0,
      });
    },
  );

  test("after it has arrived is not given up but moved back", async () => {
    const world = openWorld(server);
    await world.addAgent("a");
    await world.move("schema");
    await expect(cancelMove(world.db, world.tenantId)).rejects.toMatchObject({ code: "conflict" });
    await world.move("shared");
    expect(await world.readAgents()).toEqual(["a"]);
  });

  test.each(["copy", "switch"])("by nobody but time, at %s, stops writing down what changes", async (step) => {
    const world = openWorld(server);
    await world.addAgent("a");
    const { tenantId } = world;
    await server.backend.withSession(DATABASE, async (execute) => {
      await execute(`insert into tenant_placement (id, kind, logged_by) values ('${tenantId}', 'shared', 'gone')
        on conflict (id) do update set logged_by = 'gone'`);
      await execute(`insert into tenant_move (id, from_kind, from_ref, to_kind, to_ref, step, run, updated_at)
        values ('${tenantId}', 'shared', '', 'schema', '${await ownName(tenantId)}', '${step}', 'gone', now() - interval '2 days')`);
    });
    await world.addAgent("b");
    expect((await tracesOf(server, "", tenantId)).changes).toBe(1);
    expect(await tenantsAtRest(world.db)).toContain(tenantId);
    await restMove(world.db, tenantId);
    await world.addAgent("c");
    expect((await tracesOf(server, "", tenantId)).changes).toBe(1);
  });
});

test("confirming removes schema, role and database, and not only the rows", async () => {
  const world = openWorld(server);
  await world.addAgent("a");
  const name = await ownName(world.tenantId);
  await world.move("schema");
  await confirmMove(world.db, world.tenantId);
  await world.move("database");
  expect(await tracesOf(server, name)).toMatchObject({ schemas: 1, roles: 1, hasDatabase: true });
  await confirmMove(world.db, world.tenantId);
  expect(await tracesOf(server, name)).toMatchObject({ schemas: 0, roles: 0, hasDatabase: true });
  await world.move("shared");
  await confirmMove(world.db, world.tenantId);
  expect(await tracesOf(server, name)).toMatchObject({ schemas: 0, roles: 0, hasDatabase: false });
  expect(await world.readAgents()).toEqual(["a"]);
  expect(await sumsAt(world, SHARED)).toMatchObject([{ name: "agent", rows: 1 }]);
});
