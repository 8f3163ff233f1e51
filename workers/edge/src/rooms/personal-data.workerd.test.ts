import { runDurableObjectAlarm } from "cloudflare:test";
import type { Embedder } from "@netvexa/ai/embed";
import { embeddingModel } from "@netvexa/ai/embedding-models";
import { openDatabase } from "@netvexa/db/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../env.ts";
import { learnPages } from "../rag/testing/learn-pages.ts";
import { dumpDatabase } from "../testing/dump.ts";
import { makeJoin, message, TestRoom } from "../testing/room-client.ts";
import { testEnv } from "../testing/test-api.ts";
import { composeRoom } from "./compose-room.ts";
import type { TranscriptStore } from "./ports.ts";

const MODELS = "https://models.test/v1";
const CANARY = "ada@canary.example +43 660 7654321 4000 0566 5566 5556";
const TRACE = /canary\.example|7654321|0566 ?5566/i;

const env: Env = {
  ...testEnv(),
  AI_EMBED_BASE_URL: MODELS,
  AI_CHAT_BASE_URL: MODELS,
  AI_CHAT_MODEL: "test-model",
};
const db = openDatabase({ url: env.DATABASE_URL ?? "" });
const flat: Embedder = {
  model: { ...embeddingModel("text-embedding-3-small"), dims: 2 },
  embed: async (texts) => texts.map(() => Float32Array.of(0, 1)),
};

const printed: string[] = [];
/** What the models were sent. */
const sent = { "/embeddings": "", "/chat/completions": "" };
let chat: (echo: string) => Response;

beforeEach(() => {
  printed.length = 0;
  for (const method of ["debug", "info", "log", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((...all) => void printed.push(all.map(String).join(" ")));
  }
  const passOn = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const url = String(input);
    if (!url.startsWith(MODELS)) return passOn(input, init);
    const path = url.slice(MODELS.length) as keyof typeof sent;
    const echo = String(init?.body);
    sent[path] = echo;
    return path === "/embeddings" ? refusal(echo) : chat(echo);
  });
});
afterEach(() => vi.restoreAllMocks());

const refusal = (echo: string) => new Response(`cannot take ${CANARY}: ${echo}`, { status: 400 });

/** Some words, and then an error that repeats the prompt. */
function breakOff(echo: string): Response {
  const events = [
    { choices: [{ delta: { content: "We deliver to Norway, and to many other countries. " } }] },
    { error: { message: `${CANARY} ${echo}` } },
  ];
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A room as in production, but for a transcript that fails with what it was given until it is repaired. */
async function openRoom() {
  const pages = [{ title: "Delivery", text: "We deliver to Norway. Delivery takes five working days." }];
  const { tenant, agentId, settings } = await learnPages({ db, embedder: flat }, pages);
  const room = new TestRoom(makeJoin({ tenantId: tenant.tenantId, agentId, settings }));
  const { turns, transcript, log } = composeRoom(env);
  const delivery = { isDown: true, ...Promise.withResolvers<void>() };
  const write: TranscriptStore["write"] = async (...input) => {
    if (delivery.isDown) throw new Error(`${CANARY} ${JSON.stringify(input)}`);
    await transcript.write(...input);
    delivery.resolve();
  };
  room.script.real = { turns, log, transcript: { write } };
  return { room, delivery };
}

const logged = () => printed.flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));

it("O-68 what a visitor types is in no log line, no problem and no row, though all that sees it fails and repeats it", async () => {
  const { room, delivery } = await openRoom();
  const client = await room.enter();
  const ask = () => client.send(message(`How long does delivery take? Write to ${CANARY}`));

  chat = refusal;
  ask();
  await client.next("end");
  expect(logged()).toContainEqual(expect.objectContaining({ event: "turn_degraded", code: "model" }));
  chat = breakOff;
  ask();
  await client.next("end");
  client.send({ type: "contact", fields: { email: "ada@canary.example", note: CANARY } });
  await client.settle();
  await room.act(() => undefined);
  for (const body of Object.values(sent)) expect(body).toMatch(TRACE);

  delivery.isDown = false;
  expect(await runDurableObjectAlarm(room.stub)).toBe(true);
  await room.act(() => delivery.promise);
  room.script.broken = { part: "newMessageId", error: new Error(CANARY) };
  ask();
  await client.closed;

  const events = new Set(logged().map(({ event }) => event));
  for (const event of ["turn_failed", "outbox_failed", "room_failed"]) expect(events).toContain(event);
  const problems = client.frames.filter(({ type }) => type === "problem");
  expect(problems).toMatchObject([{ problem: { code: "internal" } }, {}, { problem: { code: "internal" } }]);
  expect(TRACE.exec(printed.join("\n") + JSON.stringify(problems))?.[0]).toBeUndefined();

  const dump = await dumpDatabase(db);
  const rows = dump.split("\n").filter((row) => row.includes(room.join.conversationId));
  // Two questions, two answers, the contact, the conversation and its key.
  expect(rows.length).toBeGreaterThanOrEqual(7);
  expect(TRACE.exec(dump)?.[0]).toBeUndefined();
});
