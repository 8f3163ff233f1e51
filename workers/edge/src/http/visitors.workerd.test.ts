import { newId } from "@netvexa/contract/ids";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { conversationKey, tenantKey } from "@netvexa/db/schema/sealing";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { beforeEach, describe, expect, it } from "vitest";
import type { Join } from "../rooms/join.ts";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";

const AT_MS = Date.UTC(2026, 0, 2);

describe("a visitor's data", () => {
  let api: TestApi;
  let owner: Awaited<ReturnType<TestApi["newTenant"]>>;
  let join: Join;

  beforeEach(async () => {
    api = new TestApi();
    owner = await api.newTenant();
    join = makeJoin({ tenantId: owner.tenantId, agentId: await api.newAgent(owner.token) });
    await speak(join, "ada@example.com", "=1+1");
  });

  async function speak(by: Join, email: string, text: string): Promise<void> {
    const store = createTranscriptStore({ db: api.services.db, vault: api.services.vault });
    const id = newId("message");
    const row = { id, seq: 1, settledSeq: 1, role: "visitor", text, citations: [], atMs: AT_MS } as const;
    const times = { startedAtMs: AT_MS, lastMessageAtMs: AT_MS };
    await store.write(by, { mode: "bot", title: text, messages: 1, ...times }, [
      { kind: "message", message: row },
      { kind: "feedback", messageId: id, rating: "down", comment: "not\r\nhelpful", atMs: AT_MS },
      { kind: "lead", id: newId("event"), fields: { email }, atMs: AT_MS },
    ]);
  }

  const another = () => ({ ...join, conversationId: newId("conversation"), visitorId: newId("visitor") });
  const { stringify } = JSON;

  async function rows() {
    const read = await tenantBatch(api.services.db, mintTenantContext(owner.tenantId), (query) => [
      query.select().from(conversation),
      query.select().from(message),
      query.select().from(feedback),
      query.select().from(lead),
      query.select().from(conversationKey),
      query.select().from(tenantKey),
    ]);
    return read;
  }

  it("is read like any other although it is sealed", async () => {
    const { token } = owner;
    const list = await api.call("GET", "/v1/conversations", { token });
    expect(list.json.items).toMatchObject([{ id: join.conversationId, title: "=1+1" }]);
    const messages = await api.call("GET", `/v1/conversations/${join.conversationId}/messages`, { token });
    expect(messages.json.items).toMatchObject([{ text: "=1+1", feedback: { comment: "not\r\nhelpful" } }]);
    expect(stringify(await rows())).not.toMatch(/1\+1|helpful|example\.com/);
  });

  it("from before sealing is read as it is", async () => {
    const { token, tenantId } = owner;
    const old = newId("conversation");
    await tenantBatch(api.services.db, mintTenantContext(tenantId), (query) => [
      query.insert(conversation).values({
        ...{ tenantId, id: old, agentId: join.agentId, agentVersion: 1, visitorId: newId("visitor") },
        ...{ channel: "widget", title: "As before" },
      }),
      query.insert(message).values({
        ...{ tenantId, conversationId: old, id: newId("message"), seq: 1, role: "visitor", text: "Plain" },
      }),
    ]);
    expect((await api.call("GET", `/v1/conversations/${old}`, { token })).json.title).toBe("As before");
    const { json } = await api.call("GET", `/v1/conversations/${old}/messages`, { token });
    expect(json.items).toMatchObject([{ text: "Plain", citations: [] }]);
  });

  it("is found by an address, in one tenant only", async () => {
    const body = { email: "ADA@example.com" };
    const found = await api.call("POST", "/v1/visitors/search", { token: owner.token, body });
    expect(found.json).toEqual({ visitors: [join.visitorId] });
    const stranger = await api.newTenant();
    const none = await api.call("POST", "/v1/visitors/search", { token: stranger.token, body });
    expect(none.json).toEqual({ visitors: [] });
  });

  it("is exported as JSON, for this visitor or for all", async () => {
    await speak(another(), "bob@example.com", "Hi");
    const { token } = owner;
    const one = await api.call("GET", `/v1/visitors/${join.visitorId}/export`, { token });
    expect(one.json).toMatchObject([
      { id: join.conversationId, messages: [{ text: "=1+1" }], leads: [{ fields: { email: "ada@example.com" } }] },
    ]);
    expect((await api.call("GET", "/v1/export", { token })).json).toHaveLength(2);
    expect((await api.call("GET", `/v1/visitors/${newId("visitor")}/export`, { token })).status).toBe(404);
  });

  it("O-33 is exported as CSV in which a spreadsheet finds no formula", async () => {
    const { token } = owner;
    const { text } = await api.call("GET", `/v1/visitors/${join.visitorId}/export?format=csv`, { token });
    expect(text).toContain(`"visitor","'=1+1","","down","not\r\nhelpful"\r\n`);
    expect(text).toContain(`"email: ada@example.com"`);
  });

  it("is gone after it was erased, with its key and its room, and nobody else's is", async () => {
    const other = another();
    await speak(other, "bob@example.com", "Hi");
    const { token } = owner;
    const { json } = await api.call("DELETE", `/v1/visitors/${join.visitorId}`, { token });
    expect(json).toMatchObject({
      visitorId: join.visitorId,
      conversations: 1,
      messages: 1,
      leads: 1,
      keysDestroyed: 1,
    });
    expect(api.world.erased).toEqual([{ tenantId: owner.tenantId, conversationId: join.conversationId }]);
    const left = stringify(await rows());
    expect(left).not.toContain(join.conversationId);
    expect(left).not.toContain(join.visitorId);
    expect((await api.call("GET", `/v1/conversations/${other.conversationId}`, { token })).json.title).toBe("Hi");
    expect((await api.call("DELETE", `/v1/visitors/${join.visitorId}`, { token })).status).toBe(404);
    const log = await api.call("GET", "/v1/audit?action=visitor.erase", { token });
    expect(log.json.items[0]).toMatchObject({ action: "visitor.erase", target: { id: join.visitorId } });
  });

  it("of a stranger's tenant is not there, and not everybody may erase", async () => {
    const stranger = await api.newTenant();
    expect((await api.call("DELETE", `/v1/visitors/${join.visitorId}`, { token: stranger.token })).status).toBe(404);
    const viewer = await api.newTenant("viewer");
    const refused = await api.call("DELETE", `/v1/visitors/${newId("visitor")}`, { token: viewer.token });
    expect(refused.status).toBe(403);
    expect((await rows())[0]).toHaveLength(1);
  });

  it("stays readable under a new key of the tenant", async () => {
    const { token } = owner;
    const { json } = await api.call("POST", "/v1/encryption/rotate", { token });
    expect(json).toEqual({ version: 2, rewrapped: 1, isComplete: true });
    const list = await new TestApi().call("GET", "/v1/conversations", { token });
    expect(list.json.items).toMatchObject([{ title: "=1+1" }]);
  });

  it("opens nowhere from a backup once the tenant was erased", async () => {
    const [, messages, , , keys] = await rows();
    const { token, tenantId } = owner;
    const wrong = await api.call("DELETE", `/v1/visitors?confirm=${newId("tenant")}`, { token });
    expect(wrong.problem.code).toBe("invalid_request");
    const { json } = await api.call("DELETE", `/v1/visitors?confirm=${tenantId}`, { token });
    expect(json).toMatchObject({ conversations: 1, isComplete: true, keysDestroyed: 3 });
    expect((await rows()).map((table) => table.length)).toEqual([0, 0, 0, 0, 0, 2]);
    const [row] = keys;
    if (row === undefined) throw new Error("no key");
    expect(messages).toHaveLength(1);
    await expect(api.services.vault.unwrap(mintTenantContext(tenantId), row)).rejects.toThrow();
    await speak(another(), "eve@example.com", "Again");
    expect((await api.call("GET", "/v1/conversations", { token })).json.items).toMatchObject([{ title: "Again" }]);
  });
});
