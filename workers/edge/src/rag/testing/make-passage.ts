import { type Id, newId } from "@netvexa/contract/ids";
import type { Passage } from "../passage.ts";

/** A passage of an invented shop for tests. */
export function makePassage(passage: Partial<Passage> & Pick<Passage, "n" | "text">): Passage {
  const chunkId: Id<"chunk"> = newId("chunk");
  return { chunkId, documentId: newId("document"), title: `Page ${passage.n}`, score: 1 / passage.n, ...passage };
}
