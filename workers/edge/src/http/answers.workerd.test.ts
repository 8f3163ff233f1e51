import { newId } from "@netvexa/contract/ids";
import { makeProblem } from "@netvexa/contract/problem";
import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";

async function open() {
  const api = new TestApi();
  const tenant = await api.newTenant();
  const agentId = await api.newAgent(tenant.token, { locale: "en" });
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    api.call("POST", `/v1/agents/${agentId}/messages`, { token: tenant.token, body, headers });
  return { api, ...tenant, agentId, ask };
}

describe("search", () => {
  it("answers with hits and honest timings, in the body and in the header", async () => {
    const { api, agentId, token } = await open();
    const found = await api.call("POST", `/v1/agents/${agentId}/search`, { token, body: { query: "hours" } });
    expect(found.json).toEqual({ hits: [], timings: expect.objectContaining({ total: expect.any(Number) }) });
    expect(found.headers.get("server-timing")).toMatch(/guard;dur=.*db;dur=.*total;dur=/);
  });
});

describe("messages", () => {
  it("are answered whole", async () => {
    const { api, agentId, tenantId, ask } = await open();
    const { status, json } = await ask({ text: "Where are you?" });
    expect(status).toBe(200);
    expect(json).toMatchObject({ text: "In Vienna.", citations: [], made: { by: "extractive" }, timings: { db: 4 } });
    expect(api.world.joins).toMatchObject([{ tenantId, agentId, agentVersion: 1, channel: "playground" }]);
    expect(api.world.asked).toMatchObject([{ text: "Where are you?" }]);
  });

  it("stream the frames of the socket as events", async () => {
    const { ask } = await open();
    const { headers, text } = await ask({ text: "Where are you?" }, { accept: "text/event-stream" });
    expect(headers.get("content-type")).toBe("text/event-stream");
    expect(headers.get("x-conversation-id")).toMatch(/^cnv_/);
    const events = text.trimEnd().split("\n\n");
    expect(events.every((event) => event.startsWith("data: {"))).toBe(true);
    const types = events.map((event) => JSON.parse(event.slice("data: ".length)).type);
    expect(types).toEqual(["ack", "start", "delta", "delta", "end"]);
  });

  it("continue a conversation of the same agent", async () => {
    const { api, token, ask } = await open();
    const first = await ask({ text: "Where are you?" });
    const { conversationId } = first.json;
    const second = await ask({ text: "And when?", conversationId });
    expect(second.json.conversationId).toBe(conversationId);
    expect(api.world.joins[1]?.visitorId).toBe(api.world.joins[0]?.visitorId);
    const read = await api.call("GET", `/v1/conversations/${conversationId}`, { token });
    expect(read.json).toMatchObject({ id: conversationId, channel: "playground", title: "" });
    expect((await api.call("GET", "/v1/conversations", { token })).json.items).toEqual([read.json]);
    const messages = await api.call("GET", `/v1/conversations/${conversationId}/messages`, { token });
    expect(messages.json).toEqual({ items: [], nextCursor: null });
  });

  it("wake no room for a conversation that is not there, is another agent's or another tenant's", async () => {
    const { api, token, ask } = await open();
    const { json } = await ask({ text: "Where are you?" });
    const other = await api.newTenant();
    const foreign = await api.newAgent(other.token);
    const sibling = await api.newAgent(token);
    const rooms = api.world.joins.length;
    const body = { text: "And?", conversationId: json.conversationId };
    const answers = [
      await ask({ text: "And?", conversationId: newId("conversation") }),
      await ask({ text: "And?", conversationId: "nonsense" }),
      await api.call("POST", `/v1/agents/${sibling}/messages`, { token, body }),
      await api.call("POST", `/v1/agents/${foreign}/messages`, { token: other.token, body }),
    ];
    expect(answers.map(({ problem }) => problem.code)).toEqual(Array(4).fill("not_found"));
    expect(api.world.joins).toHaveLength(rooms);
  });

  it("pass a problem of the room on", async () => {
    const { api, ask } = await open();
    const { instance: _, ...problem } = makeProblem(
      { code: "queue_full", retryAfterMs: 1_500 },
      { origin: "", instance: "" },
    );
    api.world.frames = () => [{ type: "problem", problem }];
    const refused = await ask({ text: "Where are you?" });
    expect(refused.problem).toMatchObject({ status: 429, code: "queue_full", retryAfterMs: 1_500 });
    expect(refused.headers.get("retry-after")).toBe("2");
  });

  it("say so when the room ends without an answer", async () => {
    const { api, ask } = await open();
    api.world.frames = () => [];
    expect((await ask({ text: "Where are you?" })).problem.code).toBe("unavailable");
  });
});
