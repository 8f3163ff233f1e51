import type { List } from "@netvexa/contract/http/list";
import { ServiceError } from "@netvexa/contract/problem";
import { z } from "zod";

/** A place in a list: the value that orders it, as text, and the id that breaks ties. */
export interface Position {
  at: string;
  id: string;
}

/** Times keep the database's own text, for a `Date` would lose their microseconds. */
export type PositionKind = "time" | "number";

const Packed = z.tuple([z.string().max(40), z.string().regex(/^[a-z]{3}_[0-9a-z]{26}$/)]);
const SHAPES: Record<PositionKind, RegExp> = {
  time: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
  number: /^\d{1,9}$/,
};

export function encodeCursor(position: Position): string {
  return btoa(JSON.stringify([position.at, position.id]))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Throws `invalid_request` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string | undefined, kind: PositionKind): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = unpack(cursor);
  if (position !== undefined && SHAPES[kind].test(position.at)) return position;
  throw new ServiceError("invalid_request", {
    errors: [{ pointer: "?cursor", code: "invalid_value", detail: "not a cursor of this list" }],
  });
}

function unpack(cursor: string): Position | undefined {
  try {
    const [at, id] = Packed.parse(JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))));
    return { at, id };
  } catch {
    // Neither base64 nor JSON nor a pair: in each case it is not ours, and the caller says so.
    return undefined;
  }
}

/** Makes a page from up to `limit + 1` rows: the last one only shows that there are more. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  shape: { item: (row: R) => T; position: (row: R) => Position },
): List<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: page.map(shape.item), nextCursor: hasMore ? encodeCursor(shape.position(last)) : null };
}
