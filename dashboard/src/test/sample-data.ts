import type { Agent, AgentVersion } from "@netvexa/contract/http/agents";
import type { Hit } from "@netvexa/contract/http/answers";
import type { ApiKey } from "@netvexa/contract/http/api-keys";
import type { Conversation, ConversationMessage } from "@netvexa/contract/http/conversations";
import type { Chunk, Document, Source } from "@netvexa/contract/http/sources";
import { id } from "./sample-ids.ts";
import { samplePeople } from "./sample-people.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A workspace of a small shop, as a customer would have it. Times are counted back from `nowMs`. */
export function sampleData(nowMs: number) {
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const settings = {
    name: "Alder & Finch",
    instructions: "Be brief and friendly. For questions about a single order, point to help@alderfinch.example.",
    greeting: "Hello! Ask me about our tents, sizes, delivery or returns.",
    starters: ["How long does delivery take?", "Can I return a used tent?", "Do you repair zips?"],
    locale: "en",
    allowedOrigins: ["https://alderfinch.example", "https://*.alderfinch.example"],
    theme: { accent: "#2f5d8a", position: "right" as const },
  };
  const agent: Agent = {
    id: id("agent", 1),
    ...settings,
    version: 3,
    createdAt: ago(40 * DAY_MS),
    updatedAt: ago(2 * DAY_MS),
  };
  const second: Agent = {
    ...agent,
    id: id("agent", 2),
    name: "Trade desk",
    theme: {},
    allowedOrigins: [],
    draft: { ...settings, name: "Trade desk", theme: {}, allowedOrigins: ["https://trade.alderfinch.example"] },
    updatedAt: ago(3 * 60 * MINUTE_MS),
  };
  const versions: AgentVersion[] = [3, 2, 1].map((version) => ({
    version,
    settings: { ...settings, greeting: version === 3 ? settings.greeting : "Hi there!" },
    publishedAt: ago((10 - version) * DAY_MS),
  }));
  return {
    agents: [agent, second],
    versions,
    sources: sampleSources(ago),
    documents: sampleDocuments(ago),
    chunks: sampleChunks(),
    hits: sampleHits(),
    conversations: sampleConversations(ago),
    messages: sampleMessages(ago),
    keys: sampleKeys(ago),
    ...samplePeople(nowMs),
  };
}

type Ago = (ms: number) => string;

export function sampleSource(n: number, part: Partial<Source>, at: string): Source {
  return {
    id: id("source", n),
    agentId: id("agent", 1),
    kind: "file",
    name: `file-${n}.pdf`,
    status: "ready",
    documents: 1,
    chunks: 12,
    progress: { done: 0, total: 0 },
    createdAt: at,
    updatedAt: at,
    ...part,
  };
}

function sampleSources(ago: Ago): Source[] {
  return [
    sampleSource(
      1,
      {
        name: "Care and repair handbook 2026.pdf",
        status: "processing",
        documents: 0,
        chunks: 0,
        progress: { done: 84, total: 131 },
      },
      ago(MINUTE_MS),
    ),
    sampleSource(
      2,
      { kind: "url", name: "https://alderfinch.example/help/delivery", status: "queued", documents: 0, chunks: 0 },
      ago(MINUTE_MS),
    ),
    sampleSource(3, { name: "Returns and refunds.docx", chunks: 18 }, ago(2 * DAY_MS)),
    sampleSource(4, { kind: "qa", name: "12 questions and answers", documents: 12, chunks: 12 }, ago(3 * DAY_MS)),
    sampleSource(
      5,
      {
        name: "Scan of the 2019 warranty booklet.pdf",
        status: "failed",
        documents: 0,
        chunks: 0,
        problem: {
          code: "source_empty",
          title: "No text was found",
          detail: "None of the 24 pages holds text that can be read.",
        },
      },
      ago(4 * DAY_MS),
    ),
    sampleSource(
      6,
      {
        kind: "documents",
        name: "Product catalogue",
        documents: 212,
        chunks: 1_486,
        failures: [
          {
            externalId: "tent-0417",
            problem: { code: "source_empty", title: "No text was found", detail: "The document is empty." },
          },
        ],
      },
      ago(9 * DAY_MS),
    ),
  ];
}

function sampleDocuments(ago: Ago): Document[] {
  return ["Returns and refunds", "Worn and used goods", "Exchanges"].map((title, at) => ({
    id: id("document", at + 1),
    sourceId: id("source", 3),
    externalId: `section-${at + 1}`,
    title,
    chunks: 6,
    updatedAt: ago(2 * DAY_MS),
    ...(at === 0 ? { url: "https://alderfinch.example/returns" } : {}),
  }));
}

const TEXTS = [
  "You can return anything within 60 days of delivery. Tents may have been pitched once to check the size, as long as they are clean and dry when they reach us.",
  "Refunds go back to the card or account that paid, within five working days of the parcel's arrival at our workshop in Leith. We write to you as soon as it is booked in.",
  "Used tents can be returned within 60 days if a fault shows. We repair first: zips, poles and seams are mended free of charge for the first two years, and at cost after that.\n\nIf a repair is not possible we replace the tent with the same model, or with the one that followed it. Guy lines, pegs and stuff sacks wear out with use and are not covered, but they can be bought one by one in the shop.",
];

function sampleChunks(): Chunk[] {
  return TEXTS.map((text, position) => ({
    id: id("chunk", position + 1),
    documentId: id("document", 1),
    position,
    heading: ["Sixty days", "How refunds are paid", "Used tents"][position] ?? "",
    text,
  }));
}

function sampleHits(): Hit[] {
  return [2, 0, 1].map((at, rank) => ({
    chunkId: id("chunk", at + 1),
    documentId: id("document", 1),
    title: ["Returns and refunds", "Returns and refunds", "Worn and used goods"][at] ?? "",
    url: "https://alderfinch.example/returns",
    text: TEXTS[at] ?? "",
    score: 0.93 - rank * 0.21,
  }));
}

export function sampleCitations() {
  const base = {
    documentId: id("document", 1),
    title: "Returns and refunds",
    url: "https://alderfinch.example/returns",
  };
  return [
    { n: 1, chunkId: id("chunk", 3), ...base, quote: "Used tents can be returned within 60 days if a fault shows." },
    { n: 2, chunkId: id("chunk", 1), ...base, quote: "as long as they are clean and dry when they reach us" },
  ];
}

export const ANSWER =
  "Yes, within **60 days** if a fault shows [1]. Please send the tent:\n\n- clean and dry [2]\n- with its poles and pegs\n\nWe try a repair first; a refund follows within five working days.";

function sampleConversations(ago: Ago): Conversation[] {
  const titles = [
    "Can I return a used tent?",
    "Do you ship to Norway, and what does it cost for two sleeping bags?",
    "my zip broke on the second night",
    "Which mat fits the Corrie 2?",
    "Ich suche ein leichtes Zelt für zwei Personen",
  ];
  return titles.map((title, at) => ({
    id: id("conversation", at + 1),
    agentId: id("agent", 1),
    visitorId: id("visitor", at + 1),
    channel: (["widget", "widget", "widget", "playground", "api"] as const)[at] ?? "widget",
    mode: at === 2 ? "waiting" : "bot",
    title,
    messages: 2 + at * 2,
    startedAt: ago(at * DAY_MS + 9 * MINUTE_MS),
    lastMessageAt: ago(at * DAY_MS + 4 * MINUTE_MS),
  }));
}

function sampleMessages(ago: Ago): ConversationMessage[] {
  const shared = { citations: [], at: ago(9 * MINUTE_MS) };
  return [
    { ...shared, id: id("message", 1), seq: 1, role: "visitor", text: "Can I return a used tent?" },
    {
      id: id("message", 2),
      seq: 2,
      role: "agent",
      text: ANSWER,
      citations: sampleCitations(),
      made: { by: "model", model: "small-1", cached: false, grounded: true },
      reason: "complete",
      feedback: { rating: "up", comment: "quick!" },
      at: ago(8 * MINUTE_MS),
    },
    { ...shared, id: id("message", 3), seq: 3, role: "visitor", text: "And who pays the postage?" },
    {
      ...shared,
      id: id("message", 4),
      seq: 4,
      role: "agent",
      text: "I do not know that. Write to help@alderfinch.example and a person will answer.",
      made: { by: "none", cached: false, grounded: false },
      reason: "complete",
      feedback: { rating: "down" },
    },
  ];
}

function sampleKeys(ago: Ago): ApiKey[] {
  return [
    {
      id: id("apiKey", 1),
      name: "Product import",
      prefix: "nvx_7Kd2",
      scopes: ["read", "write"],
      createdAt: ago(12 * DAY_MS),
      expiresAt: ago(-18 * DAY_MS),
      previousUntil: ago(-DAY_MS),
    },
    { id: id("apiKey", 2), name: "Search box", prefix: "nvx_Qm40", scopes: ["read"], createdAt: ago(33 * DAY_MS) },
    {
      id: id("apiKey", 3),
      name: "Old shop",
      prefix: "nvx_b81Z",
      scopes: ["read"],
      createdAt: ago(90 * DAY_MS),
      revokedAt: ago(20 * DAY_MS),
    },
  ];
}
