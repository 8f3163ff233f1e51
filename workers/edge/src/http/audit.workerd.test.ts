import { newId } from "@netvexa/contract/ids";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { describe, expect, it } from "vitest";
import { verifyAuditChain } from "../services/audit/verify.ts";
import { TestApi } from "../testing/test-api.ts";

const api = new TestApi();

async function workedIn() {
  const owner = await api.newTenant();
  const { token } = owner;
  const agentId = await api.newAgent(token, { name: "=Guide", instructions: "secret words" });
  const path = `/v1/agents/${agentId}`;
  await api.call("PATCH", path, { token, body: { name: "Other", instructions: "new secret words" } });
  await api.call("POST", `${path}/publish`, { token });
  await api.call("POST", `${path}/publish`, { token });
  const source = await api.call("POST", `${path}/sources`, {
    token,
    body: { kind: "url", url: "https://example.com/" },
  });
  const key = await api.call("POST", "/v1/api-keys", { token, body: { name: "Key" } });
  await api.call("DELETE", `/v1/api-keys/${key.json.id}`, { token });
  await api.call("DELETE", `/v1/api-keys/${key.json.id}`, { token });
  await api.call("DELETE", `/v1/sources/${source.json.source.id}`, { token });
  await api.call("DELETE", path, { token });
  return { ...owner, agentId, secret: key.json.key as string };
}

const DONE = [
  "agent.create",
  "agent.update",
  "agent.publish",
  "source.create",
  "key.create",
  "key.revoke",
  "source.delete",
  "agent.delete",
];

describe("the audit log", () => {
  it("holds each change once, in order, chained, and nothing that changed nothing", async () => {
    const { token, tenantId, userId, agentId } = await workedIn();
    const { json } = await api.call("GET", "/v1/audit", { token });
    expect(json.items.map((item: { action: string }) => item.action).reverse()).toEqual(DONE);
    expect(json.items.map((item: { seq: number }) => item.seq)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(json.items[6]).toMatchObject({
      actor: { kind: "user", id: userId },
      target: { kind: "agent", id: agentId },
      detail: { fields: ["instructions", "name"], before: { name: "=Guide" }, after: { name: "Other" } },
      previousHash: json.items[7].hash,
    });
    const chain = await verifyAuditChain(api.services.db, mintTenantContext(tenantId));
    expect(chain).toEqual({ events: DONE.length, broken: undefined });
  });

  it("holds no secret and no instructions", async () => {
    const { token, secret } = await workedIn();
    const { text } = await api.call("GET", "/v1/audit/export", { token });
    expect(JSON.parse(text)).toHaveLength(DONE.length);
    for (const word of [secret, "secret words"]) expect(text).not.toContain(word);
  });

  it("is read page by page and by actor, action and time", async () => {
    const { token, userId } = await workedIn();
    const seen: number[] = [];
    let query = "limit=3";
    for (;;) {
      const { json } = await api.call("GET", `/v1/audit?${query}`, { token });
      seen.push(...json.items.map((item: { seq: number }) => item.seq));
      if (json.nextCursor === null) break;
      query = `limit=3&cursor=${encodeURIComponent(json.nextCursor)}`;
    }
    expect(seen).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const count = async (filter: string) => (await api.call("GET", `/v1/audit?${filter}`, { token })).json.items.length;
    expect(await count("action=agent.publish")).toBe(1);
    expect(await count(`actor=${userId}`)).toBe(DONE.length);
    expect(await count(`actor=${newId("user")}`)).toBe(0);
    expect(await count("since=2099-01-01T00:00:00Z")).toBe(0);
  });

  it("is exported as CSV, every cell quoted", async () => {
    const { token } = await workedIn();
    const { headers, text } = await api.call("GET", "/v1/audit/export?format=csv", { token });
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toContain("attachment");
    expect(text.split("\r\n")).toHaveLength(DONE.length + 2);
  });

  it("is for owners and admins of its tenant", async () => {
    await workedIn();
    for (const role of ["editor", "viewer"] as const) {
      const { token } = await api.newTenant(role);
      expect((await api.call("GET", "/v1/audit", { token })).problem.code).toBe("forbidden");
    }
    const { token } = await api.newTenant("admin");
    expect((await api.call("GET", "/v1/audit", { token })).json).toEqual({ items: [], nextCursor: null });
  });

  it("shows the attempt, and no change, where nothing changed", async () => {
    const { token } = await api.newTenant();
    await api.call("PATCH", `/v1/agents/${newId("agent")}`, { token, body: { name: "Other" } });
    await api.call("DELETE", `/v1/agents/${newId("agent")}`, { token });
    const { json } = await api.call("GET", "/v1/audit", { token });
    expect(json.items.map(({ action }: { action: string }) => action)).toEqual(["access.refused", "access.refused"]);
  });
});
