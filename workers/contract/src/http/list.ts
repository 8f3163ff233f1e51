import { z } from "zod";
import { LIMITS } from "../limits.ts";

/** `?cursor=&limit=` of every list; the cursor is opaque. */
export const ListQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.listLimitMax).default(LIMITS.listLimitDefault),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** `{ items, nextCursor }`; `nextCursor` is null on the last page. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export interface List<T> {
  items: T[];
  nextCursor: string | null;
}
