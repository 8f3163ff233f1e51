import type { Embedder } from "@netvexa/ai/embed";
import { loadAnalyser } from "@netvexa/ai/lexical/analyse";
import type { Id } from "@netvexa/contract/ids";
import type { Database } from "@netvexa/db/client";
import { queryTermWeights, searchIndex } from "@netvexa/db/search/search-index";
import type { IndexHit } from "@netvexa/db/search/types";
import { tenantBatch } from "@netvexa/db/tenant";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { embedQuery, type QueryEmbeddingCache } from "./retrieve-embedding.ts";
import { type Evidence, weighEvidence } from "./retrieve-evidence.ts";
import { memoryQueryEmbeddings } from "./retrieve-memory-cache.ts";

export interface RetrieveDeps {
  readonly db: Database;
  readonly embedder: Embedder;
  /** Without one, each embedder has a cache of its own in this isolate. */
  readonly queryEmbeddings?: QueryEmbeddingCache | undefined;
  readonly now: () => number;
  /** Told when a search gave fewer passages than were asked for although there are more; for the log. */
  readonly onShortfall?: ((shortfall: Shortfall) => void) | undefined;
}

export interface Shortfall {
  readonly tenantId: Id<"tenant">;
  readonly agentId: Id<"agent">;
  /** Passages that are there and were not given. */
  readonly missing: number;
}

export interface RetrieveInput {
  readonly tenant: TenantContext;
  readonly agentId: Id<"agent">;
  readonly locale: string;
  readonly query: string;
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface RetrievedHit {
  readonly chunkId: Id<"chunk">;
  readonly documentId: Id<"document">;
  readonly externalId: string;
  readonly title: string;
  readonly heading?: string;
  readonly url?: string;
  readonly text: string;
  /** Fused score in [0, 1]; comparable within one query only. */
  readonly score: number;
  readonly parts: HitParts;
}

/** Min-max scores within the query, and the raw values behind two of them. */
export interface HitParts {
  readonly words: number;
  readonly grams: number;
  readonly vector: number;
  readonly bm25: number;
  /** Absent where passage and question have no vectors of one model. */
  readonly cosine?: number;
}

export interface Retrieved {
  /** Best first. */
  readonly hits: RetrievedHit[];
  readonly evidence: Evidence;
  /** Milliseconds, to a tenth. */
  readonly timings: { embed: number; db: number };
  /** The embedder failed; these hits come from words alone. */
  readonly fallback?: "embedding_failed";
}

const caches = new WeakMap<Embedder, QueryEmbeddingCache>();

/**
 * Finds the passages that speak of the query: words, letter grams and meaning in one round trip to the
 * database. Throws when aborted and when the database fails; an embedder that fails only costs the meaning.
 */
export async function retrieve(deps: RetrieveDeps, input: RetrieveInput): Promise<Retrieved> {
  const { tenant, agentId, limit } = input;
  const [embedded, { analyser, query }] = await Promise.all([embedOrFail(deps, input), analyse(input)]);
  const { vector } = embedded;
  const { model } = deps.embedder;
  const asked = {
    tenantId: tenant.tenantId,
    agentId,
    words: query.words,
    grams: query.grams,
    vector: vector && { embedding: vector, model: { id: model.id, dims: vector.length } },
    fusion: model.fusion,
    limit,
  };
  const startedAt = deps.now();
  const [weights, rows] = await tenantBatch(deps.db, tenant, () => [queryTermWeights(asked), searchIndex(asked)]);
  const timings = { embed: embedded.ms, db: tenths(deps.now() - startedAt) };
  const hits = rows.map(toHit);
  const missing = Math.min(limit, weights[0]?.chunks ?? 0) - hits.length;
  if (missing > 0) deps.onShortfall?.({ tenantId: tenant.tenantId, agentId, missing });
  const idf = new Map(
    weights.flatMap(({ term, idf: weight }) => (term === null ? [] : [[term, weight ?? 0] as const])),
  );
  const evidence = weighEvidence({ analyser, query, idf, hits });
  return { hits, evidence, timings, ...(vector ? {} : { fallback: "embedding_failed" }) };
}

async function analyse({ locale, query }: RetrieveInput) {
  const analyser = await loadAnalyser(locale);
  return { analyser, query: analyser.query(query) };
}

/** Rejects only when aborted. */
async function embedOrFail(deps: RetrieveDeps, { query, signal }: RetrieveInput) {
  const startedAt = deps.now();
  const { embedder } = deps;
  let vector: Float32Array | undefined;
  try {
    vector = await embedQuery({ embedder, cache: deps.queryEmbeddings ?? cacheOf(embedder, deps.now) }, query, signal);
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return { vector, ms: tenths(deps.now() - startedAt) };
}

function cacheOf(embedder: Embedder, now: () => number): QueryEmbeddingCache {
  const cache = caches.get(embedder) ?? memoryQueryEmbeddings(now);
  caches.set(embedder, cache);
  return cache;
}

function toHit(row: IndexHit): RetrievedHit {
  const { chunkId, documentId, externalId, title, heading, url, text, score } = row;
  const { words, grams, vector, bm25, cosine } = row;
  return {
    chunkId,
    documentId,
    externalId,
    title,
    ...(heading === null ? {} : { heading }),
    ...(url === null ? {} : { url }),
    text,
    score,
    parts: { words, grams, vector, bm25, ...(cosine === null ? {} : { cosine }) },
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
