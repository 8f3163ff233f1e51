import type { Citation } from "@netvexa/contract/answer";
import type { Id } from "@netvexa/contract/ids";
import type { SealedJson } from "@netvexa/db/schema/conversation";
import { isSealed, open, type Place, type SealingKey, seal } from "@netvexa/db/sealing/seal";

/** Which values of a conversation are sealed, and where each of them lies. */
type Cell = "conversation.title" | "message.text" | "message.citations" | "feedback.comment" | "lead.fields";

/** `row` is what names the row within its conversation; empty for the conversation itself. */
export interface CellOf {
  tenantId: Id<"tenant">;
  conversationId: Id<"conversation">;
  cell: Cell;
  row: string;
}

/** Undefined where the row has no key: it was written before sealing, or its key was destroyed. */
export type ReadingKey = SealingKey | undefined;

function placeOf({ tenantId, conversationId, cell, row }: CellOf): Place {
  const [table = "", column = ""] = cell.split(".");
  return { tenantId, table, column, row: `${conversationId}/${row}` };
}

export function sealText(key: SealingKey, at: CellOf, text: string): Promise<string> {
  return seal(key, placeOf(at), text);
}

export async function sealJson(key: SealingKey, at: CellOf, value: unknown): Promise<SealedJson> {
  return { sealed: await seal(key, placeOf(at), JSON.stringify(value)) };
}

/** Text as it was, whether or not it is sealed; the empty text where its key is gone. */
export async function openText(key: ReadingKey, at: CellOf, stored: string): Promise<string> {
  if (!isSealed(stored)) return stored;
  return key === undefined ? "" : open(key, placeOf(at), stored);
}

export async function openCitations(
  key: ReadingKey,
  at: Omit<CellOf, "cell">,
  stored: Citation[] | SealedJson,
): Promise<Citation[]> {
  if (Array.isArray(stored)) return stored;
  if (key === undefined) return [];
  return JSON.parse(await open(key, placeOf({ ...at, cell: "message.citations" }), stored.sealed));
}

export async function openFields(
  key: ReadingKey,
  at: Omit<CellOf, "cell">,
  stored: Record<string, string> | SealedJson,
): Promise<Record<string, string>> {
  const { sealed } = stored;
  // A visitor's own field of this name holds no sealed value: rows are sealed as a whole.
  if (sealed === undefined || Object.keys(stored).length !== 1 || !isSealed(sealed)) {
    return stored as Record<string, string>;
  }
  return key === undefined ? {} : JSON.parse(await open(key, placeOf({ ...at, cell: "lead.fields" }), sealed));
}
