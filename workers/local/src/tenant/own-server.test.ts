import { openDatabase } from "@netvexa/db/client";
import { controlBatch } from "@netvexa/db/control";
import { createReferenceSealer } from "@netvexa/db/placement/database-reference";
import { migratePlacements } from "@netvexa/db/placement/migrate-placements";
import { resealReferences } from "@netvexa/db/placement/reseal-references";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DATABASE, migrations, openWorld, type Server, startServer } from "./testing/placement-world.ts";

const OTHER_SECRET = "another secret that is also long enough for this";

let [first, second]: [Server | undefined, Server | undefined] = [undefined, undefined];
let world: ReturnType<typeof openWorld>;
let url: string;

beforeAll(async () => {
  first = await startServer();
});

afterAll(() => first?.close());

beforeEach(async () => {
  second = await startServer();
  url = second.url;
  world = openWorld(first as Server);
  await world.addAgent("a");
});

afterEach(() => second?.close());

async function storedReferences() {
  const [rows] = await controlBatch(world.db, () => [
    sql<{ ref: string }>`select ref from tenant_placement where id = ${world.tenantId}
      union all select to_ref from tenant_move where id = ${world.tenantId}`,
  ]);
  return rows.map(({ ref }) => ref);
}

test("a tenant moves into a database on another server, whose address is stored sealed, and back", async () => {
  await world.move("database", { url });
  for (const ref of await storedReferences()) {
    expect(ref).toMatch(/^sealed:v1:/);
    expect(ref).not.toContain("127.0.0.1");
  }
  const stranger = openWorld(first as Server, { tenantId: world.tenantId });
  await stranger.addAgent("b");
  await confirmMove(world.db, world.tenantId);
  expect(await rowsIn(second as Server)).toBe(2);
  expect(await rowsIn(first as Server)).toBe(0);
  // The same address is the same place, though it is sealed anew each time.
  expect((await world.move("database", { url })).wasThere).toBe(true);
  expect((await migratePlacements(world.db, migrations)).map(({ problem }) => problem)).toEqual([null]);

  await world.move("shared");
  await confirmMove(world.db, world.tenantId);
  expect(await rowsIn(second as Server)).toBe(0);
  await second?.close();
  second = undefined;
  expect(await world.readAgents()).toEqual(["a", "b"]);
  // This one still remembers the server that is gone: one failed call, and it asks anew.
  await stranger.readAgents().catch(() => undefined);
  expect(await stranger.readAgents()).toEqual(["a", "b"]);
});

test("a move that was cut off goes on to the same database, with the address or without", async () => {
  const stop = new Error("stopped");
  const stopped = world.move("database", {
    url,
    onStep: (step) => {
      if (step === "verify") throw stop;
    },
  });
  await expect(stopped).rejects.toBe(stop);
  expect((await world.move("database")).rowsVerified).toBe(1);
  expect(await rowsIn(second as Server)).toBe(1);
});

test("a database that holds another tenant is refused", async () => {
  await world.move("database", { url });
  const other = openWorld(first as Server);
  await expect(other.move("database", { url })).rejects.toMatchObject({ code: "conflict" });
});

test("without the secret that sealed it, or for another tenant, the address does not open", async () => {
  await world.move("database", { url });
  const { tenantId } = world;
  const wrong = openWorld(first as Server, { tenantId, secret: OTHER_SECRET });
  await expect(wrong.readAgents()).rejects.toMatchObject({ code: "misconfigured" });
  const [ref = ""] = await storedReferences();
  const other = openWorld(first as Server);
  await controlBatch(world.db, () => [
    sql`insert into tenant_placement (id, kind, ref) values (${other.tenantId}, 'database', ${ref})`,
  ]);
  await expect(other.readAgents()).rejects.toThrow("does not open here");
  await controlBatch(world.db, () => [sql`delete from tenant_placement where id = ${other.tenantId}`]);
});

test("a reference is not sealed anew while its tenant is on the way", async () => {
  await world.move("database", {
    url,
    onStep: async (step) => {
      if (step !== "copy") return;
      const before = await storedReferences();
      expect((await resealReferences(world.db)).moving).toContain(world.tenantId);
      expect(await storedReferences()).toEqual(before);
    },
  });
  expect((await resealReferences(world.db)).moving).not.toContain(world.tenantId);
  expect(await confirmMove(world.db, world.tenantId)).toBe(true);
  expect(await world.readAgents()).toEqual(["a"]);
});

test("addresses are sealed anew with the next secret, and open with it alone afterwards", async () => {
  await world.move("database", { url });
  const { tenantId } = world;
  const before = await storedReferences();
  const secret = "a secret of the tests that is long enough to pass";
  const db = openDatabase({
    url: (first as Server).url,
    references: createReferenceSealer([OTHER_SECRET, secret]),
  });
  expect((await resealReferences(db)).sealed).toBeGreaterThan(0);
  expect(await storedReferences()).not.toEqual(before);
  expect(await openWorld(first as Server, { tenantId, secret: OTHER_SECRET }).readAgents()).toEqual(["a"]);
  await expect(openWorld(first as Server, { tenantId }).readAgents()).rejects.toMatchObject({ code: "misconfigured" });
});

async function rowsIn({ backend }: Server): Promise<number> {
  const [result] = await backend.run({
    database: DATABASE,
    statements: [{ text: "select from agent where tenant_id = $1", values: [world.tenantId] }],
  });
  return result?.rowCount ?? -1;
}
