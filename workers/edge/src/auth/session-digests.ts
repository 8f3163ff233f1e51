import type { DBAdapter, DBTransactionAdapter, Where } from "better-auth/types";
import { sha256Hex } from "./digest.ts";

type Tokens = ReadonlyMap<unknown, string>;
type Row = Parameters<DBAdapter["create"]>[0]["data"];
type NewRow<T extends Row> = Omit<Parameters<DBAdapter["create"]>[0], "data"> & { data: Omit<T, "id"> };
type Query = { model: string; where?: Where[] | undefined };
type QueryOf<Verb extends "findOne" | "update" | "consumeOne" | "incrementOne"> = Parameters<DBAdapter[Verb]>[0];

const NO_TOKENS: Tokens = new Map();

/**
 * Keeps sessions under the digests of their tokens. A row that was asked for by its token comes back with it, for the
 * library sets the cookie from there; any other shows the digest, which opens nothing, signed or not.
 */
export function withSessionDigests(adapter: DBAdapter): DBAdapter {
  return {
    ...adapter,
    ...translated(adapter),
    transaction: (callback) => adapter.transaction((inner) => callback({ ...inner, ...translated(inner) })),
  };
}

function translated(adapter: DBTransactionAdapter) {
  async function forward<Q extends Query, R>(query: Q, call: (query: Q) => Promise<R>): Promise<R> {
    const { asked, tokens } = await translate(query);
    return withTokens(await call(asked), tokens);
  }

  return {
    create: async <T extends Row, R = T>(query: NewRow<T>) => {
      if (query.model !== "session") return adapter.create<T, R>(query);
      const { token } = query.data as { token?: unknown };
      const digest = await digestOf(token);
      const created = await adapter.create<T, R>({ ...query, data: { ...query.data, token: digest } });
      return withTokens(created, new Map([[digest, String(token)]]));
    },
    findOne: <T>(query: QueryOf<"findOne">) => forward(query, (asked) => adapter.findOne<T>(asked)),
    findMany: async (query) => {
      const { asked, tokens } = await translate(query);
      return (await adapter.findMany<never>(asked)).map((row) => withTokens(row, tokens));
    },
    count: (query) => forward(query, adapter.count),
    update: <T>(query: QueryOf<"update">) => forward(query, (asked) => adapter.update<T>(asked)),
    updateMany: (query) => forward(query, adapter.updateMany),
    delete: (query) => forward(query, adapter.delete),
    deleteMany: (query) => forward(query, adapter.deleteMany),
    consumeOne: <T>(query: QueryOf<"consumeOne">) => forward(query, (asked) => adapter.consumeOne<T>(asked)),
    incrementOne: <T>(query: QueryOf<"incrementOne">) => forward(query, (asked) => adapter.incrementOne<T>(asked)),
  } satisfies Partial<DBTransactionAdapter>;
}

/** The query with digests in place of tokens, and which token each digest stands for. */
async function translate<Q extends Query>(query: Q): Promise<{ asked: Q; tokens: Tokens }> {
  const { model, where } = query;
  if (model !== "session" || !where?.some(({ field }) => field === "token")) return { asked: query, tokens: NO_TOKENS };
  const tokens = new Map<string, string>();
  const digest = async (token: unknown) => {
    const made = await digestOf(token);
    tokens.set(made, String(token));
    return made;
  };
  const parts = where.map(async (part) => {
    if (part.field !== "token") return part;
    const value = Array.isArray(part.value) ? await Promise.all(part.value.map(digest)) : await digest(part.value);
    return { ...part, value };
  });
  return { asked: { ...query, where: await Promise.all(parts) }, tokens };
}

async function digestOf(token: unknown): Promise<string> {
  if (typeof token !== "string") throw new TypeError("a session's token is text");
  return sha256Hex(token);
}

function withTokens<R>(row: R, tokens: Tokens): R {
  if (typeof row !== "object" || row === null || !("token" in row)) return row;
  const token = tokens.get(row.token);
  return token === undefined ? row : { ...row, token };
}
