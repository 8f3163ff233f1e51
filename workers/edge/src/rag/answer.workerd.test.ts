import type { Embedder } from "@netvexa/ai/embed";
import { embeddingModel } from "@netvexa/ai/embedding-models";
import { createOpenAiGenerator } from "@netvexa/ai/providers/openai-generator";
import { openDatabase } from "@netvexa/db/client";
import { beforeAll, expect, inject, test } from "vitest";
import { answerQuestion } from "./answer.ts";
import { type Learned, learnPages } from "./testing/learn-pages.ts";
import type { AnswerDeps, TurnEnd } from "./types.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const db = openDatabase({ url: inject("databaseUrl") });

/** Vectors that say nothing, so that the words decide. */
const embedder: Embedder = {
  model: { ...embeddingModel("test-model"), dims: 2 },
  embed: async (texts) => texts.map(() => Float32Array.of(0, 1)),
};

let shop: Learned;
beforeAll(async () => {
  shop = await learnPages({ db, embedder }, [
    { title: "Delivery", text: "We deliver to Norway. Delivery takes five working days. Parcels are insured." },
    { title: "Returns", text: "Send goods back within 30 days.", url: "https://shop.example/returns" },
    { title: "Care", text: "Wipe oak tables with a dry cloth. Oil them once a year." },
  ]);
});

async function ask(question: string, generator?: AnswerDeps["generator"]): Promise<TurnEnd & { deltas: string }> {
  const deps = { db, embedder, generator, now: () => performance.now() };
  const signal = new AbortController().signal;
  let deltas = "";
  for await (const event of answerQuestion(deps, { ...shop, plan: "growth", question, history: [], signal })) {
    if (event.type === "end") return { ...event, deltas };
    deltas += event.text;
  }
  throw new Error("the turn had no end");
}

test("a question is answered from the database in the pages' own words", async () => {
  const { text, deltas, citations, made, timings } = await ask("How long does delivery take?");
  expect(text).toBe("Delivery takes five working days. [1]");
  expect(deltas).toBe(text);
  expect(citations).toMatchObject([{ n: 1, title: "Delivery", quote: "Delivery takes five working days." }]);
  expect(made).toMatchObject({ by: "extractive", grounded: true });
  expect(timings.db).toBeGreaterThan(0);
});

test("a question about something else is not answered", async () => {
  const { made, citations } = await ask("What is the capital of Mongolia?");
  expect([made.by, citations]).toEqual(["none", []]);
});

test("a model's stream is read, checked and cited", async () => {
  const events = [
    '{"choices":[{"delta":{"content":"Within 30 days ["}}]}',
    '{"choices":[{"delta":{"content":"1][7]."}}]}',
  ];
  const body = `${events.map((data) => `data: ${data}\n\n`).join("")}data: [DONE]\n\n`;
  const generator = createOpenAiGenerator({
    baseUrl: "http://models.test/v1",
    model: "test-model",
    fetch: async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
  });
  const { text, citations, made } = await ask("When can I send goods back?", generator);
  expect(text).toBe("Within 30 days [1].");
  expect(citations).toMatchObject([
    { n: 1, title: "Returns", url: "https://shop.example/returns", quote: "Send goods back within 30 days." },
  ]);
  expect(made).toMatchObject({ by: "model", grounded: true });
});
