import type { Agent } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { Join as JoinSchema } from "@netvexa/edge/rooms/join";
import { z } from "zod";
import { findCanaries } from "../canaries.ts";
import type { Schema } from "../http/sample.ts";
import type { Run } from "../http/sweep-http.ts";
import { addCanary, addFinding, countCall } from "../ledger.ts";
import { openSocket } from "../sockets/visitor.ts";
import type { Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";
import { type Join, joinFrom, OBJECTS, TAKES_JOIN } from "./object-calls.ts";
import { controlCall } from "./own-calls.ts";
import { storedOf } from "./stored.ts";
import { watchTheirs } from "./their-objects.ts";

/**
 * Every call of the Worker's objects that does not belong there, after each of which the others' rooms, doors and
 * sockets must be as they were; then one that does belong there and must do its work.
 */
export async function tryRooms(run: Run): Promise<void> {
  const ways = run.declared.filter(({ surface }) => surface in OBJECTS);
  for (const foreign of run.world.foreign) {
    const theirs = await watchTheirs(run, foreign);
    for (const side of run.world.own) {
      const own = await joinOf(run, side);
      for (const { surface, name } of ways) {
        if (OBJECTS[surface]?.calls[name] === undefined) continue;
        await tryForeign(run, { surface, name, side, foreign, own });
        await theirs.compare(`${name} of ${side.level} towards ${foreign.level}`);
        run.ledger.tried.add(`${surface} ${name}`);
      }
    }
    await theirs.end();
  }
  for (const side of run.world.own) {
    const own = await joinOf(run, side);
    for (const way of ways) await controlCall(run, way, own);
  }
  for (const foreign of run.world.foreign) await showUntouched(run, foreign);
}

interface Way {
  surface: string;
  name: string;
}

async function say({ system }: Run, { surface, name }: Way, object: string, join: Join): Promise<string> {
  const kind = OBJECTS[surface];
  const call = kind?.calls[name];
  if (kind === undefined || call === undefined) return "";
  return call(await system.runtime.object(kind.binding, object), join);
}

interface Case extends Way {
  side: Side;
  foreign: Side;
  own: Join;
}

async function tryForeign(run: Run, { surface, name, side, foreign, own }: Case): Promise<void> {
  const where = `${name} of ${side.level} towards ${foreign.level}`;
  const { conversationId } = foreign.visit;
  const ask = async (object: string, join: Join, mustRefuse: boolean) => {
    countCall(run.ledger, "room", side.level);
    const said = await say(run, { surface, name }, object, join);
    addCanary(run.ledger, "room", where, findCanaries(said, run.watch));
    const isRefused = said.includes('"code":"not_found"');
    if (mustRefuse && !isRefused) addFinding(run.ledger, "room", where, `lets in: ${said.slice(0, 200)}`);
  };
  if (TAKES_JOIN.has(`${surface} ${name}`)) {
    const theirRoom = `${foreign.tenantId}:${conversationId}`;
    await ask(theirRoom, own, true);
    await ask(theirRoom, { ...own, conversationId }, true);
    await ask(theirRoom, { ...own, conversationId, tenantId: foreign.tenantId }, true);
  }
  // What our own name leads to is another object, whatever stands behind the colon, and so is all that it reaches.
  const theirs = OBJECTS[surface]?.namedBy === "agent" ? foreign.ids.agent : conversationId;
  const ours = `${side.tenantId}:${theirs}`;
  await ask(ours, { ...own, conversationId }, false);
  const stored = await storedOf(run.system, OBJECTS[surface]?.binding ?? "", ours);
  addCanary(run.ledger, "room", where, findCanaries(JSON.stringify(stored), run.watch));
}

async function joinOf({ system }: Run, side: Side): Promise<Join> {
  const api = createTenantApi(system, side.owner.token);
  const agent = await api.send<Agent>("GET", `/v1/agents/${side.ids.agent}`);
  const { id, version, draft: _draft, createdAt: _created, updatedAt: _updated, ...settings } = agent;
  const schema = z.toJSONSchema(JoinSchema, { io: "input", unrepresentable: "any" }) as Schema;
  const known = {
    tenantId: side.tenantId,
    agentId: id,
    agentVersion: version,
    conversationId: newId("conversation"),
    visitorId: newId("visitor"),
    channel: "widget",
    plan: "starter",
    settings,
  };
  return joinFrom(schema, known, { origin: side.origin, tokenEndsAtMs: Date.now() + 600_000 });
}

/** Their conversation is still there, with all that was said, for whoever had it. */
async function showUntouched({ system, ledger }: Run, { level, origin, visit }: Side): Promise<void> {
  const socketUrl = `${system.url.replace(/^http/, "ws")}/v1/chat`;
  const socket = await openSocket({ socketUrl, token: visit.token, origin });
  try {
    socket.send({ type: "hello", after: 0 });
    const { seq } = await socket.until("welcome");
    await socket.settled();
    const stored = socket.frames().filter(({ type }) => type === "message").length;
    if (seq < 2 || stored < 2) addFinding(ledger, "room", `the conversation of ${level}`, `holds ${stored} messages`);
  } finally {
    socket.close();
  }
}
