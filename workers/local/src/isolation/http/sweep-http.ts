import type { Declaration } from "@netvexa/edge/declared/declaration";
import type { Watch } from "../canaries.ts";
import { addFinding, type Ledger, noteControl } from "../ledger.ts";
import type { System } from "../system.ts";
import { changedTables, checksumsOf } from "../world/checksums.ts";
import type { Side, World } from "../world/side.ts";
import { jsonOf } from "./call.ts";
import { runControls } from "./controls.ts";
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

/** The whole HTTP surface: first everything that must be refused, then what must work. */
export async function tryHttp({ system, world, ledger, watch, declared }: Run): Promise<void> {
  const description = await readDescription(system);
  const { schemas } = description.components;
  const operations = operationsOf(declared, description);
  for (const side of world.foreign) await useRepeatedKey(system, operations, schemas, side);
  const before = await Promise.all(world.foreign.map((side) => checksumsOf(system, side)));
  const sweep = { url: system.url, call: system.call, ledger, watch, world, schemas };
  await sweepHttp(sweep, operations);
  await sweepSignIn(sweep, system);
  for (const side of world.own) await runControls({ system, ledger, schemas }, operations, side);
  const mailbox = await system.call({ method: "GET", path: "/dev/mail" });
  noteControl(ledger, "http", "GET /dev/*", mailbox.status === 404 ? undefined : "the page of mails is open");
  for (const [index, side] of world.foreign.entries()) {
    const changed = changedTables(before[index] ?? {}, await checksumsOf(system, side));
    if (changed.length > 0) addFinding(ledger, "http", side.level, `changed ${changed.join(", ")} of another tenant`);
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
