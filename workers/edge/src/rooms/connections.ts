import { LIMITS } from "@netvexa/contract/limits";
import { z } from "zod";

/** The ways out of a room, each under an id of its own: sockets of visitors and streams of HTTP callers. */
export interface Connections {
  /** Sockets that are there when the room wakes. */
  live(): { id: string; greeted: boolean }[];
  send(id: string, text: string): void;
  close(id: string, code: number, reason: string): void;
  closeAll(code: number, reason: string): void;
  /** Keeps over hibernation that the socket has said hello. */
  greet(id: string): void;
}

const Attachment = z.object({ id: z.string(), greeted: z.boolean() });
type Attachment = z.infer<typeof Attachment>;

const encoder = new TextEncoder();

function readAttachment(socket: WebSocket): Attachment | undefined {
  const parsed = Attachment.safeParse(socket.deserializeAttachment());
  return parsed.success ? parsed.data : undefined;
}

/** Sockets live in the platform and are found again by their attachment; streams end with the instance. */
export function createConnections(ctx: DurableObjectState, newId: () => string) {
  const sockets = new Map<string, WebSocket>();
  const ids = new WeakMap<WebSocket, string>();
  const streams = new Map<string, ReadableByteStreamController>();

  const adopt = (socket: WebSocket): Attachment | undefined => {
    const attachment = readAttachment(socket);
    if (attachment === undefined) return undefined;
    sockets.set(attachment.id, socket);
    ids.set(socket, attachment.id);
    return attachment;
  };

  const close = (id: string, code: number, reason: string): void => {
    const [stream, socket] = [streams.get(id), sockets.get(id)];
    streams.delete(id);
    sockets.delete(id);
    try {
      stream?.close();
      socket?.close(code, reason);
    } catch {
      // Already closing from the other side: what was wanted.
    }
  };

  return {
    live: () => ctx.getWebSockets().flatMap((socket) => adopt(socket) ?? []),
    isFull: () => ctx.getWebSockets().length >= LIMITS.socketsMaxPerConversation,
    idOf: (socket: WebSocket) => ids.get(socket) ?? adopt(socket)?.id,
    accept(socket: WebSocket): string {
      const id = newId();
      ctx.acceptWebSocket(socket);
      socket.serializeAttachment({ id, greeted: false } satisfies Attachment);
      adopt(socket);
      return id;
    },
    greet(id: string): void {
      sockets.get(id)?.serializeAttachment({ id, greeted: true } satisfies Attachment);
    },
    /** A stream of one frame a line; `onGone` is called if its reader leaves before the end. */
    openStream(onGone: (id: string) => void): { id: string; stream: ReadableStream<Uint8Array> } {
      const id = newId();
      const stream = new ReadableStream({
        type: "bytes",
        start: (controller) => {
          streams.set(id, controller);
        },
        cancel: () => {
          streams.delete(id);
          onGone(id);
        },
      });
      return { id, stream };
    },
    send(id: string, text: string): void {
      try {
        streams.get(id)?.enqueue(encoder.encode(`${text}\n`));
        sockets.get(id)?.send(text);
      } catch {
        // The peer is gone; its close event follows, and the log has what it missed.
      }
    },
    close,
    closeAll(code: number, reason: string): void {
      for (const id of [...streams.keys(), ...sockets.keys()]) close(id, code, reason);
    },
  } satisfies Connections & Record<string, unknown>;
}

export type ObjectConnections = ReturnType<typeof createConnections>;
