import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type ClientFrame, PING, PONG, type ServerFrame } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { encodeJoin, JOIN_HEADER, type Join, roomName } from "../rooms/join.ts";
import { type RoomScript, scriptOf } from "./scripted-room.ts";
import type { ConversationRoom } from "./worker.ts";

type FrameOf<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** A visitor's end of a socket, which keeps every frame and lets a test wait for one without a clock. */
export class RoomClient {
  readonly frames: ServerFrame[] = [];
  pongs = 0;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #onFrame: () => void = () => undefined;
  #cursor = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener("message", ({ data }) => {
      if (data === PONG) this.pongs += 1;
      else this.frames.push(JSON.parse(String(data)) as ServerFrame);
      this.#onFrame();
    });
    socket.accept();
  }

  send(frame: ClientFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendRaw(data: string | ArrayBuffer): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close(1000, "");
  }

  /** The next frame of one of these types among those not yet waited for; frames before it are passed over. */
  async next<T extends ServerFrame["type"]>(...types: readonly T[]): Promise<FrameOf<T>> {
    for (;;) {
      const frame = this.frames[this.#cursor];
      if (frame !== undefined) {
        this.#cursor += 1;
        if (types.some((type) => type === frame.type)) return frame as FrameOf<T>;
      } else {
        await new Promise<void>((resolve) => {
          this.#onFrame = resolve;
        });
      }
    }
  }

  /** Says hello and waits for the welcome. */
  async hello(after = 0): Promise<FrameOf<"welcome">> {
    this.send({ type: "hello", after });
    return this.next("welcome");
  }

  /** A ping and its answer. */
  async ping(): Promise<void> {
    const before = this.pongs;
    this.sendRaw(PING);
    while (this.pongs === before) {
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
      });
    }
  }

  /** Every frame sent before this call has been handled when this returns. */
  async settle(): Promise<void> {
    this.send({ type: "stop", messageId: newId("message") });
    await this.next("problem");
  }
}

function namespace(): DurableObjectNamespace<ConversationRoom> {
  return (env as unknown as { CONVERSATION_ROOM: DurableObjectNamespace<ConversationRoom> }).CONVERSATION_ROOM;
}

export function makeJoin(overrides: Partial<Join> = {}): Join {
  return {
    tenantId: newId("tenant"),
    agentId: newId("agent"),
    agentVersion: 1,
    conversationId: newId("conversation"),
    visitorId: newId("visitor"),
    channel: "widget",
    plan: "starter",
    settings: {
      name: "Ada",
      instructions: "",
      greeting: "Grüß Gott",
      starters: [],
      locale: "en",
      allowedOrigins: [],
      theme: {},
    },
    ...overrides,
  };
}

/** One conversation under test: its object, its script, and any number of clients. */
export class TestRoom {
  readonly join: Join;
  readonly script: RoomScript;

  constructor(join: Join = makeJoin()) {
    this.join = join;
    this.script = scriptOf(roomName(join));
  }

  /** A stub is broken for good once its object has crashed, so each use takes a new one. */
  get stub(): DurableObjectStub<ConversationRoom> {
    return namespace().getByName(roomName(this.join));
  }

  async connect(join: Join = this.join): Promise<RoomClient> {
    const headers = { upgrade: "websocket", [JOIN_HEADER]: encodeJoin(join) };
    const response = await this.stub.fetch("http://room/", { headers });
    if (response.webSocket === null) throw new Error(`no socket: ${response.status}`);
    return new RoomClient(response.webSocket);
  }

  /** A connected client that has been welcomed. */
  async enter(after = 0): Promise<RoomClient> {
    const client = await this.connect();
    await client.hello(after);
    return client;
  }

  /** Works the script from inside the object, where its promises and timers belong. */
  act<T>(action: (script: RoomScript) => T): Promise<T> {
    return runInDurableObject(this.stub, () => action(this.script));
  }

  ask(clientId: string, text: string): Promise<ReadableStream<Uint8Array>> {
    return this.stub.ask(this.join, { clientId, text });
  }
}

export function message(text: string, id: string = crypto.randomUUID()): Extract<ClientFrame, { type: "message" }> {
  return { type: "message", id, text };
}
