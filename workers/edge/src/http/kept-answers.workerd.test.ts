import { idempotency } from "@netvexa/db/schema/idempotency";
import { tenantBatch } from "@netvexa/db/tenant";
import { beforeEach, describe, expect, it } from "vitest";
import { tenantOf } from "../auth/tenant-of.ts";
import { keepHouseOf } from "../jobs/upkeep.ts";
import { TestApi } from "../testing/test-api.ts";

const HOUR_MS = 3_600_000;

describe("an answer that is kept for its key", () => {
  let api: TestApi;
  let owner: Awaited<ReturnType<TestApi["newTenant"]>>;
  let agentId: string;

  beforeEach(async () => {
    api = new TestApi();
    owner = await api.newTenant();
    agentId = await api.newAgent(owner.token);
  });

  const post = (path: string, key: string, body: unknown) =>
    api.call("POST", path, { token: owner.token, headers: { "idempotency-key": key }, body });
  const ask = (key: string) => post(`/v1/agents/${agentId}/messages`, key, { text: "canary question" });
  const kept = async (tenantId = owner.tenantId) => {
    const [rows] = await tenantBatch(api.services.db, tenantOf({ tenantId }), (query) => [
      query.select().from(idempotency),
    ]);
    return rows;
  };

  it("O-68 lies sealed, bound to its row, and is given again as it was", async () => {
    const first = await ask("one");
    expect(first.json.text).toBe("In Vienna.");
    expect(await ask("two")).toMatchObject({ status: 200 });
    const rows = await kept();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/Vienna|canary/);
    expect((await ask("one")).json).toEqual(first.json);
    const other = rows.find(({ key }) => key === "two");
    await tenantBatch(api.services.db, tenantOf(owner), (query) => [
      query.update(idempotency).set({ response: other?.response }),
    ]);
    const moved = await ask("one");
    expect([moved.status, moved.text.includes("Vienna")]).toEqual([500, false]);
  });

  it("O-68 has a digest of its body from which no address can be guessed", async () => {
    await post("/v1/visitors/search", "one", { email: "ada@example.com" });
    const plain = await crypto.subtle.digest("SHA-256", new TextEncoder().encode('{"email":"ada@example.com"}'));
    const guess = [...new Uint8Array(plain)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(JSON.stringify(await kept())).not.toContain(guess);
    expect((await post("/v1/visitors/search", "one", { email: "eve@example.com" })).problem.code).toBe(
      "idempotency_conflict",
    );
  });

  it("O-42 never holds a key or an address to upload to in the clear", async () => {
    const made = await post("/v1/api-keys", "key", { name: "CI" });
    const upload = { kind: "file", name: "a.txt", contentType: "text/plain", sizeBytes: 3 };
    const source = await post(`/v1/agents/${agentId}/sources`, "src", upload);
    expect(source.json.upload.url).toContain("bucket.test");
    const rows = JSON.stringify(await kept());
    expect(rows).not.toContain(made.json.key);
    expect(rows).not.toContain("bucket.test");
  });

  it("goes with the conversation that it tells of, and with all of them", async () => {
    const { json } = await ask("one");
    const second = await ask("two");
    expect(second.json.conversationId).not.toBe(json.conversationId);
    const { visitorId } = api.world.joins.find((join) => join.conversationId === json.conversationId) ?? {};
    await api.call("DELETE", `/v1/visitors/${visitorId}`, { token: owner.token });
    expect((await kept()).map(({ key }) => key)).toEqual(["two"]);
    await api.call("DELETE", `/v1/visitors?confirm=${owner.tenantId}`, { token: owner.token });
    expect(await kept()).toEqual([]);
  });

  it("is kept for a day at least, and for two at most", async () => {
    await ask("one");
    const pass = (hours: number) =>
      keepHouseOf({ ...api.services, now: () => api.world.nowMs + hours * HOUR_MS }, tenantOf(owner));
    await pass(24);
    expect(await kept()).toHaveLength(1);
    await pass(48);
    expect(await kept()).toEqual([]);
  });

  it("stays readable under a new key of the tenant", async () => {
    const first = await ask("one");
    await api.call("POST", "/v1/encryption/rotate", { token: owner.token });
    const { json } = await ask("one");
    expect(json).toEqual(first.json);
  });
});
