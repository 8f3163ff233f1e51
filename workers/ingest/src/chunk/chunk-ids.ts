import { type Id, idFromText } from "@netvexa/contract/ids";
import type { TextChunk } from "./chunk-text.ts";

export interface DocumentChunk extends TextChunk {
  id: Id<"chunk">;
  position: number;
}

/**
 * Names each chunk by what it says, not by where it stands, so that an unchanged passage keeps its id when text
 * is added before it. Title and language count, for the search index is made of them too. The same passage twice in a document is told apart by counting.
 */
export async function identifyChunks(
  document: { id: Id<"document">; title: string; language: string },
  chunks: readonly TextChunk[],
): Promise<DocumentChunk[]> {
  const seen = new Map<string, number>();
  return Promise.all(
    chunks.map(async (chunk, position) => {
      const content = JSON.stringify([document.id, document.language, document.title, chunk.heading ?? "", chunk.text]);
      const occurrence = seen.get(content) ?? 0;
      seen.set(content, occurrence + 1);
      return { ...chunk, position, id: await idFromText("chunk", `${content}\n${occurrence}`) };
    }),
  );
}
