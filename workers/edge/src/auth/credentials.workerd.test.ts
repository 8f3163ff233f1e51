import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";

const QUARTER_MS = 15 * 60_000;

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const list = async (options: Parameters<TestApi["call"]>[2]) => (await api.call("GET", "/v1/agents", options)).status;
  const newKey = async (body: object) => (await api.call("POST", "/v1/api-keys", { token: tenant.token, body })).json;
  return { api, ...tenant, list, newKey };
}

describe("an access token", () => {
  it("lasts a quarter of an hour", async () => {
    const { api, token, list } = await open();
    expect(await list({ token })).toBe(200);
    api.world.nowMs += QUARTER_MS + 1_000;
    expect(await list({ token })).toBe(401);
  });

  it("is taken from its header only", async () => {
    const { api, token } = await open();
    for (const name of ["token", "access_token", "api_key", "key"]) {
      expect((await api.call("GET", `/v1/agents?${name}=${token}`)).problem.code).toBe("unauthenticated");
      expect((await api.call("GET", `/v1/agents?${name}=${token}`, { token })).problem.code).toBe("unauthenticated");
    }
    const headers = { "x-user-id": newId("user"), "x-tenant-id": newId("tenant"), authorization: `Basic ${token}` };
    expect((await api.call("GET", "/v1/agents", { headers })).status).toBe(401);
  });
});

describe("an API key", () => {
  it("acts for its tenant until it is revoked", async () => {
    const { api, token, list, newKey } = await open();
    const { id, key } = await newKey({ name: "CI" });
    expect(await list({ token: key })).toBe(200);
    const listed = await api.call("GET", "/v1/api-keys", { token });
    expect(listed.json.items).toMatchObject([{ id, name: "CI", prefix: key.slice(0, 10), scopes: ["read", "write"] }]);
    expect(listed.text).not.toContain(key);
    expect((await api.call("DELETE", `/v1/api-keys/${id}`, { token })).status).toBe(204);
    expect(await list({ token: key })).toBe(401);
  });

  it("is refused within five seconds by an isolate that knew it", async () => {
    const { api, token, newKey } = await open();
    const { id, key } = await newKey({ name: "CI" });
    const elsewhere = new TestApi();
    const use = async () => (await elsewhere.call("GET", "/v1/agents", { token: key })).status;
    expect(await use()).toBe(200);
    await api.call("DELETE", `/v1/api-keys/${id}`, { token });
    elsewhere.world.nowMs += 5_001;
    expect(await use()).toBe(401);
  });

  it("covers no more than its scopes, and never the keys themselves", async () => {
    const { api, newKey } = await open();
    const { key } = await newKey({ name: "Reader", scopes: ["read"] });
    expect((await api.call("GET", "/v1/agents", { token: key })).status).toBe(200);
    expect((await api.call("POST", "/v1/agents", { token: key, body: { name: "Guide" } })).status).toBe(403);
    const full = (await newKey({ name: "Full" })).key;
    expect((await api.call("GET", "/v1/api-keys", { token: full })).status).toBe(403);
    expect((await api.call("POST", "/v1/api-keys", { token: full, body: { name: "More" } })).status).toBe(403);
  });

  it("ends when it says", async () => {
    const { api, list, newKey } = await open();
    const { key } = await newKey({ name: "CI", expiresAt: new Date(api.world.nowMs + 60_000).toISOString() });
    expect(await list({ token: key })).toBe(200);
    api.world.nowMs += 60_001;
    expect(await list({ token: key })).toBe(401);
  });

  it("is unknown if it was never made, or is of another shape", async () => {
    const { list } = await open();
    for (const token of [`nvx_${"a".repeat(40)}`, "nvx_", `nvx_${"a".repeat(39)}`])
      expect(await list({ token })).toBe(401);
  });

  it("is managed by owners and admins only", async () => {
    const api = new TestApi();
    for (const [role, status] of [
      ["admin", 201],
      ["editor", 403],
      ["viewer", 403],
    ] as const) {
      const { token } = await api.newTenant(role);
      expect((await api.call("POST", "/v1/api-keys", { token, body: { name: "CI" } })).status).toBe(status);
    }
  });
});
