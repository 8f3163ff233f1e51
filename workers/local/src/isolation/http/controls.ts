import { newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { member } from "@netvexa/db/schema/tenant";
import { and, eq } from "drizzle-orm";
import { countComparison, countControl, type Ledger, noteControl } from "../ledger.ts";
import type { System } from "../system.ts";
import type { Ids, Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";
import { type Answer, comparable } from "./call.ts";
import { makeOne } from "./discover.ts";
import { MAKERS, newInvitationSecret, TAKE_INVITATION } from "./facts.ts";
import { fillRequest, kindsInPath } from "./fill.ts";
import type { Operation } from "./operations.ts";
import type { Schemas } from "./sample.ts";

interface Controls {
  system: System;
  ledger: Ledger;
  schemas: Schemas;
  operations: readonly Operation[];
}

/** Destructive ones last: of these first what names one thing, and at the very end what only an owner may do. */
function byHarm(a: Operation, b: Operation): number {
  return harmOf(a) - harmOf(b);
}

function harmOf({ method, path, isOwnerOnly }: Operation): number {
  if (method !== "DELETE") return 0;
  return isOwnerOnly ? 3 : 2 - (path.includes("{") ? 1 : 0);
}

/** Shown to work by a surface of their own, or meant to be closed. */
const SHOWN_ELSEWHERE = new Set(["GET /v1/chat", "ALL /auth/*", "GET /dev/*"]);

/**
 * Shows for each operation that it works for whoever owns what it is about: without this, a route that always
 * answers "not found" would look safe. It reaches the object if it is done, or refused for the object's own state.
 */
export async function runControls(controls: Controls, side: Side): Promise<void> {
  for (const operation of [...controls.operations].sort(byHarm)) {
    if (SHOWN_ELSEWHERE.has(operation.name)) continue;
    const problem = await control(controls, operation, side).catch((error: unknown) => String(error));
    noteControl(controls.ledger, "http", operation.name, problem);
  }
}

async function control(controls: Controls, operation: Operation, side: Side): Promise<string | undefined> {
  await restoreOwner(controls.system, side);
  const ids = await spareIds(controls, operation, side);
  countControl(controls.ledger);
  const answer = await send(controls, operation, side, ids);
  if (answer === undefined) return "no request could be made of its description";
  if (operation.isClosed) return answer.status >= 400 ? undefined : "it is open to an owner";
  if (answer.status < 400 || answer.status === 409) return undefined;
  const said = `${answer.status} ${answer.text.slice(0, 200)}`;
  const kinds = kindsInPath(operation);
  if (kinds.length === 0 || [401, 403].includes(answer.status) || answer.status >= 500) return said;
  const unknown: Ids = { ...ids, ...Object.fromEntries(kinds.map((kind) => [kind, newId(kind)])) };
  countComparison(controls.ledger);
  const other = await send(controls, operation, side, unknown);
  // Refused for what was asked, while an unknown object is refused for not being there: it was found.
  return other !== undefined && comparable(other) !== comparable(answer) ? undefined : said;
}

/** A control may have given the ownership away. */
async function restoreOwner({ db }: System, { tenantId, owner }: Side): Promise<void> {
  await controlBatch(db, (query) => [
    query
      .update(member)
      .set({ role: "owner" })
      .where(and(eq(member.tenantId, tenantId), eq(member.userId, owner.userId))),
  ]);
}

/** New objects for what changes something, so that one control leaves the next its own. */
async function spareIds({ system, schemas, operations }: Controls, operation: Operation, side: Side): Promise<Ids> {
  const ids: Ids = { ...side.ids };
  if (!operation.isWrite) return ids;
  for (const kind of kindsInPath(operation)) {
    const made = await (MAKERS[kind]?.(system, side) ??
      makeOne(system.call, operations, schemas, { ...side, ids }, kind));
    if (made !== undefined) ids[kind] = made;
  }
  return ids;
}

async function send(
  { system, schemas }: Controls,
  operation: Operation,
  side: Side,
  ids: Ids,
): Promise<Answer | undefined> {
  const invitation = TAKE_INVITATION.has(operation.name) ? await newInvitationSecret(system, side) : undefined;
  const api = createTenantApi(system, side.owner.token);
  const isVisitors = operation.isPublic && operation.body !== undefined;
  const visitorToken = isVisitors ? (await api.openSession(ids.agent ?? "", side.origin)).token : undefined;
  const filled = fillRequest(operation, schemas, {
    own: (kind) => (kind === "secret" ? undefined : ids[kind]),
    facts: (name) => (name === "token" ? (invitation?.secret ?? visitorToken) : undefined),
  });
  if (filled === undefined) return undefined;
  const { owner, origin } = side;
  const bearer = { authorization: `Bearer ${invitation?.bearer ?? owner.token}`, cookie: owner.cookie };
  return system.call({ ...filled, headers: { ...bearer, origin: operation.isPublic ? origin : system.url } });
}
