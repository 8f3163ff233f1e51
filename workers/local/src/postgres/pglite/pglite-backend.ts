import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../backend.ts";
import { DatabaseFailure, unknownDatabase } from "../database-failure.ts";
import type { DatabaseOrder } from "./database-order.ts";
import { openPgliteDatabase, type PgliteDatabase } from "./pglite-database.ts";
import { servePgliteSession } from "./pglite-session.ts";

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** Written once a data directory is whole; one without it was cut off while being made. */
const WHOLE_SUFFIX = ".whole";

const IDLE_HOLDER_MS = 60_000;

export interface PgliteOptions {
  dataDir?: string;
  idleHolderMs?: number;
}

/** Several databases, each a PGlite opened on first use; under `dataDir` they outlive the process. */
export function createPgliteBackend({ dataDir, idleHolderMs = IDLE_HOLDER_MS }: PgliteOptions): Backend {
  const open = new Map<string, Promise<PgliteDatabase>>();
  const known = new Set(dataDir === undefined ? [] : findDatabases(dataDir));

  async function createDatabase(name: string): Promise<void> {
    if (!NAME.test(name)) throw new TypeError(`not a database name: ${name}`);
    known.add(name);
    await use(name);
  }

  function use(name: string): Promise<PgliteDatabase> {
    if (!known.has(name)) return Promise.reject(unknownDatabase(name));
    const found = open.get(name);
    if (found !== undefined) return found;
    const opening = dataDir === undefined ? openPgliteDatabase({}) : openStored(dataDir, name);
    open.set(name, opening);
    opening.catch(() => open.delete(name));
    return opening;
  }

  async function dropDatabase(name: string): Promise<void> {
    known.delete(name);
    const opened = await Promise.resolve(open.get(name)).catch(() => undefined);
    open.delete(name);
    await opened?.close();
    if (dataDir !== undefined) removeStored(dataDir, name);
  }

  async function carryOut({ verb, name, mayBeMissing }: DatabaseOrder): Promise<void> {
    if (verb === "create" && known.has(name)) {
      throw new DatabaseFailure(`database "${name}" already exists`, { severity: "ERROR", code: "42P04" });
    }
    if (verb === "create") return createDatabase(name);
    if (!known.has(name) && !mayBeMissing) throw unknownDatabase(name);
    await dropDatabase(name);
  }

  async function close(): Promise<void> {
    known.clear();
    const databases = await Promise.allSettled(open.values());
    await Promise.all(databases.map((opened) => (opened.status === "fulfilled" ? opened.value.close() : undefined)));
  }

  return {
    createDatabase,
    run: async (batch) => (await use(batch.database)).run(batch),
    withSession: async (name, work) => (await use(name)).withSession(work),
    serve: (socket) => servePgliteSession(socket, { open: use, carryOut, idleHolderMs }),
    close,
  };
}

function findDatabases(dataDir: string): string[] {
  if (!existsSync(dataDir)) return [];
  return readdirSync(dataDir)
    .filter((entry) => entry.endsWith(WHOLE_SUFFIX))
    .map((entry) => entry.slice(0, -WHOLE_SUFFIX.length));
}

async function openStored(dataDir: string, name: string): Promise<PgliteDatabase> {
  const directory = join(dataDir, name);
  const marker = `${directory}${WHOLE_SUFFIX}`;
  if (!existsSync(marker)) rmSync(directory, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const database = await openPgliteDatabase({ dataDir: directory });
  writeFileSync(marker, "");
  return database;
}

/** The mark goes first: a directory without one is not taken for a database. */
function removeStored(dataDir: string, name: string): void {
  const directory = join(dataDir, name);
  rmSync(`${directory}${WHOLE_SUFFIX}`, { force: true });
  rmSync(directory, { recursive: true, force: true });
}
