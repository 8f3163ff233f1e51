import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";

const api = new TestApi();

async function open() {
  const { token } = await api.newTenant();
  const post = (path: string, key: string, body?: unknown) =>
    api.call("POST", path, { token, headers: { "idempotency-key": key }, ...(body === undefined ? {} : { body }) });
  const countAgents = async () => (await api.call("GET", "/v1/agents", { token })).json.items.length;
  return { token, post, countAgents };
}

describe("Idempotency-Key", () => {
  it("O-61 gives the first answer again and acts once", async () => {
    const { post, countAgents } = await open();
    const first = await post("/v1/agents", "one", { name: "Guide" });
    const again = await post("/v1/agents", "one", { name: "Guide" });
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await countAgents()).toBe(1);
  });

  it("O-61 acts once for requests at the same time", async () => {
    const { post, countAgents } = await open();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post("/v1/agents", "same", { name: "Guide" })));
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.id}`)).size).toBe(1);
    expect(await countAgents()).toBe(1);
  });

  it("refuses the key with another body, and is free for another route", async () => {
    const { post } = await open();
    const { json } = await post("/v1/agents", "one", { name: "Guide" });
    expect((await post("/v1/agents", "one", { name: "Other" })).problem.code).toBe("idempotency_conflict");
    expect((await post(`/v1/agents/${json.id}/publish`, "one")).status).toBe(200);
  });

  it("keeps nothing of a request that failed", async () => {
    const { post } = await open();
    expect((await post("/v1/agents", "one", { name: "" })).status).toBe(422);
    expect((await post("/v1/agents", "one", { name: "Guide" })).status).toBe(201);
  });

  it("sends one job for a source that is posted twice", async () => {
    const { token, post } = await open();
    const path = `/v1/agents/${await api.newAgent(token)}/sources`;
    const body = { kind: "url", url: "https://example.com/" };
    const [first, again] = [await post(path, "src", body), await post(path, "src", body)];
    expect(again.json).toEqual(first.json);
    expect(api.world.jobs.filter((job) => job.sourceId === first.json.source.id)).toHaveLength(1);
  });

  it("asks the room in the same words and the same conversation, should a stream be repeated", async () => {
    const { token } = await open();
    const path = `/v1/agents/${await api.newAgent(token)}/messages`;
    const headers = { "idempotency-key": "ask", accept: "text/event-stream" };
    const before = api.world.asked.length;
    for (let count = 0; count < 2; count += 1) await api.call("POST", path, { token, headers, body: { text: "Hi" } });
    const [first, again] = api.world.asked.slice(before);
    expect(again).toEqual(first);
    expect(api.world.joins.at(-1)?.conversationId).toBe(api.world.joins.at(-2)?.conversationId);
  });

  it("never shows a secret twice", async () => {
    const { post } = await open();
    const first = await post("/v1/api-keys", "one", { name: "CI" });
    expect(first.json.key).toMatch(/^nvx_[0-9A-Za-z]{40}$/);
    const again = await post("/v1/api-keys", "one", { name: "CI" });
    expect(again.problem.code).toBe("conflict");
    expect(again.text).not.toContain("nvx_");
  });

  it("takes only keys of visible characters", async () => {
    const { post } = await open();
    expect((await post("/v1/agents", "x".repeat(201), { name: "Guide" })).problem.code).toBe("invalid_request");
    expect((await post("/v1/agents", "a b", { name: "Guide" })).problem.code).toBe("invalid_request");
  });
});
