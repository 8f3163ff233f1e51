import { newId } from "@netvexa/contract/ids";
import { beforeEach, describe, expect, it } from "vitest";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { expireConversations } from "../services/visitor/expire.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";
import { enforceRetention } from "./retention.ts";

const DAY_MS = 24 * 60 * 60_000;
const START_MS = Date.UTC(2026, 0, 1);

describe("retention", () => {
  let api: TestApi;
  beforeEach(() => {
    api = new TestApi();
  });

  async function speak(owner: Awaited<ReturnType<TestApi["newTenant"]>>, more: { retentionDays?: number } = {}) {
    const agentId = await api.newAgent(owner.token, more);
    const join = makeJoin({ tenantId: owner.tenantId, agentId });
    const text = {
      id: newId("message"),
      seq: 1,
      settledSeq: 1,
      role: "visitor",
      text: "Hello",
      citations: [],
    } as const;
    const snapshot = {
      mode: "bot",
      title: "Hello",
      messages: 1,
      startedAtMs: START_MS,
      lastMessageAtMs: START_MS,
    } as const;
    const { write } = createTranscriptStore({ db: api.services.db, vault: api.services.vault });
    await write(join, snapshot, [{ kind: "message", message: { ...text, atMs: START_MS } }]);
    return join.conversationId;
  }

  async function listed(token: string): Promise<string[]> {
    const { json } = await api.call("GET", "/v1/conversations", { token });
    return json.items.map(({ id }: { id: string }) => id).sort();
  }

  async function runAt(days: number): Promise<void> {
    const nowMs = START_MS + days * DAY_MS;
    await enforceRetention({ ...api.services, now: () => nowMs });
  }

  it("erases what is older than its agent keeps it, and what the plan does not keep longer", async () => {
    const owner = await api.newTenant();
    const week = await speak(owner, { retentionDays: 7 });
    const unset = await speak(owner);
    const long = await speak(owner, { retentionDays: 3_000 });
    await runAt(6.9);
    expect(await listed(owner.token)).toEqual([week, unset, long].sort());
    await runAt(7.1);
    expect(await listed(owner.token)).toEqual([unset, long].sort());
    await runAt(30.1);
    expect(await listed(owner.token)).toEqual([]);
    const erased = api.world.erased.filter(({ tenantId }) => tenantId === owner.tenantId);
    expect(erased.map(({ conversationId }) => conversationId)).toEqual(expect.arrayContaining([week, unset, long]));
    await runAt(30.2);
    expect(api.world.erased.filter(({ tenantId }) => tenantId === owner.tenantId)).toHaveLength(3);
  });

  it("takes up to its bound in one run, and the rest in the next ones", async () => {
    const owner = await api.newTenant();
    for (let count = 0; count < 3; count += 1) await speak(owner, { retentionDays: 1 });
    const services = { ...api.services, now: () => START_MS + 2 * DAY_MS };
    await expireConversations(services, { perRun: 1_000, perTenant: 2 });
    expect(await listed(owner.token)).toHaveLength(1);
    await expireConversations(services, { perRun: 1_000, perTenant: 2 });
    expect(await listed(owner.token)).toHaveLength(0);
  });

  it("goes on to other tenants when the rooms of one cannot be reached, and comes back to it", async () => {
    const [broken, well] = [await api.newTenant(), await api.newTenant()];
    for (const owner of [broken, well]) await speak(owner, { retentionDays: 1 });
    const { rooms } = api.services;
    const failing: typeof rooms = {
      ...rooms,
      erase: async (room) => {
        if (room.tenantId === broken.tenantId) throw new Error("unreachable");
        await rooms.erase(room);
      },
    };
    const now = () => START_MS + 2 * DAY_MS;
    await expireConversations({ ...api.services, rooms: failing, now }, { perRun: 1_000, perTenant: 20 });
    expect([await listed(broken.token), await listed(well.token)].map((list) => list.length)).toEqual([1, 0]);
    await runAt(2);
    expect(await listed(broken.token)).toEqual([]);
  });
});
