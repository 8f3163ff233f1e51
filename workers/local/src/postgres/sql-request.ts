import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import type { Batch, Statement, StatementResult } from "./backend.ts";
import { toJsonValue } from "./json-value.ts";

const Query = z.object({ query: z.string(), params: z.array(z.unknown()).default([]) });
const Body = z.union([z.object({ queries: z.array(Query) }), Query]);

const ISOLATION_LEVELS: Readonly<Record<string, string>> = {
  ReadUncommitted: "read uncommitted",
  ReadCommitted: "read committed",
  RepeatableRead: "repeatable read",
  Serializable: "serializable",
};

export interface SqlRequest {
  readonly batch: Batch;
  readonly isTransaction: boolean;
  readonly wantsRawText: boolean;
  readonly wantsArrays: boolean;
}

/** Throws a message for the caller if the request is not one that the driver sends. */
export function readSqlRequest(headers: IncomingHttpHeaders, body: unknown): SqlRequest {
  const parsed = Body.safeParse(body);
  if (!parsed.success) throw new TypeError("expected { query, params } or { queries }");
  const isTransaction = "queries" in parsed.data;
  const queries = "queries" in parsed.data ? parsed.data.queries : [parsed.data];
  const database = databaseOf(headers["neon-connection-string"]);
  const statements = queries.map(({ query, params }): Statement => ({ text: query, values: params.map(toText) }));
  return {
    batch: { database, statements, ...(isTransaction ? { begin: beginOf(headers) } : {}) },
    isTransaction,
    wantsRawText: headers["neon-raw-text-output"] === "true",
    wantsArrays: headers["neon-array-mode"] === "true",
  };
}

/** Throws if the text is not the URL of a database. */
export function databaseOf(connectionString: unknown): string {
  if (typeof connectionString !== "string" || !URL.canParse(connectionString)) {
    throw new TypeError("the header Neon-Connection-String is missing or not a URL");
  }
  return decodeURIComponent(new URL(connectionString).pathname.slice(1));
}

function beginOf(headers: IncomingHttpHeaders): string {
  const level = headers["neon-batch-isolation-level"];
  const isolation = typeof level === "string" ? ISOLATION_LEVELS[level] : undefined;
  if (level !== undefined && isolation === undefined) throw new TypeError("unknown isolation level");
  const modes = [
    isolation && `isolation level ${isolation}`,
    headers["neon-batch-read-only"] === "true" && "read only",
    headers["neon-batch-deferrable"] === "true" && "deferrable",
  ];
  return ["begin", modes.filter(Boolean).join(", ")].join(" ").trim();
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The shape that the driver takes apart: rows of text in the order of the fields, unless asked otherwise. */
export function shapeResult(result: StatementResult, { wantsRawText, wantsArrays }: SqlRequest) {
  const rows = wantsRawText
    ? result.rows
    : result.rows.map((row) => row.map((value, i) => toJsonValue(value, result.fields[i]?.dataTypeID)));
  return {
    command: result.command,
    rowCount: result.rowCount,
    rowAsArray: wantsArrays,
    fields: result.fields,
    rows: wantsArrays
      ? rows
      : rows.map((row) => Object.fromEntries(result.fields.map(({ name }, i) => [name, row[i] ?? null]))),
  };
}
