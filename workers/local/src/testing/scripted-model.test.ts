import type { GenerateEvent } from "@netvexa/ai/generate";
import { createOpenAiGenerator } from "@netvexa/ai/providers/openai-generator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "./model-script.ts";
import { type ScriptedModel, startScriptedModel } from "./scripted-model.ts";

let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel({ port: 0, script: { face: "honest" } });
});
afterAll(() => model.close());

const input = {
  system: "You are kind.",
  messages: [{ role: "user", content: "What is a widget?" }],
  maxOutputTokens: 600,
} as const;

async function ask(silenceMs = 5_000) {
  const generator = createOpenAiGenerator({
    baseUrl: model.url,
    model: "scripted",
    sleep: async () => undefined,
    firstByteTimeoutMs: silenceMs,
    idleTimeoutMs: silenceMs,
  });
  const startedAt = performance.now();
  const arrivals: number[] = [];
  let text = "";
  let usage: GenerateEvent | undefined;
  let error: unknown;
  try {
    for await (const event of generator.generate(input, {})) {
      if (event.type === "usage") usage = event;
      else {
        text += event.text;
        arrivals.push(performance.now() - startedAt);
      }
    }
  } catch (caught) {
    error = caught;
  }
  return { text, usage, error, arrivals };
}

describe("scripted model", () => {
  it("streams as many tokens as it was told, at their times and without drift", async () => {
    model.setScript({ face: "honest", firstTokenMs: 40, tokenCount: 20, intervalMs: 5 });
    const { text, usage, arrivals } = await ask();
    expect(text).toMatch(/^Scripted word .* end \[1\]\.$/u);
    expect(usage).toMatchObject({ type: "usage", output: 20 });
    expect(arrivals[0]).toBeGreaterThanOrEqual(39);
    expect(arrivals.at(-1)).toBeGreaterThanOrEqual(40 + 19 * 5 - 1);
  });

  it("says a given text", async () => {
    model.setScript({ face: "honest", firstTokenMs: 0, intervalMs: 0, text: "Boxes fold flat [1]." });
    expect((await ask()).text).toBe("Boxes fold flat [1].");
  });

  it("fails request by request as scripted, then stays at the last entry", async () => {
    const fresh = await startScriptedModel({
      port: 0,
      script: { face: "faulty", faults: [{ kind: "status", status: 503 }, { kind: "none" }] },
    });
    const send = () => fetch(`${fresh.url}/chat/completions`, { method: "POST", body: '{"model":"m","messages":[]}' });
    const statuses = [(await send()).status, (await send()).status, (await send()).status];
    await fresh.close();
    expect(statuses).toEqual([503, 200, 200]);
  });

  const faults: [Fault, string, string][] = [
    [{ kind: "status", status: 429, retryAfterSeconds: 60 }, "", "rate_limited"],
    [{ kind: "status", status: 401 }, "", "refused"],
    [{ kind: "silence" }, "", "unavailable"],
    [{ kind: "stall", afterTokens: 1 }, "Scrip", "unavailable"],
    [{ kind: "cut", afterTokens: 1 }, "Scrip", "unavailable"],
    [{ kind: "error-event", afterTokens: 0 }, "", "unavailable"],
    [{ kind: "garbage", afterTokens: 1 }, "Scrip", "invalid"],
    [{ kind: "endless-line" }, "", "invalid"],
    [{ kind: "not-a-stream" }, "", "invalid"],
  ];
  it.each(faults)("fails with %o", async (fault, text, kind) => {
    model.setScript({ face: "faulty", faults: [fault] });
    const answer = await ask(200);
    expect(answer.error).toMatchObject({ name: "ModelError", kind });
    expect(answer.text.startsWith(text)).toBe(true);
  });

  it("gives back what it was given and plants marks, links and tags", async () => {
    model.setScript({ face: "evil" });
    const { text } = await ask();
    for (const part of ["You are kind.", "What is a widget?", "<script>", "[99]", "https://evil.example"]) {
      expect(text).toContain(part);
    }
  });

  it("records what it was sent", () => {
    expect(model.calls.at(-1)?.body).toMatchObject({ model: "scripted", stream: true });
  });
});
