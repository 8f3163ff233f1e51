import type { Id } from "@netvexa/contract/ids";

/** A retrieved chunk with the number it bears in one answer: `[n]` in the text refers to it. */
export interface Passage {
  readonly n: number;
  readonly chunkId: Id<"chunk">;
  readonly documentId: Id<"document">;
  readonly externalId?: string | undefined;
  readonly title: string;
  readonly heading?: string | undefined;
  readonly url?: string | undefined;
  readonly text: string;
  /** Fused score of this question in [0, 1]. */
  readonly score: number;
}
