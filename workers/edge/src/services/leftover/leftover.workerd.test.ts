import { type Id, newId } from "@netvexa/contract/ids";
import { inputFolder, tenantFolder } from "@netvexa/contract/jobs";
import { LIMITS } from "@netvexa/contract/limits";
import { controlBatch } from "@netvexa/db/control";
import { leftover } from "@netvexa/db/schema/leftover";
import { erasedWorkspace } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { describe, expect, it } from "vitest";
import { clearUp } from "../../jobs/leftovers.ts";
import { createTranscriptStore } from "../../rooms/transcript-store.ts";
import { makeJoin } from "../../testing/room-client.ts";
import { TestApi } from "../../testing/test-api.ts";
import type { Services } from "../context.ts";

const MINUTE_MS = 60_000;
const UPLOAD_MS = LIMITS.uploadUrlTtlSeconds * 1000;
const FILE = { kind: "file", name: "guide.pdf", contentType: "application/pdf", sizeBytes: 1_000 };

async function open() {
  const api = new TestApi();
  const { world } = api;
  const owner = await api.newTenant();
  const { token, tenantId } = owner;
  const agentId = await api.newAgent(token);
  const tenant = mintTenantContext(tenantId);
  const store = createTranscriptStore({ db: api.services.db, vault: api.services.vault });

  const speak = async (): Promise<Id<"conversation">> => {
    const join = makeJoin({ tenantId, agentId });
    const row = { id: newId("message"), seq: 1, settledSeq: 1, role: "visitor", text: "Hi", citations: [] } as const;
    const snapshot = { mode: "bot", title: "Hi", messages: 1, startedAtMs: 0, lastMessageAtMs: 0 } as const;
    await store.write(join, snapshot, [{ kind: "message", message: { ...row, atMs: 0 } }]);
    return join.conversationId;
  };
  const addSource = async (body: object = { kind: "url", url: "https://example.com/" }): Promise<Id<"source">> => {
    const { json } = await api.call("POST", `/v1/agents/${agentId}/sources`, { token, body });
    return json.source.id;
  };
  const put = (sourceId: string, revision = 1) =>
    world.objects.set(`${inputFolder({ tenantId, sourceId })}${revision}`, { sizeBytes: 1 });
  const objects = () => [...world.objects.keys()].filter((key) => key.startsWith(tenantFolder(tenantId)));
  const left = async () => {
    const [rows] = await tenantBatch(api.services.db, tenant, (query) => [query.select().from(leftover)]);
    return rows.map(({ kind }) => kind).sort();
  };
  const remove = (path: string) => api.call("DELETE", path, { token });
  const sweepAt = (nowMs: number, services: Services = api.services) => clearUp({ ...services, now: () => nowMs });
  const closings = () => world.closed.filter((one) => one.agentId === agentId);
  return { api, world, token, tenantId, agentId, speak, addSource, put, objects, left, remove, sweepAt, closings };
}

describe("a removed agent", () => {
  it("leaves no note when its door and its files were reached at once", async () => {
    const { speak, addSource, remove, agentId, left, closings, objects } = await open();
    const rooms = [await speak(), await speak()];
    await addSource();
    expect((await remove(`/v1/agents/${agentId}`)).status).toBe(204);
    expect(closings().map(({ conversations }) => conversations.toSorted())).toEqual([rooms.toSorted()]);
    expect(objects()).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it("has its rooms erased by the clock when its door did not answer, once it does, and then no more", async () => {
    const { world, speak, remove, agentId, left, closings, sweepAt } = await open();
    const rooms = [await speak(), await speak()];
    world.isDoorDown = true;
    expect((await remove(`/v1/agents/${agentId}`)).status).toBe(204);
    expect(await left()).toEqual(["door", "room", "room"]);
    await sweepAt(world.nowMs + 2 * MINUTE_MS);
    expect(await left()).toEqual(["door", "room", "room"]);
    world.isDoorDown = false;
    await sweepAt(world.nowMs + 3 * MINUTE_MS);
    expect(closings().map(({ conversations }) => conversations.toSorted())).toEqual([rooms.toSorted()]);
    expect(await left()).toEqual([]);
    await sweepAt(world.nowMs + 4 * MINUTE_MS);
    expect(closings()).toHaveLength(1);
  });

  it("without a conversation is shut out all the same", async () => {
    const { world, remove, agentId, left, closings, sweepAt } = await open();
    world.isDoorDown = true;
    await remove(`/v1/agents/${agentId}`);
    world.isDoorDown = false;
    await sweepAt(world.nowMs + 2 * MINUTE_MS);
    expect(closings()).toEqual([{ agentId, conversations: [] }]);
    expect(await left()).toEqual([]);
  });

  it("is finished by the clock although the Worker ended between the deletion and what follows", async () => {
    const { api, world, token, speak, addSource, agentId, left, closings, objects, sweepAt } = await open();
    const room = await speak();
    await addSource();
    // Whatever the service would do after its transaction is never done.
    const killed = new TestApi({
      spoil: () => ({
        ...api.services,
        get agents(): never {
          throw new Error("killed");
        },
      }),
    });
    expect((await killed.call("DELETE", `/v1/agents/${agentId}`, { token })).status).toBe(500);
    expect((await api.call("GET", `/v1/agents/${agentId}`, { token })).status).toBe(404);
    expect([closings(), objects().length, await left()]).toEqual([[], 1, ["door", "folder", "room"]]);
    await sweepAt(world.nowMs + 2 * MINUTE_MS);
    expect([closings(), objects(), await left()]).toEqual([[{ agentId, conversations: [room] }], [], []]);
  });

  it("is left to the deletion itself for a minute, and two sweeps at once do no harm", async () => {
    const { world, speak, remove, agentId, left, closings, sweepAt } = await open();
    await speak();
    world.isDoorDown = true;
    await remove(`/v1/agents/${agentId}`);
    world.isDoorDown = false;
    await sweepAt(world.nowMs + MINUTE_MS - 1);
    expect(closings()).toEqual([]);
    await Promise.all([1, 2].map(() => sweepAt(world.nowMs + 2 * MINUTE_MS)));
    expect(await left()).toEqual([]);
  });

  it("of one tenant that cannot be reached keeps no other's rooms from being erased", async () => {
    const [broken, well] = [await open(), await open()];
    for (const { world, remove, agentId } of [broken, well]) {
      world.isDoorDown = true;
      await remove(`/v1/agents/${agentId}`);
    }
    const { services } = well.api;
    const doors: Services["doors"] = {
      ...services.doors,
      async close(door, rooms) {
        if (door.tenantId === broken.tenantId) throw new Error("the door does not answer");
        well.world.closed.push({ agentId: door.agentId, conversations: rooms });
      },
    };
    await well.sweepAt(well.world.nowMs + 2 * MINUTE_MS, { ...services, doors });
    expect([await broken.left(), await well.left()]).toEqual([["door"], []]);
    expect(well.world.log).toContainEqual(
      expect.objectContaining({ event: "leftovers_failed", tenantId: broken.tenantId }),
    );
  });

  it("that is not there leaves no note", async () => {
    const { remove, left } = await open();
    expect((await remove(`/v1/agents/${newId("agent")}`)).status).toBe(404);
    expect(await left()).toEqual([]);
  });
});

describe("the files of a source", () => {
  it("of every revision go with it, and nobody else's do", async () => {
    const { addSource, put, objects, remove, left } = await open();
    const [gone, kept] = [await addSource(), await addSource()];
    for (const revision of [2, 3]) put(gone, revision);
    expect((await remove(`/v1/sources/${gone}`)).status).toBe(204);
    expect(objects()).toHaveLength(1);
    expect(objects()[0]).toContain(kept);
    expect(await left()).toEqual([]);
  });

  it("are removed by the clock when the store did not answer", async () => {
    const { world, addSource, objects, remove, left, sweepAt } = await open();
    const sourceId = await addSource();
    world.isStoreDown = true;
    expect((await remove(`/v1/sources/${sourceId}`)).status).toBe(204);
    await sweepAt(world.nowMs + 2 * MINUTE_MS);
    expect([objects().length, await left()]).toEqual([1, ["folder"]]);
    world.isStoreDown = false;
    await sweepAt(world.nowMs + 3 * MINUTE_MS);
    expect([objects(), await left()]).toEqual([[], []]);
  });

  it("are removed by the clock when the Worker ended before the source was there", async () => {
    const { api, world, token, agentId, objects, left, sweepAt } = await open();
    const killed = new TestApi({
      spoil: () => ({
        ...api.services,
        objectStore: {
          ...api.services.objectStore,
          async putJson(key, value) {
            await api.services.objectStore.putJson(key, value);
            throw new Error("killed");
          },
        },
      }),
    });
    const body = { kind: "url", url: "https://example.com/" };
    expect((await killed.call("POST", `/v1/agents/${agentId}/sources`, { token, body })).status).toBe(500);
    expect([objects().length, await left()]).toEqual([1, ["folder"]]);
    await sweepAt(world.nowMs + UPLOAD_MS - MINUTE_MS);
    expect(objects()).toHaveLength(1);
    await sweepAt(world.nowMs + UPLOAD_MS + 2 * MINUTE_MS);
    expect([objects(), await left()]).toEqual([[], []]);
  });

  it("of a source that is there are nobody's leftover", async () => {
    const { world, addSource, objects, left, sweepAt } = await open();
    await addSource();
    await addSource(FILE);
    expect(await left()).toEqual([]);
    await sweepAt(world.nowMs + UPLOAD_MS + 2 * MINUTE_MS);
    expect(objects()).toHaveLength(1);
  });

  it("do not come back by an upload that was begun before", async () => {
    const { world, addSource, put, objects, remove, left, sweepAt } = await open();
    const sourceId = await addSource(FILE);
    await remove(`/v1/sources/${sourceId}`);
    put(sourceId);
    await sweepAt(world.nowMs + UPLOAD_MS - MINUTE_MS);
    expect([objects().length, await left()]).toEqual([1, ["folder"]]);
    await sweepAt(world.nowMs + UPLOAD_MS + 2 * MINUTE_MS);
    expect([objects(), await left()]).toEqual([[], []]);
  });
});

describe("an erased workspace", () => {
  it("keeps no file that was uploaded after its end", async () => {
    const { api, world, tenantId, put, objects, sweepAt } = await open();
    const endsAt = new Date(world.nowMs + UPLOAD_MS);
    await controlBatch(api.services.db, (query) => [query.insert(erasedWorkspace).values({ id: tenantId, endsAt })]);
    put(newId("source"));
    await sweepAt(world.nowMs + UPLOAD_MS - MINUTE_MS);
    expect(objects()).toHaveLength(1);
    world.isStoreDown = true;
    await sweepAt(world.nowMs + UPLOAD_MS + 2 * MINUTE_MS);
    expect(objects()).toHaveLength(1);
    world.isStoreDown = false;
    await sweepAt(world.nowMs + UPLOAD_MS + 3 * MINUTE_MS);
    expect(objects()).toEqual([]);
    const [left] = await controlBatch(api.services.db, (query) => [query.select().from(erasedWorkspace)]);
    expect(left.filter(({ id }) => id === tenantId)).toEqual([]);
  });
});
