import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPgliteBackend } from "./pglite/pglite-backend.ts";

const DATABASE = "netvexa";
/** Making a database on disk takes seconds, and many of them on a busy machine. */
const TIMEOUT_MS = 120_000;
/** Counts up in one table, printing each number after its commit, until it is killed. */
const WRITER = `
  const { createPgliteBackend } = await import(process.env.BACKEND);
  const backend = createPgliteBackend({ dataDir: process.env.DATA_DIR });
  const run = (text) => backend.run({ database: "${DATABASE}", begin: "begin", statements: [{ text, values: [] }] });
  await backend.createDatabase("${DATABASE}");
  await run("create table tally (n int primary key)");
  for (let n = 1; ; n += 1) {
    await run("insert into tally values (" + n + ")");
    console.log(n);
  }`;

let dataDir: string;
let writer: ChildProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "netvexa-pglite-"));
});

afterEach(() => {
  writer?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

function startWriter(): ChildProcess {
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    BACKEND: new URL("./pglite/pglite-backend.ts", import.meta.url).href,
  };
  const script = join(dataDir, "writer.mjs");
  writeFileSync(script, WRITER);
  return spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
}

async function killAfter(child: ChildProcess, enough: number): Promise<number> {
  if (child.stdout === null) throw new Error("no output to read");
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === enough) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return acknowledged;
}

async function readTally(): Promise<string[]> {
  const backend = createPgliteBackend({ dataDir });
  const [result] = await backend.run({
    database: DATABASE,
    statements: [{ text: "select n from tally order by n", values: [] }],
  });
  await backend.close();
  return (result?.rows ?? []).map(([n]) => n ?? "");
}

test(
  "a process killed in the middle of writing loses nothing that it acknowledged",
  async () => {
    writer = startWriter();
    const acknowledged = await killAfter(writer, 50);
    const found = await readTally();
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    expect(found.length).toBeGreaterThanOrEqual(acknowledged);
    expect(found).toEqual(Array.from(found, (_, i) => String(i + 1)));
  },
  TIMEOUT_MS,
);

test(
  "a data directory that was cut off while being made is made again",
  async () => {
    writeFileSync(join(dataDir, DATABASE), "half a database");
    const backend = createPgliteBackend({ dataDir });
    await backend.createDatabase(DATABASE);
    const [result] = await backend.run({ database: DATABASE, statements: [{ text: "select 1", values: [] }] });
    await backend.close();
    expect(result?.rows).toEqual([["1"]]);
  },
  TIMEOUT_MS,
);
