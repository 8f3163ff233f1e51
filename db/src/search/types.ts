import type { Id } from "@netvexa/contract/ids";

/** Hashed terms, ascending and unique, beside their (field-weighted) frequencies. */
export interface TermFrequencies {
  /** Each in [1, 2^29). */
  readonly terms: readonly number[];
  /** Parallel to `terms`; positive, not necessarily whole. */
  readonly frequencies: readonly number[];
  /** Sum of what was counted: the length that BM25 normalises by. */
  readonly length: number;
}

/** One passage as the lexical index sees it; made by `analyse` in `@netvexa/ai/lexical/analyse`. */
export interface AnalysedText {
  readonly words: TermFrequencies;
  readonly grams: TermFrequencies;
}

export interface EmbeddingModelRef {
  readonly id: string;
  readonly dims: number;
}

export interface IndexedChunk {
  readonly chunkId: Id<"chunk">;
  readonly analysed: AnalysedText;
  readonly embedding: Float32Array;
}

/** What `writeIndex` stores: chunks of one or more documents of one agent, each chunk row written before. */
export interface IndexWrite extends IndexOwner {
  readonly model: EmbeddingModelRef;
  readonly documents: readonly {
    readonly documentId: Id<"document">;
    readonly chunks: readonly IndexedChunk[];
  }[];
}

interface IndexOwner {
  readonly tenantId: Id<"tenant">;
  readonly agentId: Id<"agent">;
}

export type IndexRemoval = IndexOwner &
  ({ readonly documentIds: readonly Id<"document">[] } | { readonly chunkIds: readonly Id<"chunk">[] });

export interface FusionWeights {
  readonly words: number;
  readonly grams: number;
  readonly vector: number;
}

export interface IndexQuery extends IndexOwner {
  readonly words: TermFrequencies;
  readonly grams: TermFrequencies;
  /** Absent where there is none: the words and grams then share the weight. Only rows of the same model are compared. */
  readonly vector?: { readonly embedding: Float32Array; readonly model: EmbeddingModelRef } | undefined;
  readonly fusion: FusionWeights;
  readonly limit: number;
}

/** Scores are in [0, 1] within one query; parts are min-max scores before weighting. */
export interface IndexHit extends Record<string, unknown> {
  readonly chunkId: Id<"chunk">;
  readonly documentId: Id<"document">;
  readonly externalId: string;
  readonly title: string;
  readonly url: string | null;
  readonly heading: string | null;
  readonly text: string;
  readonly score: number;
  readonly words: number;
  readonly grams: number;
  readonly vector: number;
  /** BM25 score of the words, unscaled. */
  readonly bm25: number;
  /** Cosine of question and passage; null without comparable vectors. */
  readonly cosine: number | null;
}

/**
 * A word of the question and how much it tells in this agent's corpus; one absent from the corpus tells most. A question
 * without words has one of these without a term.
 */
export interface TermWeight extends Record<string, unknown> {
  readonly term: number | null;
  readonly idf: number | null;
  /** In the agent's whole index. */
  readonly chunks: number;
}
