import { newId } from "@netvexa/contract/ids";
import { AUTH_ROUTES } from "@netvexa/edge/auth/routes";
import { findCanaries } from "../canaries.ts";
import { addCanary, addFinding, countCall, countComparison, noteControl } from "../ledger.ts";
import { eachOf } from "../parallel.ts";
import type { System } from "../system.ts";
import { newMember, type Person } from "../world/people.ts";
import type { Side } from "../world/side.ts";
import { type Answer, type Request, wholeOf } from "./call.ts";
import type { Sweep } from "./sweep.ts";

const AT_A_TIME = 4;
/** Whether an address has an account is told by the form itself where no mail has to be confirmed. */
const TELLS_OF_ACCOUNTS = /^POST \/sign-(up|in)\/email$/;
const NAME = "ALL /auth/*";

/** Each address under `/auth`, with the cookie of a person of ours and everything that is known of one of theirs. */
export async function sweepSignIn(sweep: Sweep, system: System): Promise<void> {
  const { own, foreign } = sweep.world;
  await eachOf(own.entries(), AT_A_TIME, async ([index, side]) => {
    const other = foreign[(index + 1) % foreign.length];
    for (const route of other === undefined ? [] : AUTH_ROUTES) await tryRoute(sweep, system, { side, route, other });
    noteControl(sweep.ledger, "http", NAME, await knows(system, side.owner));
  });
  for (const { owner } of foreign) noteControl(sweep.ledger, "http", NAME, await knows(system, owner));
  sweep.ledger.tried.add(NAME);
}

interface Case {
  side: Side;
  route: string;
  other: Side | undefined;
}

async function tryRoute(sweep: Sweep, system: System, { side, route, other }: Case): Promise<void> {
  const send = async (known: Record<string, string>): Promise<Answer> => {
    // Some of these routes end a session, or count: somebody is needed whom nobody else needs.
    const email = `${crypto.randomUUID()}@netvexa.test`;
    const person = await newMember(system, { tenantId: side.tenantId, role: "viewer", name: "Spare", email });
    const answer = await sweep.call(requestOf(sweep.url, person, route, known));
    addCanary(sweep.ledger, "http", `${route} of /auth`, findCanaries(wholeOf(answer), sweep.watch));
    return answer;
  };
  countComparison(sweep.ledger);
  const unknown = await send({
    organizationId: newId("tenant"),
    userId: newId("user"),
    token: "x".repeat(32),
    email: `${crypto.randomUUID()}@netvexa.test`,
  });
  const { tenantId = "", owner, secrets = [] } = other ?? {};
  countCall(sweep.ledger, "http", side.level);
  const answer = await send({
    organizationId: tenantId,
    userId: owner?.userId ?? "",
    token: secrets.at(-1) ?? "",
    email: owner?.email ?? "",
  });
  if (answer.status === unknown.status || TELLS_OF_ACCOUNTS.test(route)) return;
  addFinding(
    sweep.ledger,
    "http",
    `${route} of /auth`,
    `answers ${answer.status} for another's, ${unknown.status} else`,
  );
}

function requestOf(origin: string, { cookie }: Person, route: string, known: Record<string, string>): Request {
  const [method = "", path = ""] = route.split(" ");
  const headers = { cookie, origin };
  if (method === "GET") return { method, path: `/auth${path}?${new URLSearchParams(known)}`, headers };
  const body = { ...known, password: "not the password", newPassword: "another password", name: "Spare" };
  return { method, path: `/auth${path}`, headers, body };
}

/** Whether the person's session is still theirs. */
async function knows({ call, url }: System, { cookie, email }: Person): Promise<string | undefined> {
  const { text } = await call({ method: "GET", path: "/auth/get-session", headers: { cookie, origin: url } });
  return text.includes(email) ? undefined : "the owner's session has ended";
}
