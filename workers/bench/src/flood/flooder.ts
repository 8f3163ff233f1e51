import { setTimeout as delay } from "node:timers/promises";
import { PROTOCOL, type ServerFrame, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import type { WidgetSession } from "@netvexa/contract/http/widget";
import { WebSocket } from "ws";

/** What became of the messages of a visitor who floods, and goes on in a new conversation whenever a socket is closed. */
export interface FloodCounts {
  sent: number;
  acknowledged: number;
  refused: number;
  answered: number;
  conversations: number;
  /** New sessions that were refused, by their problem. */
  sessionsRefused: Record<string, number>;
  closedWith: Record<string, number>;
}

export interface Flooder {
  stop(): Promise<FloodCounts>;
}

interface Place {
  readonly url: string;
  readonly agentId: string;
  readonly origin: string;
}

export function startFlood(place: Place, { ratePerSecond }: { ratePerSecond: number }): Flooder {
  const counts: FloodCounts = {
    sent: 0,
    acknowledged: 0,
    refused: 0,
    answered: 0,
    conversations: 0,
    sessionsRefused: {},
    closedWith: {},
  };
  const ended = new AbortController();
  const running = floodOn(place, { counts, ratePerSecond, signal: ended.signal });
  return {
    stop: async () => {
      ended.abort();
      await running;
      return counts;
    },
  };
}

interface Flood {
  readonly counts: FloodCounts;
  readonly ratePerSecond: number;
  readonly signal: AbortSignal;
}

async function floodOn(place: Place, flood: Flood): Promise<void> {
  let token: string | undefined;
  while (!flood.signal.aborted) {
    const session = await openSession(place, token);
    if ("code" in session) {
      const { sessionsRefused } = flood.counts;
      sessionsRefused[session.code] = (sessionsRefused[session.code] ?? 0) + 1;
      await delay(1_000 / flood.ratePerSecond);
      continue;
    }
    token = session.token;
    flood.counts.conversations += 1;
    await floodConversation(session, place, flood);
  }
}

/** The same visitor each time, in a conversation of its own. */
async function openSession({ url, agentId, origin }: Place, token: string | undefined) {
  const response = await fetch(new URL(`/v1/widget/${agentId}/sessions`, url), {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(token === undefined ? {} : { token, fresh: true }),
  });
  return (await response.json()) as WidgetSession | { code: string };
}

function floodConversation(session: WidgetSession, { origin }: Place, flood: Flood): Promise<void> {
  const { counts, ratePerSecond, signal } = flood;
  const socket = new WebSocket(session.socketUrl, [PROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${session.token}`], {
    headers: { origin },
    perMessageDeflate: false,
  });
  let pace: NodeJS.Timeout | undefined;
  const stop = () => socket.close(1000);
  signal.addEventListener("abort", stop, { once: true });
  socket.once("open", () => {
    socket.send(JSON.stringify({ type: "hello", after: 0 }));
    pace = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ type: "message", id: crypto.randomUUID(), text: "How long does it take?" }));
      counts.sent += 1;
    }, 1_000 / ratePerSecond);
  });
  socket.on("message", (data) => count(counts, JSON.parse(String(data)) as ServerFrame));
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("close", (code) => {
      clearInterval(pace);
      signal.removeEventListener("abort", stop);
      counts.closedWith[code] = (counts.closedWith[code] ?? 0) + 1;
      resolve();
    });
  });
}

function count(counts: FloodCounts, frame: ServerFrame): void {
  if (frame.type === "ack") counts.acknowledged += 1;
  if (frame.type === "problem") counts.refused += 1;
  if (frame.type === "end") counts.answered += 1;
}
