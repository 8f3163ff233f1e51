import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GenerateEvent } from "../generate.ts";
import { createOpenAiGenerator, type OpenAiGeneratorOptions } from "./openai-generator.ts";

const encoder = new TextEncoder();
const token = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const FINISH = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\n';
const DONE = "data: [DONE]\n\n";

type Part = string | Uint8Array;

function streamed(parts: readonly Part[], end: "close" | "break" | "hang" = "close"): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(typeof part === "string" ? encoder.encode(part) : part);
      if (end === "close") controller.close();
      if (end === "break") controller.error(new TypeError("socket hang up"));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function makeGenerator(answers: readonly (() => Response)[], options: Partial<OpenAiGeneratorOptions> = {}) {
  const bodies: Record<string, unknown>[] = [];
  const signals: AbortSignal[] = [];
  const generator = createOpenAiGenerator({
    baseUrl: "http://models.test/v1",
    model: "some-model",
    fetch: async (_url, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      if (init?.signal) signals.push(init.signal);
      return answers[Math.min(bodies.length, answers.length) - 1]?.() ?? Response.error();
    },
    sleep: async () => undefined,
    random: () => 0,
    ...options,
  });
  return { generator, bodies, signals };
}

const input = { system: "Be brief.", messages: [{ role: "user", content: "Hi" }], maxOutputTokens: 50 } as const;

async function collect(events: AsyncIterable<GenerateEvent>) {
  let text = "";
  let usage: GenerateEvent | undefined;
  let error: unknown;
  try {
    for await (const event of events) {
      if (event.type === "text") text += event.text;
      else usage = event;
    }
  } catch (caught) {
    error = caught;
  }
  return { text, usage, error };
}

function run(answers: readonly (() => Response)[], options: Partial<OpenAiGeneratorOptions> = {}) {
  return collect(makeGenerator(answers, options).generator.generate(input, {}));
}

describe("OpenAI-compatible generator", () => {
  it("streams text and then the usage", async () => {
    const { generator, bodies } = makeGenerator([() => streamed([token("Hel"), token("lo"), FINISH, USAGE, DONE])]);
    expect(await collect(generator.generate(input, {}))).toEqual({
      text: "Hello",
      usage: { type: "usage", input: 7, output: 2 },
      error: undefined,
    });
    expect(bodies[0]).toMatchObject({
      model: "some-model",
      stream: true,
      max_tokens: 50,
      messages: [{ role: "system", content: "Be brief." }, { role: "user" }],
    });
  });

  it("gives the same text however the bytes are cut", async () => {
    const bytes = encoder.encode([token("Grüße, "), ": keep-alive\n\n", token("世界 🌍"), FINISH, DONE].join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
        expect((await run([() => streamed(parts)])).text).toBe("Grüße, 世界 🌍");
      }),
      { numRuns: 60 },
    );
  });

  it("takes a finish reason for an end mark, but no silence for one", async () => {
    expect(await run([() => streamed([token("a"), FINISH])])).toMatchObject({ text: "a", error: undefined });
    expect(await run([() => streamed([token("a")])])).toMatchObject({ text: "a", error: { kind: "unavailable" } });
  });

  it.each([
    ["a connection that breaks", () => streamed([token("a")], "break"), "unavailable"],
    ["an error event", () => streamed([token("a"), 'data: {"error":{"message":"overloaded"}}\n\n']), "unavailable"],
    ["a withheld answer", () => streamed(['data: {"choices":[{"finish_reason":"content_filter"}]}\n\n']), "refused"],
    ["garbage", () => streamed([token("a"), "data: {oops\n\n"]), "invalid"],
    ["JSON that is no object", () => streamed(["data: 5\n\n"]), "invalid"],
    ["an endless line", () => streamed([`data: ${"x".repeat(1_100_000)}`], "hang"), "invalid"],
    ["an endless answer", () => streamed(Array(100).fill(token("x".repeat(50))), "hang"), "invalid"],
    ["a page instead of a stream", () => new Response("<h1>Sign in</h1>"), "invalid"],
    ["a refused credential", () => new Response("{}", { status: 401 }), "refused"],
  ])("fails on %s", async (_, answer, kind) => {
    expect((await run([answer])).error).toMatchObject({ name: "ModelError", kind });
  });

  it("tries again once before the first token", async () => {
    const answers = [() => new Response("{}", { status: 503 }), () => streamed([token("ok"), FINISH])];
    expect(await run(answers)).toMatchObject({ text: "ok", error: undefined });
    const errorEvent = [() => streamed(['data: {"error":{"code":429}}\n\n']), answers[1] ?? answers[0]] as const;
    expect(await run(errorEvent.filter((answer) => answer !== undefined))).toMatchObject({ text: "ok" });
  });

  it("never tries again after the first token", async () => {
    const { generator, bodies } = makeGenerator([
      () => streamed([token("a"), 'data: {"error":{"code":503}}\n\n']),
      () => streamed([token("b"), FINISH]),
    ]);
    expect(await collect(generator.generate(input, {}))).toMatchObject({ text: "a", error: { status: 503 } });
    expect(bodies).toHaveLength(1);
  });

  it("fails when the provider is silent, before the first event and between two", async () => {
    const timeouts = { firstByteTimeoutMs: 10, idleTimeoutMs: 10 };
    expect(await run([() => streamed([": waiting\n\n"], "hang")], timeouts)).toMatchObject({
      text: "",
      error: { kind: "unavailable" },
    });
    expect(await run([() => streamed([token("a")], "hang")], timeouts)).toMatchObject({
      text: "a",
      error: { kind: "unavailable" },
    });
  });

  it("throws the caller's reason when aborted and closes the connection", async () => {
    const { generator, signals } = makeGenerator([() => streamed([token("a")], "hang")]);
    const controller = new AbortController();
    const reason = new Error("stopped");
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of generator.generate(input, { signal: controller.signal })) {
        if (event.type === "text") seen.push(event.text);
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toEqual(["a"]);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("closes the connection when the reader leaves early", async () => {
    const { generator, signals } = makeGenerator([() => streamed([token("a"), token("b")], "hang")]);
    for await (const _ of generator.generate(input, {})) break;
    expect(signals[0]?.aborted).toBe(true);
  });
});
