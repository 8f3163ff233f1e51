import { CLOSE } from "@netvexa/contract/frames/wire";
import { findCanaries } from "../canaries.ts";
import type { Run } from "../http/sweep-http.ts";
import { addCanary, addFinding, countCall, countComparison, noteControl } from "../ledger.ts";
import { eachOf } from "../parallel.ts";
import type { Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";
import { type Door, openSocket } from "./visitor.ts";

const NAME = "GET /v1/chat";
/** A refusal before the upgrade says the same. */
const STATUS_OF: Readonly<Record<number, number>> = { [CLOSE.forbidden]: 403, [CLOSE.unauthenticated]: 401 };
/** Long enough to be disturbed in the middle. */
const SLOW = { face: "honest", firstTokenMs: 5, tokenCount: 40, intervalMs: 20 } as const;
const QUICK = { face: "honest", firstTokenMs: 5, tokenCount: 30, intervalMs: 5 } as const;

/** Sockets that must not open into another's conversation, and a running answer that nobody else can touch. */
export async function tryDoors(run: Run): Promise<void> {
  await eachOf(run.world.own, run.world.own.length, async (side) => {
    for (const foreign of run.world.foreign) await tryTokens(run, side, foreign);
  });
  run.system.model.setScript(SLOW);
  await eachOf(run.world.foreign, run.world.foreign.length, async (foreign) => {
    for (const side of run.world.own) await disturb(run, side, foreign);
  });
  run.system.model.setScript(QUICK);
  run.ledger.tried.add(NAME);
}

/** The payload of one token behind the signature of another. */
function spliced(own: string, foreign: string): string {
  const [header, , signature] = own.split(".");
  return [header, foreign.split(".")[1], signature].join(".");
}

async function tryTokens(run: Run, side: Side, foreign: Side): Promise<void> {
  const { socketUrl, token } = await createTenantApi(run.system, side.owner.token).openSession(
    side.ids.agent ?? "",
    side.origin,
  );
  const bearer = (name: string) =>
    side.credentials.find((one) => one.name === name)?.headers.authorization?.slice("Bearer ".length) ?? "";
  const ownTokens = [token, bearer("owner"), bearer("full key")];
  const doors: [string, Door, number][] = [
    ["their token, our page", { socketUrl, token: foreign.visit.token, origin: side.origin }, CLOSE.forbidden],
    ["our token, their page", { socketUrl, token, origin: foreign.origin }, CLOSE.forbidden],
    [
      "their claims, our signature",
      { socketUrl, token: spliced(token, foreign.visit.token), origin: foreign.origin },
      CLOSE.unauthenticated,
    ],
    ["an owner's token", { socketUrl, token: bearer("owner"), origin: side.origin }, CLOSE.unauthenticated],
    ["a key", { socketUrl, token: bearer("full key"), origin: side.origin }, CLOSE.unauthenticated],
    [
      "their conversation's id",
      { socketUrl, token: foreign.visit.conversationId, origin: side.origin },
      CLOSE.unauthenticated,
    ],
  ];
  for (const [what, door, wanted] of doors) {
    const socket = await openSocket(door);
    const code = await socket.closed();
    // An own credential of the wrong kind reaches for nobody.
    if (door.origin === side.origin && ownTokens.includes(door.token)) countComparison(run.ledger);
    else countCall(run.ledger, "frame", side.level);
    addCanary(run.ledger, "frame", what, findCanaries(socket.received.join("\n"), run.watch));
    if (code !== wanted && code !== STATUS_OF[wanted]) {
      addFinding(run.ledger, "frame", NAME, `${what} closes with ${code}, not ${wanted}`);
    }
  }
}

/** Somebody else stops and rates an answer while it is written; whoever asked sees nothing of it. */
async function disturb(run: Run, side: Side, foreign: Side): Promise<void> {
  const theirs = await openWidget(run, foreign);
  const ours = await openWidget(run, side);
  try {
    theirs.send({ type: "message", id: crypto.randomUUID(), text: "What is there?" });
    const { messageId } = await theirs.until("start");
    for (const frame of [
      { type: "stop", messageId },
      { type: "feedback", messageId, rating: "down" },
    ]) {
      ours.send(frame);
      countCall(run.ledger, "frame", side.level);
    }
    const refusals = await Promise.all([ours.until("problem"), theirs.until("end")]).then(([, end]) => end);
    const deltas = theirs.frames().flatMap((frame) => (frame.type === "delta" ? [frame.text] : []));
    const isWhole = refusals.reason === "complete" && deltas.join("") === refusals.text;
    if (!isWhole) addFinding(run.ledger, "frame", NAME, `disturbs a running answer of ${foreign.level}`);
    addCanary(run.ledger, "frame", "a running answer", findCanaries(ours.received.join("\n"), run.watch));
    noteControl(run.ledger, "frame", NAME, deltas.length > 1 ? undefined : "no answer was running");
  } finally {
    theirs.close();
    ours.close();
  }
}

async function openWidget({ system }: Run, { owner, origin, ids }: Side) {
  const session = await createTenantApi(system, owner.token).openSession(ids.agent ?? "", origin);
  const socket = await openSocket({ socketUrl: session.socketUrl, token: session.token, origin });
  socket.send({ type: "hello", after: 0 });
  await socket.until("welcome");
  return socket;
}
