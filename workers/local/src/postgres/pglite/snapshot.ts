import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";

const resolve = createRequire(import.meta.url).resolve;

/** Beside the packages, so that it goes with them; another version of PGlite makes another one. */
function snapshotFile(): string {
  const packageDir = dirname(dirname(resolve("@electric-sql/pglite")));
  const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8")) as { version: string };
  return join(dirname(dirname(packageDir)), ".cache", "netvexa", `pglite-${version}.tar`);
}

/** An empty database as PGlite makes it, which takes seconds; unpacking it takes tenths. Undefined before the first one. */
export function readSnapshot(): Blob | undefined {
  const file = snapshotFile();
  return existsSync(file) ? new Blob([readFileSync(file)]) : undefined;
}

/** Keeps the state of a database that nobody has used yet. A folder that may not be written to costs time only. */
export async function keepSnapshot(database: PGlite): Promise<void> {
  const file = snapshotFile();
  const bytes = Buffer.from(await (await database.dumpDataDir("none")).arrayBuffer());
  const part = `${file}.${process.pid}.${crypto.randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, bytes);
    renameSync(part, file);
  } catch (error) {
    if (!["EACCES", "EROFS", "ENOSPC"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
