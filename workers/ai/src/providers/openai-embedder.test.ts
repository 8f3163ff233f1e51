import { describe, expect, it } from "vitest";
import { ModelError } from "../model-error.ts";
import { createOpenAiEmbedder, type OpenAiEmbedderOptions } from "./openai-embedder.ts";

interface Sent {
  model: string;
  input: string[];
}

/** A provider whose vector for "n" points along the axis n of four. */
function axis(text: string): number[] {
  const place = Number(text) % 4;
  return [0, 1, 2, 3].map((i) => (i === place ? 2 : 0));
}

function makeEmbedder(answer: (sent: Sent, call: number) => unknown, options: Partial<OpenAiEmbedderOptions> = {}) {
  const calls: Sent[] = [];
  const waits: number[] = [];
  const embedder = createOpenAiEmbedder({
    baseUrl: "http://models.test/v1/",
    model: "some-model",
    apiKey: "secret",
    fetch: async (_url, init) => {
      const sent: Sent = JSON.parse(String(init?.body));
      calls.push(sent);
      const body = answer(sent, calls.length);
      return body instanceof Response ? body : Response.json(body);
    },
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => 1,
    ...options,
  });
  return { embedder, calls, waits };
}

const honest = ({ input }: Sent) => ({ data: input.map((text, index) => ({ index, embedding: axis(text) })) });
const failure = (status: number, headers: Record<string, string> = {}) => new Response("{}", { status, headers });
const document = { kind: "document" } as const;

describe("OpenAI-compatible embedder", () => {
  it("keeps the order over batches of 64 and gives unit vectors", async () => {
    const { embedder, calls } = makeEmbedder(honest);
    const texts = Array.from({ length: 150 }, (_, i) => String(i));
    const vectors = await embedder.embed(texts, document);
    expect(calls.map(({ input }) => input.length)).toEqual([64, 64, 22]);
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual(texts.map((text) => Number(text) % 4));
  });

  it("orders by the provider's index, not by its list", async () => {
    const { embedder } = makeEmbedder((sent) => ({ data: honest(sent).data.reverse() }));
    const [first, second] = await embedder.embed(["0", "1"], document);
    expect([first?.indexOf(1), second?.indexOf(1)]).toEqual([0, 1]);
  });

  it("reads base64", async () => {
    const embedding = Buffer.from(Float32Array.of(0, 3, 0, 4).buffer).toString("base64");
    const { embedder } = makeEmbedder(() => ({ data: [{ index: 0, embedding }] }));
    const [vector] = await embedder.embed(["x"], document);
    expect([...(vector ?? [])].map((value) => value.toFixed(3))).toEqual(["0.000", "0.600", "0.000", "0.800"]);
  });

  it("learns the size of an unknown model and holds it to that", async () => {
    const { embedder } = makeEmbedder(({ input }, call) => ({
      data: input.map((_, index) => ({ index, embedding: call === 1 ? [1, 0, 0] : [1, 0] })),
    }));
    expect(embedder.model.dims).toBeUndefined();
    await embedder.embed(["x"], document);
    expect(embedder.model.dims).toBe(3);
    await expect(embedder.embed(["x"], document)).rejects.toMatchObject({ kind: "invalid", retryable: false });
  });

  it.each([
    ["too few vectors", { data: [] }],
    ["an index twice", { data: [0, 0].map((index) => ({ index, embedding: [1] })) }],
    ["an index out of range", { data: [0, 7].map((index) => ({ index, embedding: [1] })) }],
    ["something that is not a number", { data: [0, 1].map((index) => ({ index, embedding: [1, null] })) }],
    ["a zero vector", { data: [0, 1].map((index) => ({ index, embedding: [0, 0] })) }],
    ["an empty vector", { data: [0, 1].map((index) => ({ index, embedding: [] })) }],
    ["vectors of two sizes", { data: [0, 1].map((index) => ({ index, embedding: index === 0 ? [1] : [1, 1] })) }],
    ["broken base64", { data: [0, 1].map((index) => ({ index, embedding: "%%%" })) }],
    ["no data", { message: "ok" }],
    ["no JSON", new Response("<html>")],
  ])("refuses %s", async (_, body) => {
    const { embedder, calls } = makeEmbedder(() => body);
    await expect(embedder.embed(["0", "1"], document)).rejects.toMatchObject({ kind: "invalid" });
    expect(calls).toHaveLength(1);
  });

  it("refuses a catalogued model's vectors of another size", async () => {
    const { embedder } = makeEmbedder(honest, { model: "text-embedding-3-small" });
    await expect(embedder.embed(["0"], document)).rejects.toMatchObject({ kind: "invalid" });
  });

  it("tries again after 429 and 5xx, waiting as long as it is told", async () => {
    const answers = [failure(429, { "retry-after": "3" }), failure(503)];
    const { embedder, waits } = makeEmbedder((sent, call) => answers[call - 1] ?? honest(sent));
    await expect(embedder.embed(["0"], document)).resolves.toHaveLength(1);
    expect(waits).toEqual([3_000, 400]);
  });

  it("gives up after three tries and says why", async () => {
    const { embedder, calls } = makeEmbedder(() => failure(429, { "retry-after": "2" }));
    await expect(embedder.embed(["0"], document)).rejects.toMatchObject({
      kind: "rate_limited",
      retryable: true,
      retryAfterMs: 2_000,
    });
    expect(calls).toHaveLength(3);
  });

  it("does not wait for a provider that wants a long pause", async () => {
    const { embedder, calls } = makeEmbedder(() => failure(429, { "retry-after": "600" }));
    await expect(embedder.embed(["0"], document)).rejects.toMatchObject({ retryAfterMs: 600_000 });
    expect(calls).toHaveLength(1);
  });

  it.each([400, 401, 404])("does not repeat a request that was answered %i", async (status) => {
    const { embedder, calls } = makeEmbedder(() => failure(status));
    await expect(embedder.embed(["0"], document)).rejects.toMatchObject({ kind: "refused", retryable: false, status });
    expect(calls).toHaveLength(1);
  });

  it("reports a provider that cannot be reached or takes too long", async () => {
    const unreachable = makeEmbedder(honest, { fetch: () => Promise.reject(new TypeError("connection refused")) });
    await expect(unreachable.embedder.embed(["0"], document)).rejects.toMatchObject({ kind: "unavailable" });
    const hangs: typeof fetch = (_url, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const slow = makeEmbedder(honest, { fetch: hangs, timeoutMs: 5 });
    await expect(slow.embedder.embed(["0"], document)).rejects.toMatchObject({ kind: "unavailable", retryable: true });
  });

  it("throws the caller's reason when aborted", async () => {
    const { embedder, calls } = makeEmbedder(honest);
    const reason = new Error("gone");
    await expect(embedder.embed(["0"], { kind: "query", signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toHaveLength(0);
  });

  it("puts the model's prefix before questions only, and cuts long texts", async () => {
    const { embedder, calls } = makeEmbedder(() => failure(400), { model: "@cf/baai/bge-small-en-v1.5" });
    await embedder.embed(["why"], { kind: "query" }).catch(() => undefined);
    await embedder.embed(["why ".repeat(5_000)], document).catch(() => undefined);
    expect(calls[0]?.input[0]).toMatch(/^Represent this .*why$/u);
    expect(calls[1]?.input[0]).toHaveLength(2_048);
  });

  it("refuses an empty text before asking anybody", async () => {
    const { embedder, calls } = makeEmbedder(honest);
    await expect(embedder.embed(["0", " "], document)).rejects.toBeInstanceOf(ModelError);
    expect(calls).toHaveLength(0);
  });
});
