import { env } from "cloudflare:workers";
import { AgentInput } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { conversation, feedback, lead, message } from "@netvexa/db/schema/conversation";
import { conversationKey, tenantKey } from "@netvexa/db/schema/sealing";
import { SealBroken } from "@netvexa/db/sealing/seal";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { and, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { createLocalKeyWrapper } from "../sealing/local-key-wrapper.ts";
import { type CellOf, openCitations, openFields, openText } from "../sealing/transcript.ts";
import { createVault } from "../sealing/vault.ts";
import { makeJoin } from "../testing/room-client.ts";
import type { StoredMessage } from "./core/state.ts";
import type { Join } from "./join.ts";
import type { ConversationSnapshot, TranscriptEntry } from "./ports.ts";
import { createTranscriptStore } from "./transcript-store.ts";

const db = openDatabase({ url: (env as unknown as { DATABASE_URL: string }).DATABASE_URL });
const now = () => Date.now();
const makeVault = () =>
  createVault({ db, wrapper: () => createLocalKeyWrapper("a secret of this test, long enough"), now });
const vault = makeVault();
const store = createTranscriptStore({ db, vault });
const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

async function makeConversation(): Promise<Join> {
  const join = makeJoin();
  const settings = AgentInput.parse(join.settings);
  await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [
    query.insert(agent).values({ tenantId: join.tenantId, id: join.agentId, settings, embeddingModel: "test" }),
  ]);
  return join;
}

/** The rows as they lie in the database. */
async function readRaw(join: Join) {
  const [conversations, messages, ratings, leads, keys] = await tenantBatch(
    db,
    mintTenantContext(join.tenantId),
    (query) => [
      query.select().from(conversation),
      query.select().from(message).orderBy(message.seq),
      query.select().from(feedback),
      query.select().from(lead),
      query.select().from(conversationKey),
    ],
  );
  return { conversations, messages, ratings, leads, keys };
}

/** The rows as whoever holds the keys reads them. */
async function read(join: Join) {
  const { conversations, messages, ratings, leads, keys } = await readRaw(join);
  const row = keys[0];
  const key = row && (await vault.unwrap(mintTenantContext(join.tenantId), row));
  const { tenantId, conversationId } = join;
  const at = (cell: CellOf["cell"], id: string) => ({ tenantId, conversationId, cell, row: id });
  return {
    conversations: await Promise.all(
      conversations.map(async (one) => ({
        ...one,
        title: await openText(key, at("conversation.title", ""), one.title),
      })),
    ),
    messages: await Promise.all(
      messages.map(async (one) => ({
        ...one,
        text: await openText(key, at("message.text", one.id), one.text),
        citations: await openCitations(key, at("message.citations", one.id), one.citations),
      })),
    ),
    ratings: await Promise.all(
      ratings.map(async (one) => ({
        ...one,
        comment: await openText(key, at("feedback.comment", one.messageId), one.comment ?? ""),
      })),
    ),
    leads: await Promise.all(
      leads.map(async (one) => ({ ...one, fields: await openFields(key, at("lead.fields", one.id), one.fields) })),
    ),
  };
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

  it("O-68 holds nothing of what was typed, and the same words never look the same", async () => {
    const join = await makeConversation();
    const canary = "ada@canary.example +43 660 1234567 4242 4242 4242 4242";
    const entries: TranscriptEntry[] = [
      asEntry(stored(1, { text: canary })),
      asEntry(stored(2, { text: canary, id: newId("message") })),
      { kind: "lead", id: newId("event"), fields: { email: "Ada@Canary.example", note: canary }, atMs: AT_MS },
    ];
    await store.write(join, { ...snapshot, title: canary }, entries);
    const raw = await readRaw(join);
    expect(JSON.stringify(raw)).not.toMatch(/canary\.example|1234567|4242 4242/i);
    expect(raw.messages[0]?.text).not.toBe(raw.messages[1]?.text);
    expect((await read(join)).messages.map(({ text }) => text)).toEqual([canary, canary]);
    const index = await vault.emailIndex(mintTenantContext(join.tenantId), "ada@canary.example");
    expect(raw.leads[0]?.emailIndex).toBe(index);
  });

  it("O-68 a cipher text moved to another row or conversation of the tenant does not open", async () => {
    const join = await makeConversation();
    const other = { ...join, conversationId: newId("conversation") };
    await store.write(join, snapshot, [asEntry(stored(1)), asEntry(stored(2))]);
    await store.write(other, snapshot, [asEntry(stored(1))]);
    const tenant = mintTenantContext(join.tenantId);
    await tenantBatch(db, tenant, () => [
      sql`update message set text = (select text from message where conversation_id = ${join.conversationId} and seq = 1)
          where seq = 2 or conversation_id = ${other.conversationId}`,
    ]);
    const { messages, keys } = await readRaw(join);
    for (const one of messages.filter(
      ({ seq, conversationId }) => seq === 2 || conversationId !== join.conversationId,
    )) {
      const row = keys.find(({ conversationId }) => conversationId === one.conversationId);
      if (row === undefined) throw new Error("no key");
      const at = { tenantId: join.tenantId, conversationId: one.conversationId, cell: "message.text" } as const;
      const key = await vault.unwrap(tenant, row);
      await expect(openText(key, { ...at, row: one.id }, one.text)).rejects.toThrow(SealBroken);
    }
  });

  it("writes on under a new key once the old one has been destroyed", async () => {
    const join = await makeConversation();
    await store.write(join, snapshot, [asEntry(stored(1))]);
    await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [query.delete(conversation)]);
    await store.write(join, snapshot, [asEntry(stored(2))]);
    const { messages } = await read(join);
    expect(messages).toMatchObject([{ seq: 2, text: "text 2" }]);
  });

  it("seals nothing with a tenant's key that was destroyed elsewhere", async () => {
    const join = await makeConversation();
    await store.write(join, snapshot, [asEntry(stored(1))]);
    await makeVault().destroyTenantKeys(mintTenantContext(join.tenantId));
    await tenantBatch(db, mintTenantContext(join.tenantId), (query) => [query.delete(conversation)]);
    await store.write({ ...join, conversationId: newId("conversation") }, snapshot, [asEntry(stored(1))]);
    const [row] = (await readRaw(join)).keys;
    if (row === undefined) throw new Error("no key");
    await expect(makeVault().unwrap(mintTenantContext(join.tenantId), row)).resolves.toMatchObject({ id: row.keyId });
  });

  it("stays readable while the tenant's key is replaced", async () => {
    const join = await makeConversation();
    const tenant = mintTenantContext(join.tenantId);
    await store.write(join, snapshot, [asEntry(stored(1))]);
    expect(await vault.rotate(tenant)).toEqual({ version: 2 });
    const other = { ...join, conversationId: newId("conversation") };
    await store.write(other, snapshot, [asEntry(stored(1))]);
    expect(await vault.rewrap(tenant, 10)).toBe(1);
    expect(await vault.rewrap(tenant, 10)).toBe(0);
    const { keys, messages } = await readRaw(join);
    expect(keys.map(({ tenantKeyVersion }) => tenantKeyVersion)).toEqual([2, 2]);
    await tenantBatch(db, tenant, (query) => [
      query.delete(tenantKey).where(and(eq(tenantKey.purpose, "seal"), eq(tenantKey.version, 1))),
    ]);
    const fresh = makeVault();
    for (const one of messages) {
      const row = keys.find(({ conversationId }) => conversationId === one.conversationId);
      if (row === undefined) throw new Error("no key");
      const at = { tenantId: join.tenantId, conversationId: one.conversationId, cell: "message.text" } as const;
      expect(await openText(await fresh.unwrap(tenant, row), { ...at, row: one.id }, one.text)).toBe("text 1");
    }
  });
});
