import { setTimeout as pause } from "node:timers/promises";
import {
  type ClientFrame,
  PING,
  PONG,
  PROTOCOL,
  type ServerFrame,
  TOKEN_SUBPROTOCOL_PREFIX,
} from "@netvexa/contract/frames/wire";
import { WebSocket } from "ws";

const WAIT_MS = 20_000;
/** How long a refusal may follow the pong that it should have come before. */
const SETTLE_MS = 30;

export interface Door {
  socketUrl: string;
  token: string;
  origin: string;
}

/** A chat socket as a widget opens it. */
export interface VisitorSocket {
  /** Everything that came, as text. */
  readonly received: readonly string[];
  frames(): ServerFrame[];
  send(frame: ClientFrame | Record<string, unknown>): void;
  /** The first frame that fits, come or to come; throws if the socket closes first. */
  until<T extends ServerFrame["type"]>(
    type: T,
    fits?: (frame: Extract<ServerFrame, { type: T }>) => boolean,
  ): Promise<Extract<ServerFrame, { type: T }>>;
  /** Resolves when everything sent before has been looked at, or the socket is closed. */
  settled(): Promise<void>;
  /** The code with which the other end has closed, or the status with which it has not even opened. */
  closed(): Promise<number>;
  close(): void;
}

export async function openSocket({ socketUrl, token, origin }: Door): Promise<VisitorSocket> {
  const socket = new WebSocket(socketUrl, [PROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${token}`], {
    headers: { origin },
    perMessageDeflate: false,
  });
  const received: string[] = [];
  const wakes = new Set<() => void>();
  let code: number | undefined;
  const wake = () => {
    for (const one of wakes) one();
  };
  socket.on("message", (data) => {
    received.push(String(data));
    wake();
  });
  socket.on("error", () => undefined);
  socket.on("close", (closed) => {
    code ??= closed;
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    // Refused before the upgrade: closed for whoever knocked, with the status for a code.
    socket.once("unexpected-response", (_request, response) => {
      code = response.statusCode ?? 0;
      response.on("data", (data) => received.push(String(data)));
      response.on("end", () => resolve());
    });
    socket.once("close", () => reject(new Error("the socket did not open")));
  });
  const frames = () => received.filter((text) => text !== PONG).map((text) => JSON.parse(text) as ServerFrame);
  async function look<T>(what: string, find: () => T | undefined): Promise<T> {
    const endAt = performance.now() + WAIT_MS;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (performance.now() > endAt) throw new Error(`waited in vain for ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 1_000);
        function done() {
          clearTimeout(timer);
          wakes.delete(done);
          resolve();
        }
        wakes.add(done);
      });
    }
  }
  return {
    received,
    frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    until: async (type, fits = () => true) => {
      type Wanted = Extract<ServerFrame, { type: typeof type }>;
      return look(`a ${type} frame`, () => {
        const found = frames().find((frame): frame is Wanted => frame.type === type && fits(frame as Wanted));
        if (found === undefined && code !== undefined) throw new Error(`the socket closed with ${code}`);
        return found;
      });
    },
    async settled() {
      const before = received.filter((text) => text === PONG).length;
      if (code === undefined) socket.send(PING);
      await look("a pong", () => {
        const pongs = received.filter((text) => text === PONG).length;
        return code !== undefined || pongs > before ? true : undefined;
      });
      // A pong is the platform's own answer and may overtake the room's.
      await pause(SETTLE_MS);
    },
    closed: () => look("the socket to close", () => code),
    close: () => socket.close(1000),
  };
}

/** One question, its answer, what the visitor thought of it, and an address left behind. */
export async function chatOnce(
  door: Door,
  words: { text: string; comment: string; contact: string },
): Promise<{ answerId: string; answer: string }> {
  const socket = await openSocket(door);
  try {
    socket.send({ type: "hello", after: 0 });
    await socket.until("welcome");
    socket.send({ type: "message", id: crypto.randomUUID(), text: words.text });
    const end = await socket.until("end");
    socket.send({ type: "feedback", messageId: end.messageId, rating: "up", comment: words.comment });
    socket.send({ type: "contact", fields: { email: `${words.contact.replaceAll(" ", "-")}@netvexa.test` } });
    await socket.settled();
    return { answerId: end.messageId, answer: end.text };
  } finally {
    socket.close();
  }
}
