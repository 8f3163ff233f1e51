import { type Id, newId } from "@netvexa/contract/ids";
import { sql } from "drizzle-orm";
import { type Database, openDatabase } from "../../client.ts";
import { agent } from "../../schema/agent.ts";
import { chunk, document, source } from "../../schema/source.ts";
import { tenantBatch, tenantTx } from "../../tenant.ts";
import { mintTenantContext, type TenantContext } from "../../tenant-context.ts";
import { searchIndex } from "../search-index.ts";
import type { IndexHit, IndexQuery, IndexWrite, TermFrequencies } from "../types.ts";
import { removeIndex, writeIndex } from "../write-index.ts";

export const MODEL = { id: "test-model", dims: 3 };

/** A document of one chunk; the text is never read by the index. */
export interface TestDocument {
  readonly documentId: Id<"document">;
  readonly chunkId: Id<"chunk">;
}

export interface Content {
  readonly words?: readonly number[];
  readonly grams?: readonly number[];
  readonly vector?: readonly number[];
  readonly model?: string;
}

export interface Corpus {
  readonly db: Database;
  readonly tenant: TenantContext;
  readonly agentId: Id<"agent">;
  add(contents: readonly Content[]): Promise<TestDocument[]>;
  /** Indexes a document that exists. */
  index(document: TestDocument, content: Content): Promise<void>;
  remove(documents: readonly TestDocument[]): Promise<void>;
  search(query: Partial<Pick<IndexQuery, "fusion" | "limit">> & Content): Promise<IndexHit[]>;
}

export function counted(terms: readonly number[] = []): TermFrequencies {
  const frequencies = new Map<number, number>();
  for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const sorted = [...frequencies].sort(([a], [b]) => a - b);
  return { terms: sorted.map(([term]) => term), frequencies: sorted.map(([, n]) => n), length: terms.length };
}

/** An agent with nothing in its index, of a new tenant unless one is given. */
export async function makeCorpus(databaseUrl: string, tenant = mintTenantContext(newId("tenant"))): Promise<Corpus> {
  const db = openDatabase({ url: databaseUrl });
  const { tenantId } = tenant;
  const [agentId, sourceId] = [newId("agent"), newId("source")];
  await tenantBatch(db, tenant, (query) => [
    sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, ${agentId}, '{}', ${MODEL.id})`,
    query
      .insert(source)
      .values({ tenantId, id: sourceId, agentId, kind: "documents", name: "s", status: "ready", inputKey: "k" }),
  ]);
  const indexWrite = ({ documentId, chunkId }: TestDocument, content: Content): IndexWrite => {
    const analysed = { words: counted(content.words), grams: counted(content.grams) };
    const embedding = Float32Array.from(content.vector ?? [1, 0, 0]);
    const model = { ...MODEL, id: content.model ?? MODEL.id };
    return { tenantId, agentId, model, documents: [{ documentId, chunks: [{ chunkId, analysed, embedding }] }] };
  };
  return {
    db,
    tenant,
    agentId,
    add: async (contents) => {
      const added = contents.map((content) => ({ content, documentId: newId("document"), chunkId: newId("chunk") }));
      await tenantTx(db, tenant, async (tx) => {
        for (const { documentId, chunkId, content } of added) {
          const owner = { tenantId, sourceId, agentId };
          await tx
            .insert(document)
            .values({ ...owner, id: documentId, externalId: documentId, title: "t", contentHash: "" });
          await tx.insert(chunk).values({ ...owner, id: chunkId, documentId, position: 0, text: "text" });
          await writeIndex(tx, indexWrite({ documentId, chunkId }, content));
        }
      });
      return added;
    },
    index: (document, content) => tenantTx(db, tenant, (tx) => writeIndex(tx, indexWrite(document, content))),
    remove: (documents) =>
      tenantTx(db, tenant, (tx) =>
        removeIndex(tx, { tenantId, agentId, documentIds: documents.map(({ documentId }) => documentId) }),
      ),
    search: async ({ words, grams, vector, fusion = { words: 0.4, grams: 0.3, vector: 0.3 }, limit = 10 }) => {
      const asked = vector && { embedding: Float32Array.from(vector), model: MODEL };
      const query = { tenantId, agentId, words: counted(words), grams: counted(grams), vector: asked, fusion, limit };
      const [hits] = await tenantBatch(db, tenant, () => [searchIndex(query)]);
      return hits;
    },
  };
}

/** The statistics as stored: chunks of the agent, and for each kind and term the chunks that have it. */
export async function readStatistics({ db, tenant, agentId }: Corpus): Promise<{ chunks: number; terms: string[] }> {
  const [size, terms] = await tenantBatch(db, tenant, () => [
    sql<{ chunks: number }>`select chunks from index_stat where agent_id = ${agentId}`,
    sql<{ line: string }>`
      select kind || ':' || term || '=' || chunks as line from term_stat where agent_id = ${agentId} order by kind, term`,
  ]);
  return { chunks: size[0]?.chunks ?? 0, terms: terms.map(({ line }) => line) };
}

export async function deleteAgent({ db, tenant, agentId }: Corpus): Promise<void> {
  await tenantBatch(db, tenant, () => [sql`delete from ${agent} where id = ${agentId}`]);
}

export async function deleteDocument({ db, tenant }: Corpus, { documentId }: TestDocument): Promise<void> {
  await tenantBatch(db, tenant, () => [sql`delete from ${document} where id = ${documentId}`]);
}
