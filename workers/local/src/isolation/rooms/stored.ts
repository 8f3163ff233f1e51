import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { System } from "../system.ts";

export type Stored = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const TABLES =
  "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' order by name";

/** Every row that the object of this name holds, by table; nothing if it has never written. */
export async function storedOf({ runtime, stateDir }: System, binding: string, name: string): Promise<Stored> {
  const { id } = await runtime.object(binding, name);
  const root = join(stateDir, "runtime", "do");
  const files = readdirSync(root).map((kind) => join(root, kind, `${id}.sqlite`));
  const file = files.find((one) => existsSync(one));
  if (file === undefined) return {};
  // Read beside the object itself: to ask it would wake it, and show no more than it wants to show.
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare(TABLES).all() as { name: string }[];
    return Object.fromEntries(
      tables.map((table) => [table.name, database.prepare(`select * from "${table.name}"`).all()]),
    );
  } finally {
    database.close();
  }
}

/** As text to be compared, without what has come to its time: an object drops that by itself, and when it likes. */
export function lasting(stored: Stored, nowMs: number): string {
  const isLasting = ({ until_ms: untilMs }: Readonly<Record<string, unknown>>) => !(Number(untilMs) <= nowMs);
  return JSON.stringify(Object.entries(stored).map(([table, rows]) => [table, rows.filter(isLasting)]));
}
