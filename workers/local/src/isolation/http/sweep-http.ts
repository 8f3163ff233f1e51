import type { AuditEvent } from "@netvexa/contract/http/audit";
import type { List } from "@netvexa/contract/http/list";
import type { Declaration } from "@netvexa/edge/declared/declaration";
import type { Watch } from "../canaries.ts";
import { addFinding, type Ledger, noteControl } from "../ledger.ts";
import type { System } from "../system.ts";
import { changedTables, checksumsOf } from "../world/checksums.ts";
import type { Side, World } from "../world/side.ts";
import { jsonOf } from "./call.ts";
import { expectCells } from "./cells.ts";
import { runControls } from "./controls.ts";
import { discoverIds } from "./discover.ts";
import { fillRequest } from "./fill.ts";
import { type Description, type Operation, operationsOf } from "./operations.ts";
import type { Schemas } from "./sample.ts";
import { sweepSignIn } from "./sign-in-sweep.ts";
import { REPEATED_KEY, sweepHttp } from "./sweep.ts";

export interface Run {
  system: System;
  world: World;
  ledger: Ledger;
  watch: Watch;
  declared: readonly Declaration[];
}

export async function readDescription({ call }: System): Promise<Description> {
  return jsonOf<Description>(await call({ method: "GET", path: "/openapi.json" }), "the description");
}

interface Surface {
  operations: readonly Operation[];
  schemas: Schemas;
}

async function readSurface({ system, declared }: Run): Promise<Surface> {
  const description = await readDescription(system);
  return { operations: operationsOf(declared, description), schemas: description.components.schemas };
}

/** Everything of HTTP that must be refused, or shows nothing of others. */
export async function tryHttp(run: Run): Promise<void> {
  const { system, world, ledger, watch } = run;
  const { operations, schemas } = await readSurface(run);
  for (const side of [...world.own, ...world.foreign]) await discoverIds(system.call, operations, schemas, side);
  for (const side of world.foreign) await useRepeatedKey(system, operations, schemas, side);
  expectCells(ledger, operations, world);
  const compare = await keepChecksums(run);
  const sweep = { url: system.url, call: system.call, ledger, watch, world, schemas };
  await sweepHttp(sweep, operations);
  await checkAudit({ system, world, ledger });
  await sweepSignIn(sweep, system);
  await compare("calling every route");
}

/** Everything of HTTP that must work. Last of all, for some of it leaves little behind. */
export async function controlHttp(run: Run): Promise<void> {
  const { system, world, ledger } = run;
  const surface = await readSurface(run);
  const compare = await keepChecksums(run);
  for (const side of world.own) await runControls({ system, ledger, ...surface }, side);
  const mailbox = await system.call({ method: "GET", path: "/dev/mail" });
  noteControl(ledger, "http", "GET /dev/*", mailbox.status === 404 ? undefined : "the page of mails is open");
  await compare("using every route");
}

/** Remembers the rows of the others; the result looks whether they are the same. */
async function keepChecksums({ system, world, ledger }: Run): Promise<(what: string) => Promise<void>> {
  const before = await Promise.all(world.foreign.map((side) => checksumsOf(system, side)));
  return async (what) => {
    for (const [index, side] of world.foreign.entries()) {
      const changed = changedTables(before[index] ?? {}, await checksumsOf(system, side));
      if (changed.length > 0) addFinding(ledger, "http", `${what}, ${side.level}`, `changes ${changed.join(", ")}`);
    }
  };
}

/** Each refused reach stands in the log of whoever tried it; that of the others is compared with all else of theirs. */
async function checkAudit({ system, world, ledger }: Pick<Run, "system" | "world" | "ledger">): Promise<void> {
  for (const { owner, level } of world.own) {
    const headers = { authorization: `Bearer ${owner.token}` };
    const path = `/v1/audit?action=access.refused&actor=${owner.userId}&limit=100`;
    const { items } = jsonOf<List<AuditEvent>>(await system.call({ method: "GET", path, headers }), path);
    const named = new Set(items.map(({ target }) => target.id));
    const isNamed = world.foreign.some(({ ids }) => Object.values(ids).some((id) => named.has(id)));
    if (!isNamed) addFinding(ledger, "http", `the audit log of ${level}`, "does not name what was refused");
  }
}

/** So that a repetition of the other tenant's request would be known for one. */
async function useRepeatedKey(
  { call }: System,
  operations: readonly Operation[],
  schemas: Schemas,
  { owner }: Side,
): Promise<void> {
  const plain = operations.filter(
    ({ isWrite, fields }) => isWrite && !fields.some(({ in: place }) => place !== "body"),
  );
  for (const operation of plain.filter(({ path }) => path.startsWith("/v1/"))) {
    const filled = fillRequest(operation, schemas, { own: () => undefined });
    const headers = { authorization: `Bearer ${owner.token}`, "idempotency-key": REPEATED_KEY };
    if (filled !== undefined) await call({ ...filled, headers });
  }
}
