import { LIMITS } from "@netvexa/contract/limits";
import type { QueryEmbeddingCache } from "./retrieve-embedding.ts";

/** About 2 MB with 512 dimensions. */
const MAX_ENTRIES = 1_000;

/** Lives as long as the isolate; the entry unused for longest leaves first. */
export function memoryQueryEmbeddings(now: () => number, maxEntries: number = MAX_ENTRIES): QueryEmbeddingCache {
  const entries = new Map<string, { vector: Float32Array; untilMs: number }>();
  return {
    get: async (key) => {
      const entry = entries.get(key);
      entries.delete(key);
      if (!entry || entry.untilMs <= now()) return undefined;
      entries.set(key, entry);
      return entry.vector;
    },
    set: async (key, vector) => {
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= maxEntries && !oldest.done) entries.delete(oldest.value);
      entries.set(key, { vector, untilMs: now() + LIMITS.queryEmbeddingTtlSeconds * 1_000 });
    },
  };
}
