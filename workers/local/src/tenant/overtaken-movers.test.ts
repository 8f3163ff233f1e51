import { beginLog } from "@netvexa/db/placement/change-log";
import { dropPlace } from "@netvexa/db/placement/drop-place";
import { beginRun, findPlacement, nameRun, readMove } from "@netvexa/db/placement/move-record";
import { placementOf, SHARED } from "@netvexa/db/placement/place";
import { cancelMove, confirmMove } from "@netvexa/db/placement/settle-move";
import { beginFill, type Switch } from "@netvexa/db/placement/switch-home";
import { copyAt } from "@netvexa/db/placement/tenant-copy";
import type { MoveStep } from "@netvexa/db/schema/placement";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Batch } from "../postgres/backend.ts";
import { openWorld, type Server, startServer, sumsAt, tracesOf } from "./testing/placement-world.ts";

/** Steps before the tenant has left its place. */
const STEPS = ["prepare", "copy", "catch_up", "verify", "pause", "switch"] as const satisfies MoveStep[];

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => {
  server.line.cutBefore = undefined;
});

afterAll(() => server.close());

/** Holds up the first batch with these words; the others pass. */
function stallAt(words: string) {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isFirst = true;
  server.line.cutBefore = async ({ statements }: Batch) => {
    if (!isFirst || !statements.some(({ text }) => text.includes(words))) return false;
    isFirst = false;
    reached.resolve();
    await released.promise;
    return false;
  };
  return { reached: reached.promise, release: () => released.resolve() };
}

describe("two movers of one tenant", () => {
  test.each([
    ...STEPS.map((step) => [step, "schema"] as const),
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
    expect((await tracesOf(server, "", first.tenantId)).changes).toBe(0);
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
      expect((await tracesOf(server, "", tenantId)).changes).toBe(0);
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

describe("who looked at the tenant's move before another began", () => {
  test("does not move it, and leaves the other's home alone", async () => {
    const slow = openWorld(server);
    const quick = openWorld(server, { tenantId: slow.tenantId });
    await quick.addAgent("a");
    const stall = stallAt("as known (run)");
    const second = slow.move("database");
    await stall.reached;
    await quick.move("database", {
      onStep: async (step) => {
        if (step !== "switch") return;
        stall.release();
        await expect(second).rejects.toMatchObject({ code: "conflict" });
      },
    });
    await quick.addAgent("b");
    expect(await slow.readAgents()).toEqual(["a", "b"]);
    expect(await confirmMove(quick.db, quick.tenantId)).toBe(true);
    expect(await quick.readAgents()).toEqual(["a", "b"]);
  });

  test("does not cancel it, and takes nothing away from where the tenant goes", async () => {
    const world = openWorld(server);
    await world.addAgent("a");
    const stall = stallAt("as known (run)");
    const cancelled = cancelMove(world.db, world.tenantId);
    await stall.reached;
    await world.move("schema", {
      onStep: async (step) => {
        if (step !== "switch") return;
        stall.release();
        await expect(cancelled).rejects.toMatchObject({ code: "conflict" });
      },
    });
    await world.addAgent("b");
    expect(await world.readAgents()).toEqual(["a", "b"]);
  });
});

test("a mover that fills a place goes on no more once the move is cancelled", async () => {
  const world = openWorld(server);
  const { db, tenantId } = world;
  await world.addAgent("a");
  await world.move("schema");
  await confirmMove(db, tenantId);
  const stall = stallAt("public.fill_copy");
  const moved = world.move("shared");
  await stall.reached;
  expect(await cancelMove(db, tenantId)).toBe(true);
  stall.release();
  await expect(moved).rejects.toThrow();
  expect(await sumsAt(world, SHARED)).toEqual([]);
  expect(await world.readAgents()).toEqual(["a"]);
});

test("a database that takes itself for the tenant's home is not filled", async () => {
  const world = openWorld(server);
  const { db, tenantId } = world;
  await world.addAgent("a");
  await world.move("database");
  const [home, last] = [await findPlacement(db, tenantId), await readMove(db, tenantId)];
  const run = await nameRun(db, last?.run);
  await expect(beginFill(db, { tenantId, from: SHARED, to: home, run })).rejects.toMatchObject({ code: "conflict" });
  await world.addAgent("b");
  expect(await world.readAgents()).toEqual(["a", "b"]);
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

  test.each(["shared", "schema", "database"] as const)(
    "late, in the %s, deletes nothing of a later move",
    async (place) => {
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
    },
  );
});
