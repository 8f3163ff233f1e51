import type { EmbeddingModel } from "./embedding-models.ts";

export interface EmbedOptions {
  /** Some models embed questions and passages differently. */
  kind: "query" | "document";
  signal?: AbortSignal | undefined;
}

/**
 * Turns texts into unit vectors, one for each text and in their order. Throws `ModelError`; never answers
 * with a vector of the wrong size, with zeros or with anything that is not a number.
 */
export interface Embedder {
  /** `model.dims` is known after the first call at the latest. */
  readonly model: EmbeddingModel;
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
}
