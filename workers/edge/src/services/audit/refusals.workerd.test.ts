import { newId } from "@netvexa/contract/ids";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { describe, expect, it } from "vitest";
import { TestApi } from "../../testing/test-api.ts";
import { REFUSALS_PER_ACTOR, REFUSALS_WINDOW_MS } from "./refusals.ts";
import { verifyAuditChain } from "./verify.ts";

interface Event {
  actor: { kind: string; id: string };
  target: { kind: string; id: string };
  detail: Record<string, unknown>;
}

async function openTenant() {
  const api = new TestApi();
  const owner = await api.newTenant();
  const refusals = async (): Promise<Event[]> => {
    const { json } = await api.call("GET", "/v1/audit?action=access.refused&limit=100", { token: owner.token });
    return json.items;
  };
  return { api, owner, refusals };
}

describe("a refused reach", () => {
  it("O-01 by an id in the body is written down as one by an id in the address", async () => {
    const { api, owner, refusals } = await openTenant();
    const { token } = owner;
    const [mine, theirs] = [await api.newAgent(token), await api.newAgent((await api.newTenant()).token)];
    const conversationId = newId("conversation");
    const asked = await api.call("POST", `/v1/agents/${mine}/messages`, {
      token,
      body: { text: "Hi", conversationId },
    });
    expect(asked.problem.code).toBe("not_found");
    const key = await api.call("POST", "/v1/api-keys", { token, body: { name: "Key", agents: [mine, theirs] } });
    expect(key.problem.code).toBe("invalid_request");
    expect((await refusals()).map(({ detail }) => detail)).toEqual([
      { route: "POST /v1/api-keys", code: "invalid_request", others: [theirs] },
      { route: "POST /v1/agents/{agentId}/messages", code: "not_found", others: [conversationId] },
    ]);
  });

  it("by role or scope names the actor, and the route where no object is named", async () => {
    const { api, owner, refusals } = await openTenant();
    const viewer = await api.newMember(owner.tenantId, "viewer");
    await api.call("POST", "/v1/agents", { token: viewer.token, body: { name: "Other" } });
    const key = await api.call("POST", "/v1/api-keys", {
      token: owner.token,
      body: { name: "Narrow", scopes: ["search"] },
    });
    await api.call("GET", "/v1/agents", { token: key.json.key });
    expect(await refusals()).toMatchObject([
      { actor: { kind: "key", id: key.json.id }, target: { kind: "route", id: "GET /v1/agents" } },
      { actor: { kind: "user", id: viewer.userId }, target: { kind: "route", id: "POST /v1/agents" } },
    ]);
  });

  it("leaves nothing behind where only the form was wrong, or nobody is known", async () => {
    const { api, owner, refusals } = await openTenant();
    const agentId = await api.newAgent(owner.token);
    await api.call("PATCH", `/v1/agents/${agentId}`, { token: owner.token, body: { name: "" } });
    await api.call("GET", `/v1/agents/${newId("agent")}`, { token: "unknown" });
    expect(await refusals()).toEqual([]);
  });

  it("is written down again after the window, and never more than the bound within it", async () => {
    const { api, owner, refusals } = await openTenant();
    const call = (id: string) => api.call("GET", `/v1/agents/${id}`, { token: owner.token });
    const first = newId("agent");
    await call(first);
    await call(first);
    expect(await refusals()).toHaveLength(1);
    api.world.nowMs += REFUSALS_WINDOW_MS + 1;
    await call(first);
    expect(await refusals()).toHaveLength(2);
    await Promise.all(Array.from({ length: REFUSALS_PER_ACTOR + 10 }, () => call(newId("agent"))));
    expect(await refusals()).toHaveLength(REFUSALS_PER_ACTOR + 1);
    const chain = await verifyAuditChain(api.services.db, mintTenantContext(owner.tenantId));
    expect(chain.broken).toBeUndefined();
  });

  it("is written down once although several isolates meet it", async () => {
    const { api, owner, refusals } = await openTenant();
    const id = newId("agent");
    for (const isolate of [api, new TestApi(), new TestApi()]) {
      await isolate.call("GET", `/v1/agents/${id}`, { token: owner.token });
    }
    expect(await refusals()).toHaveLength(1);
  });
});
