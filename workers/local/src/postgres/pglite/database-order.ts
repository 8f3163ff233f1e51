import { serialize } from "pg-protocol";
import { textOf } from "./wire.ts";

/** What a server does outside of any database, and PGlite cannot: it is one database. */
export interface DatabaseOrder {
  readonly verb: "create" | "drop";
  readonly name: string;
  readonly mayBeMissing: boolean;
}

const ORDER =
  /^\s*(create|drop)\s+database\s+(if\s+exists\s+)?"?([a-z][a-z0-9_]{0,62})"?(?:\s+with\s*\(force\))?\s*;?\s*$/i;
const PARSE = 0x50;

export function readOrder(packet: Buffer): DatabaseOrder | undefined {
  const [, verb = "", mayBeMissing, name = ""] = ORDER.exec(textOf(packet) ?? "") ?? [];
  if (name === "") return undefined;
  return { verb: verb.toLowerCase() as DatabaseOrder["verb"], name, mayBeMissing: mayBeMissing !== undefined };
}

/** Stands in for a message whose order was carried out, so that the protocol takes its course. */
export function withoutOrder(packet: Buffer): Buffer {
  return packet[0] === PARSE ? serialize.parse({ text: "select" }) : serialize.query("select");
}
