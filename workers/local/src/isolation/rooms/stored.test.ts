import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { System } from "../system.ts";
import { lasting, storedOf } from "./stored.ts";

let stateDir: string;
let database: DatabaseSync;
let system: System;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "netvexa-stored-"));
  const folder = join(stateDir, "runtime", "do", "netvexa-AgentDoor");
  await mkdir(folder, { recursive: true });
  database = new DatabaseSync(join(folder, "known.sqlite"));
  database.exec("create table ended (session_id text, until_ms integer); create table _cf_METADATA (key text)");
  const object = async (_binding: string, name: string) => ({ id: name });
  system = { stateDir, runtime: { object } } as unknown as System;
});
afterEach(async () => {
  database.close();
  await rm(stateDir, { recursive: true });
});

const read = () => storedOf(system, "AGENT_DOOR", "known");

test("a row that an object gains or loses shows, and what the platform keeps for itself does not", async () => {
  const before = lasting(await read(), 1_000);
  database.exec("insert into _cf_METADATA values ('alarm')");
  expect(lasting(await read(), 1_000)).toBe(before);
  database.exec("insert into ended values ('ses_a', 2000)");
  expect(lasting(await read(), 1_000)).not.toBe(before);
});

test("a row that has come to its time may go or stay", async () => {
  const before = lasting(await read(), 1_000);
  database.exec("insert into ended values ('ses_a', 1000)");
  expect(lasting(await read(), 1_000)).toBe(before);
});

test("an object that has never written holds nothing", async () => {
  expect(await storedOf(system, "AGENT_DOOR", "unknown")).toEqual({});
});
