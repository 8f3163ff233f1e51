import { setTimeout as delay } from "node:timers/promises";
import type { Source } from "@netvexa/contract/http/sources";
import type { Dev } from "./system.ts";

export const ORIGIN = "http://bench.netvexa.test";
const POLL_MS = 100;
const READY_TIMEOUT_MS = 60_000;

const TOPICS = [
  [
    "opening hours",
    "The shop opens at nine in the morning and closes at six in the evening, on Sundays it stays closed.",
  ],
  ["delivery", "Delivery of a parcel takes two working days within the country and five working days abroad."],
  ["returns", "Returns are free of charge for thirty days; the label for the parcel is in the box."],
  ["warranty", "The warranty of every lamp lasts three years from the day of the invoice."],
  ["payment", "Payment is possible by card, by bank transfer and in cash when the parcel is handed over."],
  ["repair", "A repair in the workshop takes a week and costs forty euros for each hour of work."],
  ["gift cards", "Gift cards are valid for five years and can be used in part."],
  ["parking", "Parking is free for two hours in the garage behind the shop."],
] as const;

const QUESTIONS = [
  "What are the opening hours of the shop?",
  "How many working days does the delivery of a parcel take?",
  "Are returns free of charge?",
  "How long does the warranty of a lamp last?",
  "Is payment by card possible?",
  "What does a repair in the workshop cost?",
  "How long are gift cards valid?",
  "Is parking free behind the shop?",
] as const;

/** Never the same text twice, so that no cache of a whole question can answer. */
export function questionAt(index: number): string {
  return `${QUESTIONS[index % QUESTIONS.length]} (${index})`;
}

/** An agent of its own with a few documents, ready to be asked. */
export async function prepareAgent(dev: Dev): Promise<{ agentId: string; remove(): Promise<void> }> {
  const { id: agentId } = await call<{ id: string }>(dev, "POST", "/v1/agents", {
    name: "Chat bench",
    allowedOrigins: [ORIGIN],
  });
  const documents = TOPICS.map(([title, text], index) => ({ externalId: `doc-${index}`, title, text }));
  const { source } = await call<{ source: Source }>(dev, "POST", `/v1/agents/${agentId}/sources`, {
    kind: "documents",
    documents,
  });
  await untilRead(dev, source.id);
  return { agentId, remove: async () => void (await call(dev, "DELETE", `/v1/agents/${agentId}`)) };
}

async function untilRead(dev: Dev, sourceId: string): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const source = await call<Source>(dev, "GET", `/v1/sources/${sourceId}`);
    if (source.status === "ready") return;
    if (source.status === "failed") throw new Error(`the documents could not be read: ${source.problem?.detail}`);
    await delay(POLL_MS);
  }
  throw new Error(`the documents were not read within ${READY_TIMEOUT_MS / 1_000} s`);
}

async function call<T>(dev: Dev, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, dev.url), {
    method,
    headers: { authorization: `Bearer ${dev.apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
