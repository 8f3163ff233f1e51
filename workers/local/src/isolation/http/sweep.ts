import { newId } from "@netvexa/contract/ids";
import { findCanaries, type Watch } from "../canaries.ts";
import { addCanary, addFinding, countCall, type Ledger } from "../ledger.ts";
import { eachOf } from "../parallel.ts";
import type { Credential, Side, World } from "../world/side.ts";
import { type Answer, type Call, comparable, type Request, wholeOf } from "./call.ts";
import { fillRequest, type ValueOf } from "./fill.ts";
import type { IdField, Operation } from "./operations.ts";
import type { Schemas } from "./sample.ts";

const AT_A_TIME = 8;
const SPOILED_CHARS = 8;
/** Every tenant of the world uses it, for everything. */
export const REPEATED_KEY = "mirror";

export interface Sweep {
  url: string;
  call: Call;
  ledger: Ledger;
  watch: Watch;
  world: World;
  schemas: Schemas;
}

/** Who asks, and for what: one case of the sweep. */
interface Case {
  operation: Operation;
  side: Side;
  credential: Credential;
}

/** Every operation, by every credential of every own side. */
export async function sweepHttp(sweep: Sweep, operations: readonly Operation[]): Promise<void> {
  const cases = operations.flatMap((operation) =>
    sweep.world.own.flatMap((side) => side.credentials.map((credential) => ({ operation, side, credential }))),
  );
  await eachOf(cases, AT_A_TIME, (one) => sweepOne(sweep, one));
}

async function sweepOne(sweep: Sweep, one: Case): Promise<void> {
  const { operation } = one;
  const inPath = operation.fields.some((field) => field.in === "path");
  if (inPath) await tryPaths(sweep, one);
  else if (!operation.fields.some(({ isRequired }) => isRequired)) await tryPlain(sweep, one);
  for (const field of operation.fields) if (field.in !== "path") await tryField(sweep, one, field);
}

/** Ids of the address: what is foreign, or was there once, must answer as what never was. */
async function tryPaths(sweep: Sweep, one: Case): Promise<void> {
  const expected = await ask(sweep, one, { own: invented });
  if (expected === undefined) return;
  for (const [what, own] of targetsOf(sweep.world, one.side)) {
    const answer = await ask(sweep, one, { own });
    if (answer !== undefined) compare(sweep, one, what, { answer, expected });
  }
}

/** A route that needs no id: whatever it answers holds nothing of another tenant. */
async function tryPlain(sweep: Sweep, one: Case): Promise<void> {
  const own: ValueOf = (kind) => valueIn(one.side.ids, kind);
  await ask(sweep, one, { own });
  const [foreign] = sweep.world.foreign;
  if (foreign === undefined || one.credential.name !== "owner") return;
  const { owner, tenantId, visit, ids } = foreign;
  const said = { "x-tenant-id": tenantId, "x-user-id": owner.userId, "x-netvexa-join": JSON.stringify({ tenantId }) };
  const named = { ...said, "x-agent-id": ids.agent ?? "", "x-conversation-id": visit.conversationId };
  await ask(sweep, one, { own, headers: named });
  // The other tenant has used this key on the same route.
  const repeated = await ask(sweep, one, { own, headers: { "idempotency-key": REPEATED_KEY } });
  if (repeated?.headers.some(([name]) => name === "idempotent-replayed")) {
    addFinding(sweep.ledger, "http", one.operation.name, "repeats what another tenant has done");
  }
}

/** One field of query or body that names something foreign, in an otherwise own request. */
async function tryField(sweep: Sweep, one: Case, field: IdField): Promise<void> {
  const own: ValueOf = (kind) => valueIn(one.side.ids, kind);
  for (const foreign of sweep.world.foreign) {
    const values = field.kind === "secret" ? foreign.secrets : [foreign.ids[field.kind]];
    for (const value of values.filter((known) => known !== undefined)) {
      const unknown = field.kind === "secret" ? spoiled(value) : newId(field.kind);
      const expected = await ask(sweep, one, { own, more: [[field, unknown]] });
      const answer = await ask(sweep, one, { own, more: [[field, value]] });
      if (answer === undefined || expected === undefined) continue;
      compare(sweep, one, `${field.path.join("/")} of ${foreign.level}`, { answer, expected });
    }
  }
}

/** Of the same form, and nobody's. */
function spoiled(secret: string): string {
  const [kept, last] = [secret.slice(0, -SPOILED_CHARS), secret.slice(-SPOILED_CHARS)];
  return `${kept}${last.replaceAll(/[^.]/g, (sign) => (sign === "x" ? "y" : "x"))}`;
}

const invented: ValueOf = (kind) => (kind === "secret" ? "unknown" : newId(kind));

function valueIn(ids: Side["ids"], kind: IdField["kind"]): string | undefined {
  return kind === "secret" ? undefined : ids[kind];
}

/** What a path may be filled with: each foreign side, what it has deleted, and what the own side has deleted. */
function targetsOf({ foreign }: World, side: Side): [string, ValueOf][] {
  return [
    ...foreign.map(({ level, ids }): [string, ValueOf] => [`an id of ${level}`, (kind) => valueIn(ids, kind)]),
    ...foreign
      .filter(({ level }) => level === side.level)
      .map(({ level, deleted }): [string, ValueOf] => [`a deleted id of ${level}`, (kind) => valueIn(deleted, kind)]),
    ["an own deleted id", (kind) => valueIn(side.deleted, kind)],
  ];
}

interface Filling {
  own: ValueOf;
  headers?: Readonly<Record<string, string>>;
  more?: readonly (readonly [IdField, string])[];
}

async function ask(sweep: Sweep, { operation, side, credential }: Case, filling: Filling): Promise<Answer | undefined> {
  const filled = fillRequest(operation, sweep.schemas, filling);
  if (filled === undefined) return undefined;
  const headers = {
    ...credential.headers,
    ...filling.headers,
    ...(operation.isPublic ? { origin: side.origin } : undefined),
  };
  const request: Request = { ...filled, headers };
  const answer = await sweep.call(request);
  countCall(sweep.ledger, "http", side.level);
  sweep.ledger.tried.add(operation.name);
  const where = `${operation.name} by ${credential.name} of ${side.level}`;
  const seen = findCanaries(wholeOf(answer), sweep.watch, { isPublic: operation.isPublic });
  addCanary(sweep.ledger, "http", where, seen);
  if (answer.status >= 500) addFinding(sweep.ledger, "http", where, `answered ${answer.status}`);
  return answer;
}

/**
 * What was done anew with a number of its own cannot be compared byte by byte; nor can the face of an agent, which
 * is public: pages that the agent does not list are refused.
 */
function compare(sweep: Sweep, one: Case, what: string, { answer, expected }: { answer: Answer; expected: Answer }) {
  const { operation, credential, side } = one;
  const where = `${operation.name} by ${credential.name} of ${side.level}`;
  if (operation.isPublic) {
    if (answer.status < 400 && !isOwnField(what)) addFinding(sweep.ledger, "http", where, `${what} is open`);
    return;
  }
  const isMade = answer.status < 300 && expected.status < 300 && operation.method !== "GET";
  if (isMade || comparable(answer) === comparable(expected)) return;
  addFinding(
    sweep.ledger,
    "http",
    where,
    `${what} answers otherwise than an unknown one (${answer.status}, ${expected.status})`,
  );
}

/** A public route that was asked for the own agent, with something foreign beside it. */
function isOwnField(what: string): boolean {
  return !what.includes("id of");
}
