import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { ClientFrame } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { describe, expect, it } from "vitest";
import golden from "../../../contract/src/frames/golden.json" with { type: "json" };
import { tenantOf } from "../auth/tenant-of.ts";
import { createRooms } from "../compose-rooms.ts";
import type { AgentDoor } from "../doors/agent-door.ts";
import { doorName } from "../doors/door-name.ts";
import type { Env } from "../env.ts";
import { runScheduled, SCHEDULED } from "../jobs/scheduled.ts";
import { createLogger } from "../observability/logger.ts";
import { roomName } from "../rooms/join.ts";
import { logRoomEvent } from "../rooms/log-event.ts";
import { PAGE } from "../testing/operations.ts";
import { message, TestRoom } from "../testing/room-client.ts";
import { doorScriptOf } from "../testing/scripted-door.ts";
import { BREAKABLE_PARTS, type BreakablePart, scriptOf } from "../testing/scripted-room.ts";
import { TestApi, testEnv } from "../testing/test-api.ts";
import { DOOR_CALLS, FRAMES, JOBS, ROOM_CALLS } from "./beyond-http.ts";

/** What a driver or a provider might say, and nobody else may hear. */
const TELLTALE = /canary|db\.internal|sqlite|no such table|\.ts:\d/i;
const fault = () => new Error("canary: password of db.internal");

/** The log of a room as it is written, without the places that a line names of our own source. */
function logOf(room: TestRoom): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger((line) => lines.push(JSON.parse(line)));
  for (const event of room.script.logs) logRoomEvent(log, event);
  return lines.map(({ at: _, ...line }) => line);
}

/** The declared frame in a conversation in which everything that it may name is there. */
async function openFor(name: string) {
  const room = new TestRoom();
  const client = name === "hello" ? await room.connect() : await room.enter();
  if (name === "hello") return { room, client, messageId: newId("message") };
  client.send(message("Where are you?"));
  const { messageId } = await client.next("start");
  await room.act(({ run }) => run.delta("In "));
  await client.next("delta");
  return { room, client, messageId };
}

const samples = (name: string) => golden.client.filter(({ type }) => type === name) as ClientFrame[];

describe("a fault of our own under a frame", () => {
  const cases = FRAMES.flatMap(({ name }) =>
    [...BREAKABLE_PARTS, "storage" as const].map((part): [string, BreakablePart | "storage"] => [name, part]),
  );

  it.each(cases)("O-69 says nothing of itself, and the object lives: %s without %s", async (name, part) => {
    expect(samples(name)).not.toEqual([]);
    for (const sample of samples(name)) {
      const { room, client, messageId } = await openFor(name);
      if (part === "storage") {
        await runInDurableObject(room.stub, (_room, { storage }) => void storage.sql.exec("DROP TABLE message"));
      } else {
        room.script.broken = { part, error: fault() };
      }
      client.send("messageId" in sample ? { ...sample, messageId } : sample);
      // Whatever becomes of the socket, the frame has been handled then.
      await Promise.race([client.settle(), client.closed]);
      room.script.broken = undefined;
      const log = logOf(room);
      expect(JSON.stringify([client.frames, log])).not.toMatch(TELLTALE);
      for (const frame of client.frames) {
        if (frame.type !== "problem" || frame.problem.code !== "internal" || frame.problem.instance === undefined)
          continue;
        expect(log).toContainEqual(
          expect.objectContaining({ event: "room_failed", requestId: frame.problem.instance }),
        );
      }
      if (part === "now")
        expect(client.frames.at(-1)).toMatchObject({
          problem: { code: "internal", instance: expect.stringMatching(/^req_/) },
        });
      const other = part === "storage" ? new TestRoom() : room;
      const again = await other.enter();
      again.send(message("Still here?"));
      await again.next("ack");
    }
  });
});

it("O-69 a fault under the alarm is noted, and tried again", async () => {
  const room = new TestRoom();
  const client = await room.enter();
  client.send(message("Hello?"));
  await client.next("ack");
  room.script.broken = { part: "now", error: fault() };
  const failed = await runDurableObjectAlarm(room.stub).catch((error: unknown) => error);
  room.script.broken = undefined;
  expect(String(failed)).not.toMatch(TELLTALE);
  expect(JSON.stringify([logOf(room), client.frames])).not.toMatch(TELLTALE);
  expect(logOf(room)).toContainEqual(expect.objectContaining({ event: "room_failed", error: "Error" }));
  await (await room.enter()).ping();
});

/** A conversation of a real room behind the whole application, and how each call of it comes about. */
async function openApp() {
  const { CONVERSATION_ROOM: namespace } = testEnv() as Env;
  const api = new TestApi({
    spoil: (services) => ({ ...services, rooms: createRooms(namespace) }),
  });
  const { tenantId, token } = await api.newTenant();
  const agentId = await api.newAgent(token, { allowedOrigins: [PAGE] });
  const headers = { origin: PAGE };
  const session = await api.call("POST", `/v1/widget/${agentId}/sessions`, { body: {}, headers });
  const claims = await api.services.visitorTokens.verify(session.json.token);
  if (claims === undefined) throw new Error("the token is good");
  const { conversationId, visitorId } = claims;
  await tenantBatch(api.services.db, tenantOf({ tenantId }), (query) => [
    query.insert(conversation).values({
      ...{ tenantId, id: conversationId, agentId, agentVersion: 1, visitorId, channel: "widget" },
      lastMessageAt: new Date(api.world.nowMs),
    }),
  ]);
  const knock = () =>
    api.call("GET", "/v1/chat", {
      headers: {
        ...headers,
        upgrade: "websocket",
        "sec-websocket-protocol": `netvexa.v1, token.${session.json.token}`,
      },
    });
  const ask = () =>
    api.call("POST", `/v1/agents/${agentId}/messages`, { token, body: { text: "Hello", conversationId } });
  const script = scriptOf(roomName({ tenantId, conversationId }));
  const room = namespace.get(namespace.idFromName(roomName({ tenantId, conversationId })));
  return { api, token, agentId, visitorId, room, script, knock, ask };
}

/** Whoever called an object learns the name of the fault, and no more. */
async function named(what: string, call: Promise<unknown>): Promise<string> {
  const told = await call.then(String, String);
  expect(told).toMatch(new RegExp(`^Error: the ${what} failed: req_\\w+$`));
  return told;
}

describe("a fault of our own in a room that is called", () => {
  type App = Awaited<ReturnType<typeof openApp>>;
  const answered = async (call: Promise<{ status: number; problem: object; headers: Headers }>) => {
    const { status, problem, headers } = await call;
    expect([status, problem]).toMatchObject([500, { code: "internal", instance: headers.get("x-request-id") }]);
    return problem;
  };
  const CALLS: Record<string, (app: App) => Promise<unknown>> = {
    fetch: ({ knock }) => answered(knock()),
    ask: ({ ask }) => answered(ask()),
    erase: ({ api, token, visitorId }) => answered(api.call("DELETE", `/v1/visitors/${visitorId}`, { token })),
    // The agent's door makes these, not the Worker.
    recheck: ({ room }) => named("room", room.recheck()),
    endSession: ({ room }) => named("room", room.endSession(newId("session"))),
    forget: ({ room }) => named("room", room.forget()),
  };

  it.each(ROOM_CALLS.map(({ name }) => name))("O-69 says nothing of itself to who called: %s", async (name) => {
    const app = await openApp();
    app.script.broken = { part: "call", error: fault() };
    const call = CALLS[name];
    if (call === undefined) throw new Error(`it is not known how ${name} comes about`);
    const told = await call(app);
    expect(JSON.stringify([told, app.api.world.log.map(({ at: _, ...line }) => line)])).not.toMatch(TELLTALE);
    app.script.broken = undefined;
    expect((await app.api.call("GET", "/v1/agents", { token: app.token })).status).toBe(200);
  });
});

describe("a fault of our own in a door", () => {
  const CALLS: Record<string, (door: DurableObjectStub<AgentDoor>) => Promise<unknown>> = {
    admit: (door) => {
      const [conversationId, sessionId] = [newId("conversation"), newId("session")];
      const visitorId = newId("visitor");
      return door.admit({ conversationId, sessionId, visitorId, network: "n", isNew: true, policy: "auto" });
    },
    lease: (door) => door.lease({ conversationId: newId("conversation"), visitorId: newId("visitor") }),
    note: (door) => door.note({ conversationId: newId("conversation"), sessionId: newId("session"), isOpen: true }),
    recheck: (door) => door.recheck(),
    end: (door) => door.end(newId("session")),
    forget: (door) => door.forget(newId("session")),
    copy: (door) => door.copy(newId("session")),
    close: (door) => door.close([newId("conversation")]),
    alarm: async (door) => {
      const script = doorScriptOf(door.name ?? "");
      script.broken = undefined;
      await door.note({ conversationId: newId("conversation"), sessionId: newId("session"), isOpen: true });
      script.broken = fault();
      return runDurableObjectAlarm(door);
    },
  };

  it.each([...DOOR_CALLS.map(({ name }) => name), "alarm"])("O-69 says nothing of itself: %s", async (name) => {
    const { AGENT_DOOR: doors } = testEnv() as Env;
    const door = doors.getByName(doorName({ tenantId: newId("tenant"), agentId: newId("agent") }));
    const script = doorScriptOf(door.name ?? "");
    await door.recheck();
    script.broken = fault();
    const call = CALLS[name];
    if (call === undefined) throw new Error(`it is not known how ${name} comes about`);
    const told = await named("door", call(door));
    expect(script.failed).toEqual([told.replace("Error: the door failed: ", "")]);
    script.broken = undefined;
    await door.recheck();
  });
});

describe("a fault of our own under the clock", () => {
  it("comes in jobs that are declared, and no others", () => {
    const declared = JOBS.filter(({ credentials }) => credentials.length === 0).map(({ name }) => name);
    expect(Object.keys(SCHEDULED).toSorted()).toEqual(declared.toSorted());
  });

  it.each(Object.entries(SCHEDULED))(
    "O-69 is noted without its words, and keeps no other job: %s",
    async (name, job) => {
      const { services, world } = new TestApi();
      const broken = new Proxy(services, {
        get(target, field) {
          if (field === "now" || field === "log") return Reflect.get(target, field);
          throw fault();
        },
      });
      let wasRun = false;
      const other = async () => {
        wasRun = true;
      };
      const failed = await runScheduled(broken, { [name]: job, other }).catch((error: unknown) => String(error));
      expect([failed, wasRun]).toEqual([`Error: failed: ${name}`, true]);
      const log = world.log.map(({ at: _, ...line }) => line);
      expect(log).toEqual([expect.objectContaining({ event: "job_failed", route: name, error: "Error" })]);
      expect(JSON.stringify(log)).not.toMatch(TELLTALE);
    },
  );
});
