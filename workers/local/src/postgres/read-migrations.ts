import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Migration } from "@netvexa/db/migrate";

export async function readMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql"));
  return Promise.all(
    files.map(async (file) => ({
      name: basename(file, ".sql"),
      sql: await readFile(join(directory, file), "utf8"),
    })),
  );
}
