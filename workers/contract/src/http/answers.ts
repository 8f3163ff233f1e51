import { z } from "zod";
import { Citation, Made, Timings } from "../answer.ts";
import { idSchema } from "../ids.ts";
import { LIMITS } from "../limits.ts";

export const SearchInput = z.strictObject({
  query: z.string().trim().min(1).max(LIMITS.searchQueryMaxChars),
  limit: z.int().min(1).max(LIMITS.searchLimitMax).default(LIMITS.searchLimitDefault),
});
export type SearchInput = z.infer<typeof SearchInput>;

/** `score` is the fused score of this query in [0, 1]; scores of different queries do not compare. */
export const Hit = z.strictObject({
  chunkId: idSchema("chunk"),
  documentId: idSchema("document"),
  externalId: z.string().optional(),
  title: z.string(),
  url: z.string().optional(),
  text: z.string(),
  score: z.number(),
});
export type Hit = z.infer<typeof Hit>;

export const SearchResult = z.strictObject({ hits: z.array(Hit), timings: Timings });
export type SearchResult = z.infer<typeof SearchResult>;

export const MessageInput = z.strictObject({
  text: z.string().trim().min(1).max(LIMITS.messageMaxChars),
  conversationId: z.string().optional(),
});
export type MessageInput = z.infer<typeof MessageInput>;

export const Answer = z.strictObject({
  conversationId: idSchema("conversation"),
  messageId: idSchema("message"),
  text: z.string(),
  citations: z.array(Citation),
  made: Made,
  timings: Timings,
});
export type Answer = z.infer<typeof Answer>;
