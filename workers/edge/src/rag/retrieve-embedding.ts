import type { Embedder } from "@netvexa/ai/embed";

/** Keeps the vectors of questions asked before; a miss or a failure only costs the embedding call. */
export interface QueryEmbeddingCache {
  get(key: string): Promise<Float32Array | undefined>;
  set(key: string, vector: Float32Array): Promise<void>;
}

/** Keyed by model and a hash of the text, so that no question can be read from the cache. */
export async function embedQuery(
  deps: { embedder: Embedder; cache: QueryEmbeddingCache },
  query: string,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { embedder, cache } = deps;
  const text = query.normalize("NFC").trim();
  const key = `${embedder.model.id}:${await sha256(text)}`;
  const known = await cache.get(key);
  if (known) return known;
  const [vector] = await embedder.embed([text], { kind: "query", signal });
  if (!vector) throw new Error("the embedder gave no vector");
  await cache.set(key, vector);
  return vector;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
