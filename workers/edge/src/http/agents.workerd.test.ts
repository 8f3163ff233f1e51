import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";

const api = new TestApi();

describe("agents", () => {
  it("are live on creation, edited as a draft, and changed for visitors by publishing", async () => {
    const { token } = await api.newTenant();
    const created = await api.call("POST", "/v1/agents", { token, body: { name: "Guide", greeting: "Hello" } });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ name: "Guide", greeting: "Hello", version: 1, allowedOrigins: [] });
    const path = `/v1/agents/${created.json.id}`;
    const edited = await api.call("PATCH", path, { token, body: { greeting: "Good day" } });
    expect(edited.json).toMatchObject({
      greeting: "Hello",
      version: 1,
      draft: { name: "Guide", greeting: "Good day" },
    });
    const config = `/v1/widget/${created.json.id}/config`;
    expect((await api.call("GET", config)).json.greeting).toBe("Hello");
    const published = await api.call("POST", `${path}/publish`, { token });
    expect(published.json).toMatchObject({ greeting: "Good day", version: 2 });
    expect(published.json).not.toHaveProperty("draft");
    expect((await api.call("GET", config)).json.greeting).toBe("Good day");
    const versions = await api.call("GET", `${path}/versions`, { token });
    expect(versions.json.items.map((item: { version: number }) => item.version)).toEqual([2, 1]);
    expect((await api.call("GET", path, { token })).json).toEqual(published.json);
  });

  it("lose a draft that was edited back to what is published", async () => {
    const { token } = await api.newTenant();
    const path = `/v1/agents/${await api.newAgent(token)}`;
    await api.call("PATCH", path, { token, body: { name: "Other" } });
    const undone = await api.call("PATCH", path, { token, body: { name: "Guide" } });
    expect(undone.json).not.toHaveProperty("draft");
  });

  it("publish nothing when there is no draft", async () => {
    const { token } = await api.newTenant();
    const path = `/v1/agents/${await api.newAgent(token)}`;
    const before = await api.call("GET", path, { token });
    expect((await api.call("POST", `${path}/publish`, { token })).json).toEqual(before.json);
  });

  it("are listed newest first, page by page, each once", async () => {
    const { token } = await api.newTenant();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      api.world.nowMs += 1;
      ids.unshift(await api.newAgent(token));
    }
    const seen: string[] = [];
    let query = "limit=2";
    for (;;) {
      const { json } = await api.call("GET", `/v1/agents?${query}`, { token });
      seen.push(...json.items.map((item: { id: string }) => item.id));
      if (json.nextCursor === null) break;
      query = `limit=2&cursor=${encodeURIComponent(json.nextCursor)}`;
    }
    expect(seen).toEqual(ids);
  });

  it("are gone after deletion, for their owner and for the public", async () => {
    const { token } = await api.newTenant();
    const agentId = await api.newAgent(token);
    expect((await api.call("DELETE", `/v1/agents/${agentId}`, { token })).status).toBe(204);
    expect((await api.call("GET", `/v1/agents/${agentId}`, { token })).status).toBe(404);
    expect((await api.call("GET", `/v1/widget/${agentId}/config`)).status).toBe(404);
    expect((await api.call("DELETE", `/v1/agents/${agentId}`, { token })).status).toBe(404);
  });

  it("are not changed by a viewer", async () => {
    const { token } = await api.newTenant("viewer");
    expect((await api.call("POST", "/v1/agents", { token, body: { name: "Guide" } })).problem.code).toBe("forbidden");
    expect((await api.call("PATCH", `/v1/agents/${newId("agent")}`, { token, body: {} })).status).toBe(403);
    expect((await api.call("GET", "/v1/agents", { token })).status).toBe(200);
  });

  it("keep what one tenant has from every other", async () => {
    const [mine, theirs] = [await api.newTenant(), await api.newTenant()];
    await api.newAgent(theirs.token, { name: "Canary" });
    expect((await api.call("GET", "/v1/agents", { token: mine.token })).json).toEqual({ items: [], nextCursor: null });
  });
});
