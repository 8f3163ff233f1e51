import { findCanaries, type Watch } from "../canaries.ts";
import { addCanary, addFinding, countCall, countComparison, type Ledger } from "../ledger.ts";
import { eachOf } from "../parallel.ts";
import type { Credential, Side, World } from "../world/side.ts";
import { type Answer, type Call, type Request, wholeOf } from "./call.ts";
import { cellName } from "./cells.ts";
import { compare } from "./compare.ts";
import { fillRequest } from "./fill.ts";
import type { Operation } from "./operations.ts";
import type { Schemas } from "./sample.ts";
import { type Filling, type Group, groupsOf, valuesIn } from "./targets.ts";

const AT_A_TIME = 8;
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
export interface Case {
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
  const { operation, side } = one;
  const isPlain = !operation.fields.some(({ in: place, isRequired }) => place === "path" || isRequired);
  if (isPlain) await tryPlain(sweep, one);
  for (const group of groupsOf(sweep.world, side, operation)) await tryGroup(sweep, one, group);
}

/** What is foreign, or was there once, must be answered as what never was. */
async function tryGroup(sweep: Sweep, one: Case, { place, unknown, targets }: Group): Promise<void> {
  const fill = (column: string) => sweep.ledger.cells.add(cellName(one.operation, place, column, one.side.level));
  const expected = await ask(sweep, one, { filling: unknown, isTheirs: false });
  if (expected === undefined) return;
  fill("unknown");
  for (const { column, isTheirs, filling } of targets) {
    const answer = await ask(sweep, one, { filling, isTheirs });
    if (answer === undefined) continue;
    fill(column);
    compare(sweep, one, { place, column, answer, expected });
  }
}

/** A route that needs no id: whatever it answers holds nothing of another tenant. */
async function tryPlain(sweep: Sweep, one: Case): Promise<void> {
  const own = valuesIn(one.side.ids);
  await ask(sweep, one, { filling: { own }, isTheirs: false });
  const [foreign] = sweep.world.foreign;
  if (foreign === undefined || one.credential.name !== "owner") return;
  const { owner, tenantId, visit, ids } = foreign;
  const said = { "x-tenant-id": tenantId, "x-user-id": owner.userId, "x-netvexa-join": JSON.stringify({ tenantId }) };
  const named = { ...said, "x-agent-id": ids.agent ?? "", "x-conversation-id": visit.conversationId };
  await ask(sweep, one, { filling: { own, headers: named }, isTheirs: true });
  // The other tenant has used this key on the same route.
  const headers = { "idempotency-key": REPEATED_KEY };
  const repeated = await ask(sweep, one, { filling: { own, headers }, isTheirs: true });
  if (repeated?.headers.some(([name]) => name === "idempotent-replayed")) {
    addFinding(sweep.ledger, "http", one.operation.name, "repeats what another tenant has done");
  }
}

async function ask(
  sweep: Sweep,
  { operation, side, credential }: Case,
  { filling, isTheirs }: { filling: Filling; isTheirs: boolean },
): Promise<Answer | undefined> {
  const filled = fillRequest(operation, sweep.schemas, filling);
  if (filled === undefined) return undefined;
  const headers = {
    ...credential.headers,
    ...filling.headers,
    ...(operation.isPublic ? { origin: side.origin } : undefined),
  };
  const request: Request = { ...filled, headers };
  const answer = await sweep.call(request);
  if (isTheirs) countCall(sweep.ledger, "http", side.level);
  else countComparison(sweep.ledger);
  sweep.ledger.tried.add(operation.name);
  const where = `${operation.name} by ${credential.name} of ${side.level}`;
  const seen = findCanaries(wholeOf(answer), sweep.watch, { isPublic: operation.isPublic });
  addCanary(sweep.ledger, "http", where, seen);
  if (answer.status >= 500) addFinding(sweep.ledger, "http", where, `answered ${answer.status}`);
  return answer;
}
