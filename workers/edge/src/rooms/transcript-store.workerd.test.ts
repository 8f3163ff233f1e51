import { env } from "cloudflare:workers";
import { AgentInput } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { describe, expect, it } from "vitest";
import { makeJoin } from "../testing/room-client.ts";
import type { StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { ConversationSnapshot, TranscriptEntry } from "./ports.ts";
import { createTranscriptStore } from "./transcript-store.ts";

const db = openDatabase({ url: (env as unknown as { DATABASE_URL: string }).DATABASE_URL });
const store = createTranscriptStore(db);
const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

async function makeConversation(): Promise<Join> {
  const join = makeJoin();
  const settings = AgentInput.parse(join.settings);
  await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [
    query.insert(agent).values({ tenantId: join.tenantId, id: join.agentId, settings, embeddingModel: "test" }),
  ]);
  return join;
}

async function read(join: Join) {
  const [conversations, messages, ratings, leads] = await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [
    query.select().from(conversation),
    query.select().from(message).orderBy(message.seq),
    query.select().from(feedback),
    query.select().from(lead),
  ]);
  return { conversations, messages, ratings, leads };
}

function stored(seq: number, more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id: newId("message"),
    seq,
    settledSeq: seq,
    role: "visitor",
    text: `text ${seq}`,
    citations: [],
    atMs: AT_MS + seq,
    ...more,
  };
}

const snapshot: ConversationSnapshot = {
  mode: "bot",
  title: "Where?",
  messages: 2,
  startedAtMs: AT_MS,
  lastMessageAtMs: AT_MS + 2,
};

const asEntry = (one: StoredMessage): TranscriptEntry => ({ kind: "message", message: one });

describe("the transcript in the database", () => {
  it("is the same after a delivery that came twice", async () => {
    const join = await makeConversation();
    const question = stored(1, { clientId: crypto.randomUUID() });
    const answer = stored(2, {
      role: "agent",
      replyTo: question.id,
      reason: "complete",
      made: { by: "extractive", cached: false, grounded: true },
      citations: [
        { n: 1, chunkId: newId("chunk"), documentId: newId("document"), title: "Opening hours", quote: "from nine" },
      ],
    });
    const entries: TranscriptEntry[] = [
      asEntry(question),
      asEntry(answer),
      { kind: "feedback", messageId: answer.id, rating: "up", atMs: AT_MS },
      { kind: "feedback", messageId: answer.id, rating: "down", comment: "No", atMs: AT_MS },
      { kind: "lead", id: newId("event"), fields: { email: "a@example.com" }, atMs: AT_MS },
    ];
    await store.write(join, snapshot, entries);
    const once = await read(join);
    await store.write(join, snapshot, entries);
    expect(await read(join)).toEqual(once);
    expect(once.conversations).toMatchObject([{ id: join.conversationId, title: "Where?", messages: 2, mode: "bot" }]);
    expect(once.messages).toMatchObject([
      { seq: 1, role: "visitor", clientId: question.clientId },
      { seq: 2, role: "agent", replyTo: question.id, citations: answer.citations, reason: "complete" },
    ]);
    expect(once.ratings).toMatchObject([{ rating: "down", comment: "No" }]);
    expect(once.leads).toMatchObject([{ fields: { email: "a@example.com" } }]);
  });

  it("grows with later deliveries and does not shrink with a late one", async () => {
    const join = await makeConversation();
    const later = { ...snapshot, messages: 4, lastMessageAtMs: AT_MS + 4, mode: "waiting" as const };
    await store.write(join, later, [asEntry(stored(3)), asEntry(stored(4))]);
    await store.write(join, { ...snapshot, mode: "waiting" }, [asEntry(stored(1)), asEntry(stored(2))]);
    const { conversations, messages } = await read(join);
    expect(conversations).toMatchObject([
      { messages: 4, mode: "waiting", startedAt: new Date(AT_MS), lastMessageAt: new Date(AT_MS + 4) },
    ]);
    expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it("takes nothing at all from a delivery of which a part fails", async () => {
    const join = await makeConversation();
    const unknown = { kind: "feedback", messageId: newId("message"), rating: "up", atMs: AT_MS } as const;
    await expect(store.write(join, snapshot, [asEntry(stored(1)), unknown])).rejects.toThrow();
    expect(await read(join)).toEqual({ conversations: [], messages: [], ratings: [], leads: [] });
  });

  it("is not missed once the agent has been deleted, and with it the conversation", async () => {
    const join = await makeConversation();
    await store.write(join, snapshot, [asEntry(stored(1))]);
    await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [query.delete(agent)]);
    await store.write(join, snapshot, [asEntry(stored(2))]);
    expect(await read(join)).toEqual({ conversations: [], messages: [], ratings: [], leads: [] });
  });
});
