import type { Embedder } from "@netvexa/ai/embed";
import { embeddingModel } from "@netvexa/ai/embedding-models";
import { loadAnalyser } from "@netvexa/ai/lexical/analyse";
import { AgentInput } from "@netvexa/contract/http/agents";
import { type Id, newId } from "@netvexa/contract/ids";
import { openDatabase } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { chunk, document, source } from "@netvexa/db/schema/source";
import { writeIndex } from "@netvexa/db/search/write-index";
import { tenantBatch, tenantTx } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { retrieve } from "./retrieve.ts";
import { memoryQueryEmbeddings } from "./retrieve-memory-cache.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const db = openDatabase({ url: inject("databaseUrl") });
const MODEL = { ...embeddingModel("test-model"), dims: 2 };

const SHOP = [
  { title: "Refunds", text: "Money comes back to the card within five days after the parcel has reached us." },
  { title: "Shipping", text: "Parcels leave our warehouse every morning. Refunds of postage are not possible." },
  { title: "Warranty", text: "Every lamp is covered for two years against faults of material." },
  { title: "Newsletter", text: "Subscribers hear of offers first and may unsubscribe in each mail." },
];

interface Knowledge {
  tenant: TenantContext;
  agentId: Id<"agent">;
}

/** The vectors say nothing: every text has the same one, unless `near` picks it. */
function embedder(options: { near?: RegExp; fail?: Error } = {}): Embedder & { calls: number } {
  const fake = {
    calls: 0,
    model: MODEL,
    embed: async (texts: readonly string[]) => {
      fake.calls += 1;
      if (options.fail) throw options.fail;
      return texts.map((text) => Float32Array.from(options.near?.test(text) ? [0, 1] : [1, 0]));
    },
  };
  return fake;
}

async function learn(
  passages: readonly { title: string; text: string }[],
  { locale = "en", near }: { locale?: string; near?: RegExp } = {},
): Promise<Knowledge> {
  const [tenantId, agentId, sourceId] = [newId("tenant"), newId("agent"), newId("source")];
  const tenant = mintTenantContext(tenantId);
  const analyser = await loadAnalyser(locale);
  const documents = passages.map((passage) => ({ ...passage, documentId: newId("document"), chunkId: newId("chunk") }));
  const vectors = await embedder(near ? { near } : {}).embed(
    documents.map(({ text }) => text),
    { kind: "document" },
  );
  await tenantTx(db, tenant, async (tx) => {
    const owner = { tenantId, agentId, sourceId };
    await tx.insert(agent).values({
      tenantId,
      id: agentId,
      settings: AgentInput.parse({ name: "Shop", locale }),
      embeddingModel: MODEL.id,
    });
    await tx
      .insert(source)
      .values({ tenantId, id: sourceId, agentId, kind: "documents", name: "s", status: "ready", inputKey: "k" });
    await tx.insert(document).values(
      documents.map(({ documentId, title }) => ({
        ...owner,
        id: documentId,
        externalId: title,
        title,
        contentHash: "",
      })),
    );
    await tx
      .insert(chunk)
      .values(
        documents.map(({ documentId, chunkId, text }) => ({ ...owner, id: chunkId, documentId, position: 0, text })),
      );
    await writeIndex(tx, {
      tenantId,
      agentId,
      model: MODEL,
      documents: documents.map((passage, index) => ({
        documentId: passage.documentId,
        chunks: [
          {
            chunkId: passage.chunkId,
            analysed: analyser.passage(passage),
            embedding: vectors[index] ?? new Float32Array(),
          },
        ],
      })),
    });
  });
  return { tenant, agentId };
}

function ask(
  knowledge: Knowledge,
  query: string,
  options: { embedder?: Embedder; locale?: string; signal?: AbortSignal } = {},
) {
  const { embedder: port = embedder(), locale = "en", signal = new AbortController().signal } = options;
  return retrieve(
    { db, embedder: port, now: () => performance.now() },
    { ...knowledge, locale, query, limit: 3, signal },
  );
}

test("a hit carries all that a reader needs, with its score and the parts of it", async () => {
  const { hits, timings, fallback } = await ask(await learn(SHOP), "How long does a refund take?");
  expect(hits[0]).toMatchObject({ title: "Refunds", externalId: "Refunds", text: SHOP[0]?.text });
  expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? 1);
  expect(hits[0]?.parts.words).toBe(1);
  expect(timings.db).toBeGreaterThan(0);
  expect(fallback).toBeUndefined();
});

test("a title that names the subject beats a text that mentions it", async () => {
  const { hits } = await ask(await learn(SHOP), "refunds");
  expect(hits.map(({ title }) => title).slice(0, 2)).toEqual(["Refunds", "Shipping"]);
});

test("a misspelt question is found by its grams", async () => {
  const { hits } = await ask(await learn(SHOP), "waranty");
  expect(hits[0]).toMatchObject({ title: "Warranty", parts: { words: 0, grams: 1 } });
});

test("meaning alone finds a passage that shares no word", async () => {
  const near = /money|cash/i;
  const { hits, evidence } = await ask(await learn(SHOP, { near }), "cash?", { embedder: embedder({ near }) });
  expect(hits[0]?.title).toBe("Refunds");
  expect(evidence).toMatchObject({ coverage: 0, similarity: 1 });
});

test("Turkish words meet under their own rules of case and suffix", async () => {
  const knowledge = await learn(
    [
      { title: "İade", text: "Ürünleri on dört gün içinde iade edebilirsiniz." },
      { title: "Kargo", text: "Siparişler her sabah yola çıkar." },
    ],
    { locale: "tr" },
  );
  const { hits } = await ask(knowledge, "IADELER nasıl yapılır", { locale: "tr" });
  expect(hits[0]?.title).toBe("İade");
});

test("coverage tells a question that the passages speak of from one that they do not", async () => {
  const knowledge = await learn(SHOP);
  const known = await ask(knowledge, "Are lamps covered against faults of material?");
  const unknown = await ask(knowledge, "Do you rent bicycles in Lisbon?");
  expect(known.evidence.coverage).toBeGreaterThan(0.8);
  expect(unknown.evidence.coverage).toBeLessThan(0.2);
});

test("an embedder that fails costs the meaning, not the answer", async () => {
  const failing = embedder({ fail: new Error("down") });
  const { hits, fallback, evidence } = await ask(await learn(SHOP), "refunds", { embedder: failing });
  expect(hits[0]?.title).toBe("Refunds");
  expect(hits[0]?.score).toBeCloseTo(1);
  expect(fallback).toBe("embedding_failed");
  expect(evidence.similarity).toBeUndefined();
});

test("fewer passages than were asked for are reported where there are more, and only there", async () => {
  const knowledge = await learn(SHOP.slice(0, 2));
  const reported: unknown[] = [];
  const search = () =>
    retrieve(
      { db, embedder: embedder(), now: () => 0, onShortfall: (shortfall) => reported.push(shortfall) },
      { ...knowledge, locale: "en", query: "…", limit: 3, signal: new AbortController().signal },
    );
  expect((await search()).hits).toHaveLength(2);
  expect(reported).toEqual([]);
  await tenantBatch(db, knowledge.tenant, () => [sql`update index_stat set chunks = 9`]);
  await search();
  expect(reported).toEqual([{ tenantId: knowledge.tenant.tenantId, agentId: knowledge.agentId, missing: 1 }]);
});

test("an aborted search rejects", async () => {
  const knowledge = await learn(SHOP);
  const controller = new AbortController();
  controller.abort(new Error("left"));
  const search = ask(knowledge, "refunds", {
    embedder: embedder({ fail: new Error("cut") }),
    signal: controller.signal,
  });
  await expect(search).rejects.toThrow("cut");
});

test("a question asked again is not embedded again", async () => {
  const knowledge = await learn(SHOP);
  const port = embedder();
  await ask(knowledge, "refunds", { embedder: port });
  await ask(knowledge, " refunds ", { embedder: port });
  expect(port.calls).toBe(1);
});

test("an agent of another tenant gives nothing", async () => {
  const [mine, theirs] = [await learn(SHOP), await learn(SHOP)];
  const { hits, evidence } = await ask({ tenant: mine.tenant, agentId: theirs.agentId }, "refunds");
  expect(hits).toEqual([]);
  expect(evidence.coverage).toBe(0);
});

test("cached vectors expire, and the one unused for longest leaves first", async () => {
  let nowMs = 0;
  const cache = memoryQueryEmbeddings(() => nowMs, 2);
  const vector = Float32Array.from([1]);
  await cache.set("a", vector);
  await cache.set("b", vector);
  await cache.get("a");
  await cache.set("c", vector);
  expect(await cache.get("b")).toBeUndefined();
  expect(await cache.get("a")).toBe(vector);
  nowMs = 8 * 24 * 60 * 60 * 1_000;
  expect(await cache.get("a")).toBeUndefined();
});
