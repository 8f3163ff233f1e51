import { readFile } from "node:fs/promises";
import { EMBEDDED_MODEL_ID } from "@netvexa/ai/embedding-models";
import { createOpenAiEmbedder } from "@netvexa/ai/providers/openai-embedder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddingServer, startEmbeddings } from "./server.ts";

let server: EmbeddingServer;
beforeAll(async () => {
  server = await startEmbeddings({ port: 0 });
});
afterAll(() => server.close());

function post(body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${server.url}/embeddings`, { method: "POST", body: text });
}

function embedder() {
  return createOpenAiEmbedder({ baseUrl: server.url, model: EMBEDDED_MODEL_ID });
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

const LONG_TEXT = "To change your plan, open Settings, choose Billing and press Change plan. ".repeat(8);

describe("embedding server", () => {
  it("gives the vectors of the reference runtime", async () => {
    interface Reference {
      text: string;
      vector: string;
    }
    const file = await readFile(new URL("./reference-vectors.json", import.meta.url), "utf8");
    const references: Reference[] = JSON.parse(file);
    const vectors = await embedder().embed(
      references.map(({ text }) => text),
      { kind: "document" },
    );
    for (const [i, { vector }] of references.entries()) {
      const bytes = Buffer.from(vector, "base64");
      const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      expect(cosine(expected, vectors[i] ?? new Float32Array())).toBeGreaterThan(0.999);
    }
  });

  it("gives the same vector to a text alone and in a batch of unequal ones", async () => {
    const texts = ["Where is my order?", LONG_TEXT, "Refund", "How long does shipping to Norway take?"];
    const together = await embedder().embed(texts, { kind: "document" });
    const [alone] = await embedder().embed(["Where is my order?"], { kind: "query" });
    expect(cosine(alone ?? new Float32Array(), together[0] ?? new Float32Array())).toBeGreaterThan(0.99999);
  });

  it("puts a paraphrase nearer than another subject", async () => {
    const [question, same, other] = await embedder().embed(
      ["How can I get my money back?", "What do I do to receive a refund?", "Which colours does the chair come in?"],
      { kind: "document" },
    );
    const empty = new Float32Array();
    expect(cosine(question ?? empty, same ?? empty)).toBeGreaterThan(cosine(question ?? empty, other ?? empty) + 0.2);
  });

  it("answers float and base64 alike, with usage", async () => {
    const floats = await (await post({ model: EMBEDDED_MODEL_ID, input: "hello" })).json();
    const base64 = await (await post({ model: EMBEDDED_MODEL_ID, input: ["hello"], encoding_format: "base64" })).json();
    expect(floats).toMatchObject({
      object: "list",
      model: EMBEDDED_MODEL_ID,
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    const bytes = Buffer.from(base64.data[0].embedding, "base64");
    expect(Array.from({ length: 512 }, (_, i) => bytes.readFloatLE(i * 4))).toEqual(floats.data[0].embedding);
  });

  it("answers a question before a batch that came first", async () => {
    const order: string[] = [];
    const batch = post({ model: EMBEDDED_MODEL_ID, input: new Array(8).fill(LONG_TEXT) }).then(() =>
      order.push("batch"),
    );
    const question = post({ model: EMBEDDED_MODEL_ID, input: "Where is my order?" }).then(() => order.push("question"));
    await Promise.all([batch, question]);
    expect(order).toEqual(["question", "batch"]);
  });

  it.each([
    ["no JSON", "{", 400],
    ["no input", { model: EMBEDDED_MODEL_ID }, 400],
    ["an empty text", { model: EMBEDDED_MODEL_ID, input: ["a", " "] }, 400],
    ["too many texts", { model: EMBEDDED_MODEL_ID, input: new Array(2_049).fill("a") }, 400],
    ["an unknown model", { model: "gpt", input: "a" }, 404],
    ["a body beyond the limit", "x".repeat(8 * 1024 * 1024 + 1), 413],
  ])("refuses %s", async (_, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
  });

  it("lists its one model", async () => {
    const models = await (await fetch(`${server.url}/models`)).json();
    expect(models).toMatchObject({ data: [{ id: EMBEDDED_MODEL_ID }] });
    expect((await fetch(`${server.url}/other`)).status).toBe(404);
  });
});
