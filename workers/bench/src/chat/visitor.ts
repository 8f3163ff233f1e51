import type { ServerFrame } from "@netvexa/contract/frames/wire";
import { PROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import type { WidgetSession } from "@netvexa/contract/http/widget";
import { WebSocket } from "ws";

const ANSWER_TIMEOUT_MS = 30_000;

export interface ChatTimes {
  /** From sending the question to its first text, and to its end. */
  readonly firstTextMs: number;
  readonly totalMs: number;
  readonly madeBy: string;
}

/** A visitor with an open chat, who asks one question at a time. */
export interface Visitor {
  ask(text: string): Promise<ChatTimes>;
  close(): void;
}

/** As a widget does when its panel opens: a session, a socket, and hello. */
export async function openVisitor(place: { url: string; agentId: string; origin: string }): Promise<Visitor> {
  const { socketUrl, token } = await openSession(place);
  const socket = new WebSocket(socketUrl, [PROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${token}`], {
    headers: { origin: place.origin },
    perMessageDeflate: false,
  });
  const inbox = createInbox(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  socket.send(JSON.stringify({ type: "hello", after: 0 }));
  await inbox.until((frame) => frame.type === "welcome");
  return {
    ask: async (text) => {
      const startedAt = performance.now();
      socket.send(JSON.stringify({ type: "message", id: crypto.randomUUID(), text }));
      await inbox.until((frame) => frame.type === "delta");
      const firstTextMs = performance.now() - startedAt;
      const end = await inbox.until((frame) => frame.type === "end");
      const totalMs = performance.now() - startedAt;
      if (end.type !== "end" || end.reason !== "complete") throw new Error("the answer was not complete");
      return { firstTextMs, totalMs, madeBy: end.made.by };
    },
    close: () => socket.close(1000),
  };
}

async function openSession({ url, agentId, origin }: { url: string; agentId: string; origin: string }) {
  const response = await fetch(new URL(`/v1/widget/${agentId}/sessions`, url), {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`no session: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as WidgetSession;
}

/** Hands out frames in order; a problem, a closed socket or a long silence ends the wait with an error. */
function createInbox(socket: WebSocket) {
  const frames: ServerFrame[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)) as ServerFrame);
    wake();
  });
  socket.on("error", () => undefined);
  socket.on("close", (code) => {
    failure = new Error(`the socket closed with ${code}`);
    wake();
  });
  async function next(signal: AbortSignal): Promise<ServerFrame> {
    for (;;) {
      const frame = frames.shift();
      if (frame !== undefined) return frame;
      if (failure !== undefined) throw failure;
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
  return {
    async until(isWanted: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      for (;;) {
        const frame = await next(signal);
        if (isWanted(frame)) return frame;
        if (frame.type === "problem") throw new Error(`problem: ${frame.problem.code}`);
      }
    },
  };
}
