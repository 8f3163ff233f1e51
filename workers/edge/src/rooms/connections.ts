import { LIMITS } from "@netvexa/contract/limits";
import { z } from "zod";
import { createAskStreams } from "./ask-streams.ts";
import { Join } from "./join.ts";

/** The ways out of a room, each under an id of its own: sockets of visitors and streams of HTTP callers. */
export interface Connections {
  /** Sockets that are there when the room wakes. */
  live(): { id: string; greeted: boolean }[];
  send(id: string, text: string): void;
  sendAll(text: string): void;
  close(id: string, code: number, reason: string): void;
  closeAll(code: number, reason: string): void;
  /** Keeps over hibernation that the socket has said hello. */
  greet(id: string): void;
}

const Attachment = z.object({ id: z.string(), greeted: z.boolean(), page: Join.shape.page });
type Attachment = z.infer<typeof Attachment>;

function attach(socket: WebSocket, attachment: Attachment): void {
  socket.serializeAttachment(attachment);
}

function readAttachment(socket: WebSocket): Attachment | undefined {
  const parsed = Attachment.safeParse(socket.deserializeAttachment());
  return parsed.success ? parsed.data : undefined;
}

/** A peer may go at any moment; its close event follows, and the log has what it missed. */
function ignoringGone(action: () => void): void {
  try {
    action();
  } catch {
    // Already closed or closing from the other side.
  }
}

/** Sockets live in the platform and are found again by their attachment. */
export function createConnections(ctx: DurableObjectState, newId: () => string) {
  const sockets = new Map<string, WebSocket>();
  const ids = new WeakMap<WebSocket, string>();
  const streams = createAskStreams();

  const adopt = (socket: WebSocket): Attachment | undefined => {
    const attachment = readAttachment(socket);
    if (attachment === undefined) return undefined;
    sockets.set(attachment.id, socket);
    ids.set(socket, attachment.id);
    return attachment;
  };

  const close = (id: string, code: number, reason: string): void => {
    const socket = sockets.get(id);
    sockets.delete(id);
    ignoringGone(() => streams.close(id));
    ignoringGone(() => socket?.close(code, reason));
  };

  const send = (id: string, text: string): void => {
    ignoringGone(() => streams.send(id, text));
    ignoringGone(() => sockets.get(id)?.send(text));
  };

  return {
    live: () => ctx.getWebSockets().flatMap((socket) => adopt(socket) ?? []),
    /** Sockets that are neither closed nor about to be. */
    openSockets: () => ctx.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    isFull: () => ctx.getWebSockets().length >= LIMITS.socketsMaxPerConversation,
    idOf: (socket: WebSocket) => ids.get(socket) ?? adopt(socket)?.id,
    pageOf: (id: string) => {
      const socket = sockets.get(id);
      return socket === undefined ? undefined : readAttachment(socket)?.page;
    },
    accept(socket: WebSocket, page: Join["page"]): string {
      const id = newId();
      ctx.acceptWebSocket(socket);
      attach(socket, { id, greeted: false, page });
      adopt(socket);
      return id;
    },
    greet(id: string): void {
      const socket = sockets.get(id);
      if (socket !== undefined) attach(socket, { id, greeted: true, page: readAttachment(socket)?.page });
    },
    /** Keeps over hibernation what the socket's right hangs on now. */
    turnPage(id: string, page: Join["page"]): void {
      const socket = sockets.get(id);
      const attachment = socket === undefined ? undefined : readAttachment(socket);
      if (socket !== undefined && attachment !== undefined) attach(socket, { ...attachment, page });
    },
    openStream(onGone: (id: string) => void): { id: string; stream: ReadableStream<Uint8Array> } {
      const id = newId();
      return { id, stream: streams.open(id, () => onGone(id)) };
    },
    send,
    sendAll(text: string): void {
      for (const id of [...streams.ids(), ...sockets.keys()]) send(id, text);
    },
    close,
    closeAll(code: number, reason: string): void {
      for (const id of [...streams.ids(), ...sockets.keys()]) close(id, code, reason);
    },
  } satisfies Connections & Record<string, unknown>;
}

export type ObjectConnections = ReturnType<typeof createConnections>;
