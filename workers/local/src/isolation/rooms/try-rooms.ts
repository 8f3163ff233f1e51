import { PROTOCOL } from "@netvexa/contract/frames/wire";
import type { Agent } from "@netvexa/contract/http/agents";
import { newId } from "@netvexa/contract/ids";
import { findCanaries } from "../canaries.ts";
import type { Run } from "../http/sweep-http.ts";
import { addCanary, addFinding, countCall, noteControl } from "../ledger.ts";
import { openSocket } from "../sockets/visitor.ts";
import type { Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";

const JOIN_HEADER = "x-netvexa-join";
const ROOM_URL = "http://room/";

type Join = Record<string, unknown>;

interface RoomAnswer {
  status: number;
  webSocket: RoomSocket | null;
}

interface RoomSocket extends EventTarget {
  accept(): void;
  close(): void;
}

/** What each call of a room says to a join; a call that is not here is not covered. */
const CALLS: Readonly<Record<string, (run: Run, room: string, join: Join) => Promise<string>>> = {
  async fetch({ system }, room, join) {
    const stub = await system.runtime.room(room);
    const headers = { upgrade: "websocket", "sec-websocket-protocol": PROTOCOL, [JOIN_HEADER]: JSON.stringify(join) };
    const answer = (await stub.fetch?.(ROOM_URL, { headers })) as RoomAnswer;
    const socket = answer.webSocket;
    if (socket === null) return `${answer.status}`;
    return listen(socket);
  },
  async ask({ system }, room, join) {
    const stub = await system.runtime.room(room);
    const question = { clientId: crypto.randomUUID(), text: "What is there?" };
    const stream = (await stub.ask?.(join, question)) as ReadableStream<Uint8Array>;
    return new Response(stream).text();
  },
  async recheck({ system }, room) {
    await (await system.runtime.room(room)).recheck?.();
    return "";
  },
  async erase({ system }, room) {
    await (await system.runtime.room(room)).erase?.();
    return "";
  },
};

/** The first word of the room: a refusal comes by itself, a welcome after the greeting. */
function listen(socket: RoomSocket): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("open"), 300);
    socket.addEventListener("message", (event) => {
      clearTimeout(timer);
      resolve(String((event as MessageEvent).data));
    });
    socket.accept();
  });
}

/** Every call of a room with a join that does not belong there; then with one that does. */
export async function tryRooms(run: Run): Promise<void> {
  const names = run.declared.filter(({ surface }) => surface === "room").map(({ name }) => name);
  for (const side of run.world.own) {
    const own = await joinOf(run, side);
    for (const name of names) {
      const call = CALLS[name];
      if (call === undefined) continue;
      for (const foreign of run.world.foreign) await tryForeign(run, { name, call, side, foreign, own });
      run.ledger.tried.add(`room ${name}`);
    }
    for (const name of [...names].sort((a, b) => Number(a === "erase") - Number(b === "erase"))) {
      const said = await CALLS[name]?.(run, `${own.tenantId}:${own.conversationId}`, own);
      noteControl(run.ledger, "room", `room ${name}`, said?.includes('"type":"problem"') ? said : undefined);
    }
  }
  for (const foreign of run.world.foreign) await showUntouched(run, foreign);
}

interface Case {
  name: string;
  call: (run: Run, room: string, join: Join) => Promise<string>;
  side: Side;
  foreign: Side;
  own: Join;
}

async function tryForeign(run: Run, { name, call, side, foreign, own }: Case): Promise<void> {
  const where = `${name} of ${side.level} towards ${foreign.level}`;
  const { conversationId } = foreign.visit;
  const theirRoom = `${foreign.tenantId}:${conversationId}`;
  const say = async (room: string, join: Join, mustRefuse: boolean) => {
    countCall(run.ledger, "room", side.level);
    const said = await call(run, room, join);
    addCanary(run.ledger, "room", where, findCanaries(said, run.watch));
    const isRefused = said.includes('"code":"not_found"');
    if (mustRefuse && !isRefused) addFinding(run.ledger, "room", where, `lets in: ${said.slice(0, 200)}`);
  };
  if (call.length > 2) {
    await say(theirRoom, own, true);
    await say(theirRoom, { ...own, conversationId }, true);
    await say(theirRoom, { ...own, conversationId, tenantId: foreign.tenantId }, true);
  }
  // What our own name leads to is another object, whatever stands behind the colon.
  await say(`${side.tenantId}:${conversationId}`, { ...own, conversationId }, false);
}

async function joinOf({ system }: Run, side: Side): Promise<Join> {
  const api = createTenantApi(system, side.owner.token);
  const agent = await api.send<Agent>("GET", `/v1/agents/${side.ids.agent}`);
  const { id, version, draft: _draft, createdAt: _created, updatedAt: _updated, ...settings } = agent;
  return {
    tenantId: side.tenantId,
    agentId: id,
    agentVersion: version,
    conversationId: newId("conversation"),
    visitorId: newId("visitor"),
    channel: "widget",
    plan: "starter",
    settings,
    page: { origin: side.origin, tokenEndsAtMs: Date.now() + 600_000 },
  };
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
