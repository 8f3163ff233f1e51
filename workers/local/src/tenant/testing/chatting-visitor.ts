import { randomUUID } from "node:crypto";
import { PROTOCOL, type ServerFrame, TOKEN_SUBPROTOCOL_PREFIX } from "@netvexa/contract/frames/wire";
import type { WidgetSession } from "@netvexa/contract/http/widget";
import { WebSocket } from "ws";

const RETRY_MS = 200;
const QUIET_MS = 20_000;

/** A question that the room has acknowledged, and the answer that ended. */
interface Exchange {
  readonly clientId: string;
  readonly question: { messageId: string; seq: number };
  answer: { messageId: string; seq: number } | undefined;
}

/** A visitor who asks one question after the other, and comes back with the same one whenever the line drops. */
export async function openChattingVisitor(place: { url: string; agentId: string; origin: string }) {
  const { conversationId, socketUrl, token } = await openSession(place);
  const exchanges: Exchange[] = [];
  let socket = await connect(0);

  async function connect(after: number): Promise<WebSocket> {
    const next = new WebSocket(socketUrl, [PROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${token}`], {
      headers: { origin: place.origin },
      perMessageDeflate: false,
    });
    next.on("error", () => undefined);
    next.on("open", () => next.send(JSON.stringify({ type: "hello", after })));
    await nextFrame(next, (frame) => frame.type === "welcome");
    return next;
  }

  /** Resolves once the question is acknowledged and its answer has ended, however often it has to be sent. */
  async function ask(text: string): Promise<void> {
    const clientId = randomUUID();
    const frame = JSON.stringify({ type: "message", id: clientId, text });
    const ended = await insist(async () => {
      const ack = nextFrame(socket, (item) => item.type === "ack" && item.id === clientId);
      const end = nextFrame(socket, (item) => item.type === "end");
      end.catch(() => undefined);
      socket.send(frame);
      const { messageId, seq } = (await ack) as { messageId: string; seq: number };
      exchanges.push({ clientId, question: { messageId, seq }, answer: undefined });
      return { end };
    });
    const { messageId, seq } = (await ended.end) as { messageId: string; seq: number };
    Object.assign(exchanges.at(-1) ?? {}, { answer: { messageId, seq } });
  }

  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch {
        // Whatever it was, the same frame may be sent again: the room knows it by its id.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (socket.readyState !== WebSocket.OPEN) socket = await connect(exchanges.length * 2);
      }
    }
  }

  return { conversationId, exchanges, ask, close: () => socket.terminate() };
}

async function openSession({ url, agentId, origin }: { url: string; agentId: string; origin: string }) {
  const response = await fetch(`${url}/v1/widget/${agentId}/sessions`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`no session: ${response.status} ${await response.text()}`);
  return (await response.json()) as WidgetSession;
}

function nextFrame(socket: WebSocket, isWanted: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error("the room fell silent"))), QUIET_MS);
    const onMessage = (data: unknown) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (isWanted(frame)) done(() => resolve(frame));
      else if (frame.type === "problem") done(() => reject(new Error(`problem: ${frame.problem.code}`)));
    };
    const onClose = (code: number) => done(() => reject(new Error(`the socket closed with ${code}`)));
    function done(finish: () => void): void {
      clearTimeout(timer);
      socket.off("message", onMessage);
      socket.off("close", onClose);
      finish();
    }
    socket.on("message", onMessage);
    socket.on("close", onClose);
  });
}
