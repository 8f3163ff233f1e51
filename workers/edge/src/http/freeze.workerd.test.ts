import { describe, expect, it } from "vitest";
import { signOperatorToken } from "../auth/operator-token.ts";
import { createRights } from "../rooms/rights.ts";
import { TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";

async function open() {
  const api = new TestApi();
  const owner = await api.newTenant();
  const agentId = await api.newAgent(owner.token, { allowedOrigins: [PAGE] });
  const operate = async (action: string, token?: string, tenantId: string = owner.tenantId) =>
    api.call("POST", `/v1/operator/tenants/${tenantId}/${action}`, {
      token: token ?? (await signOperatorToken(api.env.AUTH_SECRET ?? "", api.world.nowMs)),
    });
  const session = () => api.call("POST", `/v1/widget/${agentId}/sessions`, { body: {}, headers: { origin: PAGE } });
  const ask = (token: string) => api.call("POST", `/v1/agents/${agentId}/messages`, { token, body: { text: "Hello" } });
  return { api, owner, agentId, operate, session, ask };
}

describe("a tenant whose chats are paused", () => {
  it("O-38 answers no visitor, no playground and no key, and its rooms look again; its dashboard stays readable", async () => {
    const { api, owner, agentId, operate, session, ask } = await open();
    const token = (await session()).json.token;
    const key = (await api.call("POST", "/v1/api-keys", { token: owner.token, body: { name: "Key" } })).json.key;
    expect((await operate("freeze")).json).toEqual({ tenantId: owner.tenantId, isFrozen: true, isChanged: true });
    expect(api.world.rechecked).toEqual([agentId]);
    const headers = { upgrade: "websocket", origin: PAGE, "sec-websocket-protocol": `netvexa.v1, token.${token}` };
    const refused = [
      await session(),
      await api.call("GET", `/v1/widget/${agentId}/config`, { headers: { origin: PAGE } }),
      await api.call("GET", "/v1/chat", { headers }),
      await ask(owner.token),
      await ask(key),
    ];
    expect(refused.map(({ status, problem }) => [status, problem.code])).toEqual(
      refused.map(() => [402, "tenant_frozen"]),
    );
    expect(refused[0]?.headers.get("access-control-allow-origin")).toBe(PAGE);
    expect((await api.call("GET", `/v1/agents/${agentId}`, { token: owner.token })).status).toBe(200);
    expect((await api.call("GET", "/v1/conversations", { token: owner.token })).status).toBe(200);
    const claims = await api.services.visitorTokens.verify(token);
    if (claims === undefined) throw new Error("the token is good");
    const page = { origin: PAGE, tokenEndsAtMs: 0, sessionId: claims.sessionId };
    const check = () => createRights(api.services).check({ ...claims, page }, { isFresh: true });
    expect(await check()).toBe("tenant_frozen");
    expect((await operate("thaw")).json.isChanged).toBe(true);
    expect([await check(), (await session()).status, (await ask(key)).status]).toEqual([undefined, 201, 200]);
  });

  it("is paused once, and the log says by whom", async () => {
    const { api, owner, operate } = await open();
    await operate("freeze");
    expect((await operate("freeze")).json.isChanged).toBe(false);
    const audit = await api.call("GET", "/v1/audit?limit=1", { token: owner.token });
    expect(audit.json.items).toMatchObject([{ action: "tenant.freeze", actor: { kind: "operator" } }]);
  });

  it("is paused by whoever runs the product and by nobody else", async () => {
    const { api, owner, operate } = await open();
    const key = (await api.call("POST", "/v1/api-keys", { token: owner.token, body: { name: "Key" } })).json.key;
    const old = await signOperatorToken(api.env.AUTH_SECRET ?? "", api.world.nowMs - 61_000);
    const forged = await signOperatorToken("another secret of thirty-two characters", api.world.nowMs);
    for (const token of ["", "nonsense", owner.token, key, old, forged]) {
      expect((await operate("freeze", token)).problem.code).toBe("unauthenticated");
    }
    expect((await operate("freeze", undefined, "ten_unknown")).status).toBe(404);
    expect((await operate("melt")).status).toBe(404);
  });
});

describe("a read-only role", () => {
  it("O-38 asks nothing in the playground, and one that was lowered asks nothing any more", async () => {
    const { api, owner, ask } = await open();
    const viewer = await api.newMember(owner.tenantId, "viewer");
    const operator = await api.newMember(owner.tenantId, "operator");
    expect((await ask(viewer.token)).problem.code).toBe("forbidden");
    expect((await ask(operator.token)).status).toBe(200);
    await api.call("PATCH", `/v1/members/${operator.userId}`, { token: owner.token, body: { role: "viewer" } });
    expect((await ask(operator.token)).problem.code).toBe("forbidden");
    expect(api.world.asked).toHaveLength(1);
  });

  it("O-38 that is taken away, and a key that is revoked, ask nothing any more", async () => {
    const { api, owner, ask } = await open();
    const editor = await api.newMember(owner.tenantId, "editor");
    const { key, id } = (await api.call("POST", "/v1/api-keys", { token: owner.token, body: { name: "Key" } })).json;
    expect([(await ask(editor.token)).status, (await ask(key)).status]).toEqual([200, 200]);
    await api.call("DELETE", `/v1/members/${editor.userId}`, { token: owner.token });
    await api.call("DELETE", `/v1/api-keys/${id}`, { token: owner.token });
    expect([(await ask(editor.token)).problem.code, (await ask(key)).problem.code]).toEqual([
      "unauthenticated",
      "unauthenticated",
    ]);
    expect(api.world.asked).toHaveLength(2);
  });
});
