import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../backend.ts";
import { unknownDatabase } from "../database-failure.ts";
import { openPgliteDatabase, type PgliteDatabase } from "./pglite-database.ts";
import { servePgliteSession } from "./pglite-session.ts";

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** A tenant's own database is made by whoever comes to it first: PGlite knows no `create database`. */
const TENANT_NAME = /^netvexa_t_[0-9a-f]{20}$/;
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
    if (TENANT_NAME.test(name)) known.add(name);
    if (!known.has(name)) return Promise.reject(unknownDatabase(name));
    const found = open.get(name);
    if (found !== undefined) return found;
    const opening = dataDir === undefined ? openPgliteDatabase({}) : openStored(dataDir, name);
    open.set(name, opening);
    opening.catch(() => open.delete(name));
    return opening;
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
    serve: (socket) => servePgliteSession(socket, { open: use, idleHolderMs }),
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
