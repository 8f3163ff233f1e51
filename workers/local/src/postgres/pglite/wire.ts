import { serialize } from "pg-protocol";
import type {
  BackendMessage,
  CommandCompleteMessage,
  DatabaseError,
  DataRowMessage,
  RowDescriptionMessage,
} from "pg-protocol/dist/messages.js";
import { Parser } from "pg-protocol/dist/parser.js";
import type { Field, Statement, StatementResult } from "../backend.ts";
import { failureFrom } from "../database-failure.ts";

/**
 * One message that runs all statements in order: after the first error the server skips the rest up to
 * the closing sync, so a batch costs a single exchange.
 */
export function encodePipeline(statements: readonly Statement[]): Buffer {
  const messages = statements.flatMap(({ text, values }) => [
    serialize.parse({ text }),
    serialize.bind({ values: [...values] }),
    serialize.describe({ type: "P" }),
    serialize.execute(),
  ]);
  return Buffer.concat([...messages, serialize.sync()]);
}

export function encodeText(sql: string): Buffer {
  return serialize.query(sql);
}

/** The results in order; throws the first error that the server reported. */
export function decodeResults(bytes: Buffer): StatementResult[] {
  const results: StatementResult[] = [];
  let fields: readonly Field[] = [];
  let rows: (string | null)[][] = [];
  let failure: Error | undefined;

  function finish(tag: string): void {
    results.push({ ...readTag(tag), fields, rows });
    fields = [];
    rows = [];
  }

  new Parser().parse(bytes, (message: BackendMessage) => {
    switch (message.name) {
      case "rowDescription":
        fields = (message as RowDescriptionMessage).fields;
        break;
      case "dataRow":
        rows.push((message as DataRowMessage).fields);
        break;
      case "commandComplete":
        finish((message as CommandCompleteMessage).text);
        break;
      case "emptyQuery":
        finish("");
        break;
      case "error":
        failure ??= failureFrom(message as unknown as DatabaseError);
        break;
    }
  });
  if (failure !== undefined) throw failure;
  return results;
}

/** `INSERT 0 3` → INSERT, 3; `CREATE TABLE` → CREATE, null. */
function readTag(tag: string): { command: string; rowCount: number | null } {
  const words = tag.split(" ");
  const count = Number(words.at(-1) || Number.NaN);
  return { command: words[0] ?? "", rowCount: Number.isNaN(count) ? null : count };
}

export type TransactionStatus = "idle" | "open" | "failed";

/** Read off the closing ReadyForQuery; an answer without one leaves the exchange unfinished. */
export function transactionStatus(bytes: Buffer): TransactionStatus | undefined {
  if (bytes.length < 6 || bytes[bytes.length - 6] !== 0x5a) return undefined;
  const status = bytes[bytes.length - 1];
  return status === 0x49 ? "idle" : status === 0x54 ? "open" : "failed";
}

const QUERY = 0x51;
const PARSE = 0x50;
const HEADER_BYTES = 5;

/** The SQL of a message that brings some. */
export function textOf(packet: Buffer): string | undefined {
  if (packet[0] !== QUERY && packet[0] !== PARSE) return undefined;
  const start = packet[0] === QUERY ? HEADER_BYTES : packet.indexOf(0, HEADER_BYTES) + 1;
  return packet.toString("utf8", start, packet.indexOf(0, start));
}

/** True for a message whose effect outlives its transaction within the session. */
export function changesSession(packet: Buffer): boolean {
  const text = textOf(packet);
  if (text === undefined) return false;
  const isNamed = packet[0] === PARSE && packet[HEADER_BYTES] !== 0;
  return isNamed || setsSession(text);
}

export function setsSession(sql: string): boolean {
  return /^\s*(set\s+(?!local\b|transaction\b|constraints\b)|(reset|prepare|listen|load|declare)\b)/i.test(sql);
}
