import { newId } from "@netvexa/contract/ids";
import { PROBLEMS } from "@netvexa/contract/problem";
import { describe, expect, it } from "vitest";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";
const HOUR_MS = 3_600_000;

async function open() {
  const api = new TestApi();
  const { token, tenantId } = await api.newTenant();
  const agentId = await api.newAgent(token, {
    allowedOrigins: [PAGE],
    instructions: "secret words",
    starters: ["Where?"],
  });
  const session = (body: unknown = {}, origin: string | undefined = PAGE) =>
    api.call("POST", `/v1/widget/${agentId}/sessions`, { body, headers: origin === "" ? {} : { origin } });
  return { api, token, tenantId, agentId, session };
}

async function upgrade(api: TestApi, headers: Record<string, string>) {
  return api.call("GET", "/v1/chat", { headers: { upgrade: "websocket", ...headers } });
}

describe("the widget's configuration", () => {
  it("shows the agent's face and nothing else", async () => {
    const { api, agentId } = await open();
    const config = await api.call("GET", `/v1/widget/${agentId}/config`);
    expect(config.json).toEqual({
      agentId,
      name: "Guide",
      greeting: "",
      starters: ["Where?"],
      locale: "en",
      theme: {},
    });
    expect(config.headers.get("cache-control")).toContain("public");
    expect(config.headers.get("vary")).toBe("Origin");
  });

  it("is not sent again to who has it", async () => {
    const { api, agentId } = await open();
    const etag = (await api.call("GET", `/v1/widget/${agentId}/config`)).headers.get("etag") ?? "";
    const again = await api.call("GET", `/v1/widget/${agentId}/config`, { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("is readable for allowed pages only", async () => {
    const { api, agentId } = await open();
    const read = (origin: string) => api.call("GET", `/v1/widget/${agentId}/config`, { headers: { origin } });
    expect((await read(PAGE)).headers.get("access-control-allow-origin")).toBe(PAGE);
    const refused = await read("https://evil.test");
    expect(refused.problem.code).toBe("origin_not_allowed");
    expect(refused.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("answers a preflight for allowed pages only, without credentials", async () => {
    const { api, agentId } = await open();
    const ask = (origin: string) => api.call("OPTIONS", `/v1/widget/${agentId}/sessions`, { headers: { origin } });
    const allowed = await ask(PAGE);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(allowed.headers.has("access-control-allow-credentials")).toBe(false);
    const refused = await ask("https://evil.test");
    expect([refused.status, refused.headers.has("access-control-allow-origin")]).toEqual([403, false]);
  });
});

describe("a widget session", () => {
  it("is opened from an allowed page and from our own site", async () => {
    const { session } = await open();
    const { status, json, headers } = await session();
    expect(status).toBe(201);
    expect(json).toMatchObject({ socketUrl: "wss://app.netvexa.test/v1/chat" });
    expect(headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(headers.get("cache-control")).toBe("no-store");
    expect((await session({}, PUBLIC_URL)).status).toBe(201);
  });

  it.each(["", "null", "http://shop.example", "https://shop.example.evil.test", "https://evil.test"])(
    "is refused to %j",
    async (origin) => {
      const { session } = await open();
      expect((await session({}, origin)).problem.code).toBe("origin_not_allowed");
    },
  );

  it("tells an allowed page what was wrong", async () => {
    const { session } = await open();
    const refused = await session({ unknown: 1 });
    expect(refused.problem.errors).toEqual([expect.objectContaining({ pointer: "/unknown", code: "unknown_field" })]);
    expect(refused.headers.get("access-control-allow-origin")).toBe(PAGE);
  });

  it("continues the conversation of an earlier token for a day", async () => {
    const { api, session } = await open();
    const first = (await session()).json;
    api.world.nowMs += 23 * HOUR_MS;
    const second = (await session({ token: first.token })).json;
    expect(second.conversationId).toBe(first.conversationId);
    api.world.nowMs += 25 * HOUR_MS;
    expect((await session({ token: second.token })).json.conversationId).not.toBe(first.conversationId);
  });

  it("begins anew on request, for the same visitor", async () => {
    const { api, session } = await open();
    const first = (await session()).json;
    const fresh = (await session({ token: first.token, fresh: true })).json;
    expect(fresh.conversationId).not.toBe(first.conversationId);
    const [before, after] = await Promise.all(
      [first, fresh].map(({ token }) => api.services.visitorTokens.verify(token)),
    );
    expect(after?.visitorId).toBe(before?.visitorId);
  });

  it("takes no token of another page or agent, and no other kind of token", async () => {
    const { api, token, agentId, session } = await open();
    const fromSite = (await session({}, PUBLIC_URL)).json;
    const other = await api.newAgent(token, { allowedOrigins: [PAGE] });
    const ofOther = (await api.call("POST", `/v1/widget/${other}/sessions`, { body: {}, headers: { origin: PAGE } }))
      .json;
    for (const earlier of [fromSite.token, ofOther.token, token, "nonsense"]) {
      const opened = await session({ token: earlier });
      expect(opened.status).toBe(201);
      expect([fromSite.conversationId, ofOther.conversationId]).not.toContain(opened.json.conversationId);
      expect(opened.json.conversationId).toMatch(/^cnv_/);
    }
    expect(agentId).not.toBe(other);
  });
});

describe("the socket", () => {
  it("O-41 joins the conversation of the token and nothing that a stranger names", async () => {
    const { api, agentId, tenantId, session } = await open();
    const { token, conversationId } = (await session()).json;
    const headers = { origin: PAGE, "sec-websocket-protocol": `netvexa.v1, token.${token}`, "x-netvexa-join": "{}" };
    await api.fetch("GET", "/v1/chat", { headers: { upgrade: "websocket", ...headers } });
    expect(api.world.joins).toMatchObject([{ tenantId, agentId, conversationId, channel: "widget", agentVersion: 1 }]);
  });

  it("wants an upgrade and the protocol's name", async () => {
    const { api } = await open();
    expect((await api.call("GET", "/v1/chat")).problem).toMatchObject({ status: 426, code: "upgrade_required" });
    const headers = { upgrade: "websocket", "sec-websocket-protocol": "other" };
    expect((await api.call("GET", "/v1/chat", { headers })).problem.code).toBe("upgrade_required");
  });

  it.each([
    ["no token", async () => ({ origin: PAGE, protocol: "netvexa.v1" }), "unauthenticated"],
    [
      "an expired token",
      async ({ api, token }: Opened) => {
        api.world.nowMs += HOUR_MS;
        return { origin: PAGE, protocol: `netvexa.v1, token.${token}` };
      },
      "unauthenticated",
    ],
    [
      "an access token",
      async ({ access }: Opened) => ({ origin: PAGE, protocol: `netvexa.v1, token.${access}` }),
      "unauthenticated",
    ],
    [
      "another page's token",
      async ({ token }: Opened) => ({ origin: PUBLIC_URL, protocol: `netvexa.v1, token.${token}` }),
      "origin_not_allowed",
    ],
    [
      "no origin",
      async ({ token }: Opened) => ({ origin: "", protocol: `netvexa.v1, token.${token}` }),
      "origin_not_allowed",
    ],
    [
      "a page that is no longer allowed",
      async ({ api, access, agentId, token }: Opened) => {
        const path = `/v1/agents/${agentId}`;
        await api.call("PATCH", path, { token: access, body: { allowedOrigins: [] } });
        await api.call("POST", `${path}/publish`, { token: access });
        return { origin: PAGE, protocol: `netvexa.v1, token.${token}` };
      },
      "origin_not_allowed",
    ],
    [
      "an agent that is gone",
      async ({ api, access, agentId, token }: Opened) => {
        await api.call("DELETE", `/v1/agents/${agentId}`, { token: access });
        return { origin: PAGE, protocol: `netvexa.v1, token.${token}` };
      },
      "not_found",
    ],
  ] as const)("O-43 refuses %s with a plain answer, and wakes no room", async (_name, prepare, problemCode) => {
    const { api, token: access, agentId, session } = await open();
    const { token } = (await session()).json;
    const { origin, protocol } = await prepare({ api, access, agentId, token });
    const headers = { "sec-websocket-protocol": protocol, ...(origin === "" ? {} : { origin }) };
    const refused = await upgrade(api, headers);
    expect([refused.status, refused.problem.code]).toEqual([PROBLEMS[problemCode].status, problemCode]);
    expect(api.world.joins).toEqual([]);
  });

  it("refuses a well-made token whose tenant does not have the agent", async () => {
    const { api, agentId } = await open();
    const { token } = await api.services.visitorTokens.sign({
      tenantId: newId("tenant"),
      agentId,
      conversationId: newId("conversation"),
      visitorId: newId("visitor"),
      sessionId: newId("session"),
      origin: PAGE,
    });
    const refused = await upgrade(api, { origin: PAGE, "sec-websocket-protocol": `netvexa.v1, token.${token}` });
    expect([refused.status, refused.problem.code]).toEqual([404, "not_found"]);
  });
});

interface Opened {
  api: TestApi;
  access: string;
  agentId: string;
  token: string;
}
