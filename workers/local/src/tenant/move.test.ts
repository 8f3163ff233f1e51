import { newId } from "@netvexa/contract/ids";
import { beginLog } from "@netvexa/db/placement/change-log";
import { dropPlace } from "@netvexa/db/placement/drop-place";
import { beginRun, findPlacement, nameRun, readMove } from "@netvexa/db/placement/move-record";
import { ownName, type Placement, placementOf, SHARED } from "@netvexa/db/placement/place";
import { readChecksums, readPlacedTables } from "@netvexa/db/placement/placed-tables";
import { cancelMove, confirmMove, restMove, tenantsAtRest } from "@netvexa/db/placement/settle-move";
import { beginFill, finishSwitch, type Switch, tenantsInSwitch } from "@netvexa/db/placement/switch-home";
import { copyAt } from "@netvexa/db/placement/tenant-copy";
import type { MoveStep } from "@netvexa/db/schema/placement";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Batch } from "../postgres/backend.ts";
import { DATABASE, openWorld, type Server, startServer } from "./testing/placement-world.ts";

const STEPS = ["prepare", "copy", "catch_up", "verify", "pause", "switch", "kept"] as const satisfies MoveStep[];
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

async function sumsAt({ db, tenantId }: ReturnType<typeof openWorld>, place: Placement) {
  const copy = await copyAt(db, tenantId, place);
  return (await readChecksums(copy, await readPlacedTables(copy))).filter(({ rows }) => rows > 0);
}

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

describe("two movers of one tenant", () => {
  test.each([
    ...STEPS.slice(0, -1).map((step) => [step, "schema"] as const),
    ["prepare", "database"] as const,
    ["copy", "database"] as const,
  ])("the one that was overtaken at %s on the way to a %s stops and touches nothing any more", async (at, to) => {
    const first = openWorld(server);
    const again = openWorld(server, { tenantId: first.tenantId });
    await first.addAgent("a");
    const overtaken = first.move(to, {
      onStep: async (step) => {
        if (step !== at) return;
        await again.move(to);
        await again.addAgent("b");
      },
    });
    await expect(overtaken).rejects.toMatchObject({ code: at === "switch" ? "unavailable" : "conflict" });
    await again.addAgent("c");
    expect(await again.readAgents()).toEqual(["a", "b", "c"]);
    expect(await first.readAgents()).toEqual(["a", "b", "c"]);
    expect((await tracesOf("", first.tenantId)).changes).toBe(0);
  });

  test.each(["schema", "database"] as const)(
    "what the dead one still had on its way, to a %s, takes nothing over from the one that works",
    async (to) => {
      const dead = openWorld(server);
      const { db, tenantId } = dead;
      await dead.addAgent("a");
      const home = await findPlacement(db, tenantId);
      let late: Switch | undefined;
      const dies = new Error("killed");
      await expect(
        dead.move(to, {
          onStep: async (step) => {
            if (step !== "copy") return;
            const move = await readMove(db, tenantId);
            late = move && { tenantId, from: home, to: move.to, run: move.run };
            throw dies;
          },
        }),
      ).rejects.toBe(dies);
      const arrive = async () => {
        if (late === undefined) throw new Error("never on its way");
        await expect(beginFill(db, late)).rejects.toMatchObject({ code: "conflict" });
        await expect(beginLog(await copyAt(db, tenantId, home), late.run)).rejects.toMatchObject({ code: "conflict" });
      };
      const next = openWorld(server, { tenantId });
      await next.move(to, {
        onStep: async (step) => {
          if (step !== "prepare") await arrive();
          if (step === "catch_up" || step === "pause") await next.addAgent(step);
        },
      });
      await arrive();
      await next.addAgent("b");
      expect(await next.readAgents()).toEqual(["a", "b", "catch_up", "pause"]);
      expect((await tracesOf("", tenantId)).changes).toBe(0);
    },
  );

  test("the one that was about to leave does not, once another has looked where the tenant is", async () => {
    const first = openWorld(server);
    const again = openWorld(server, { tenantId: first.tenantId });
    await first.addAgent("a");
    await first.move("database");
    await confirmMove(first.db, first.tenantId);
    const [hasLooked, mayBegin] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let second: Promise<unknown> = Promise.resolve();
    const overtaken = first.move("schema", {
      onStep: async (step) => {
        if (step !== "switch") return;
        server.line.cutBefore = async ({ statements }) => {
          if (!statements.some(({ text }) => text.startsWith("update tenant_move set from_kind"))) return false;
          hasLooked.resolve();
          await mayBegin.promise;
          return false;
        };
        second = again.move("schema");
        await hasLooked.promise;
      },
    });
    await expect(overtaken).rejects.toMatchObject({ code: "unavailable" });
    server.line.cutBefore = undefined;
    mayBegin.resolve();
    await second;
    await again.addAgent("b");
    expect(await again.readAgents()).toEqual(["a", "b"]);
  });

  test("only one of two that begin at the same time is let through", async () => {
    const { db, tenantId, move } = openWorld(server);
    await move("schema");
    const last = await readMove(db, tenantId);
    if (last === undefined) throw new Error("no move");
    const names = [await nameRun(db, last.run), await nameRun(db, last.run)];
    const [one, other] = await Promise.allSettled(names.map((run) => beginRun(db, tenantId, { ...last, run }, last)));
    expect([one?.status, other?.status].toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("runs have names that sort, whatever the clock says", async () => {
    const { db } = openWorld(server);
    const future = "9999999999999998";
    expect(await nameRun(db, future)).toBe("9999999999999999");
    for (const last of [undefined, "", "of another form"]) expect(await nameRun(db, last)).toMatch(/^\d{16}$/);
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

  test.each([...STEPS.slice(0, -1).map((step) => [step, "schema"] as const), ["switch", "database"] as const])(
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
      expect(await tracesOf(await ownName(tenantId))).toEqual({ schemas: 0, roles: 0, hasDatabase: false, changes: 0 });
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

  test("by nobody but time stops writing down what changes", async () => {
    const world = openWorld(server);
    await world.addAgent("a");
    const { tenantId } = world;
    await server.backend.withSession(DATABASE, async (execute) => {
      await execute(`insert into tenant_placement (id, kind, logged_by) values ('${tenantId}', 'shared', 'gone')
        on conflict (id) do update set logged_by = 'gone'`);
      await execute(`insert into tenant_move (id, from_kind, from_ref, to_kind, to_ref, step, run, updated_at)
        values ('${tenantId}', 'shared', '', 'schema', '${await ownName(tenantId)}', 'copy', 'gone', now() - interval '2 days')`);
    });
    await world.addAgent("b");
    expect((await tracesOf("", tenantId)).changes).toBe(1);
    expect(await tenantsAtRest(world.db)).toEqual([tenantId]);
    await restMove(world.db, tenantId);
    await world.addAgent("c");
    expect((await tracesOf("", tenantId)).changes).toBe(1);
  });
});

describe("a copy that is being deleted", () => {
  const isDrop = ({ statements }: Batch) =>
    statements.some(({ text }) => /drop_tenant_schema|delete from "?public"?\."?agent"? /.test(text));

  test.each([
    ["confirmed", "shared", "schema"],
    ["confirmed", "schema", "shared"],
    ["cancelled", "shared", "schema"],
  ] as const)("by a move that was %s is no place to go until it is gone", async (how, from, to) => {
    const world = openWorld(server);
    const { db, tenantId } = world;
    await world.addAgent("a");
    if (from !== "shared") {
      await world.move(from);
      await confirmMove(db, tenantId);
    }
    const settle = how === "confirmed" ? confirmMove : cancelMove;
    const stop = new Error("stopped");
    const stopAt = (step: MoveStep) => {
      if (how === "cancelled" && step === "verify") throw stop;
    };
    await world.move(to, { onStep: stopAt }).catch((error: unknown) => expect(error).toBe(stop));
    const other = how === "confirmed" ? from : to;
    server.line.cutBefore = isDrop;
    await expect(settle(db, tenantId)).rejects.toThrow();
    server.line.cutBefore = undefined;
    await expect(world.move(other)).rejects.toMatchObject({ code: "conflict" });
    await world.addAgent("b");
    expect(await settle(db, tenantId)).toBe(true);
    expect(await settle(db, tenantId)).toBe(false);
    await world.move(other);
    expect(await world.readAgents()).toEqual(["a", "b"]);
  });

  test.each(["shared", "schema"] as const)("late, in the %s, deletes nothing of a later move", async (place) => {
    const world = openWorld(server);
    const { db, tenantId } = world;
    await world.addAgent("a");
    if (place === "shared") await world.move("schema");
    const home = await findPlacement(db, tenantId);
    const last = await readMove(db, tenantId);
    const late = await nameRun(db, last?.run);
    const target = await placementOf(place, tenantId);
    const dropLate = () => dropPlace(db, tenantId, target, { run: late, withLog: false });
    await world.move(place, {
      onStep: async (step) => {
        if (step !== "verify" && step !== "switch") return;
        await expect(dropLate()).rejects.toMatchObject({ code: "NV003" });
      },
    });
    await expect(dropLate()).rejects.toThrow("the tenant lives there");
    expect(await world.readAgents()).toEqual(["a"]);
    expect(await sumsAt(world, target)).toEqual(await sumsAt(world, home));
  });
});

test("confirming removes schema, role and database, and not only the rows", async () => {
  const world = openWorld(server);
  await world.addAgent("a");
  const name = await ownName(world.tenantId);
  await world.move("schema");
  await confirmMove(world.db, world.tenantId);
  await world.move("database");
  expect(await tracesOf(name)).toMatchObject({ schemas: 1, roles: 1, hasDatabase: true });
  await confirmMove(world.db, world.tenantId);
  expect(await tracesOf(name)).toMatchObject({ schemas: 0, roles: 0, hasDatabase: true });
  await world.move("shared");
  await confirmMove(world.db, world.tenantId);
  expect(await tracesOf(name)).toMatchObject({ schemas: 0, roles: 0, hasDatabase: false });
  expect(await world.readAgents()).toEqual(["a"]);
  expect(await sumsAt(world, SHARED)).toMatchObject([{ name: "agent", rows: 1 }]);
});

async function tracesOf(name: string, tenantId = "") {
  const rows = await server.backend.withSession(DATABASE, (execute) =>
    execute(`select (select count(*) from pg_namespace where nspname = '${name}') as schemas,
      (select count(*) from pg_roles where rolname = '${name}') as roles,
      (select count(*) from placement_change where id = '${tenantId}') as changes`),
  );
  const hasDatabase = await server.backend.withSession(name, async () => true).catch(() => false);
  const [row] = rows;
  return { schemas: Number(row?.schemas), roles: Number(row?.roles), hasDatabase, changes: Number(row?.changes) };
}
