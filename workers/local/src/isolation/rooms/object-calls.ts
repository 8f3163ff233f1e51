import { PROTOCOL } from "@netvexa/contract/frames/wire";
import { ID_PREFIXES } from "@netvexa/contract/ids";
import type { ObjectStub } from "../../start/runtime.ts";
import { type Schema, sampleOf } from "../http/sample.ts";

const JOIN_HEADER = "x-netvexa-join";
const OBJECT_URL = "http://object/";

export type Join = Record<string, unknown> & { tenantId: string; conversationId: string };

/** What a call says back, as text to be searched. */
type ObjectCall = (stub: ObjectStub, join: Join) => Promise<string>;

interface ObjectKind {
  /** Under which the Worker knows the objects. */
  readonly binding: string;
  /** What they are named by, behind their tenant. */
  readonly namedBy: "conversation" | "agent";
  readonly calls: Readonly<Record<string, ObjectCall>>;
}

/** Of the form of an id that no table of ids may know. */
export const SESSION = `ses_${"0".repeat(26)}`;
const asker = { visitorId: `vis_${"0".repeat(26)}`, network: "robot" };
const text = (value: unknown) => JSON.stringify(value ?? "");

/** How each object of the Worker is called, by surface and name; what is not here is not covered. */
export const OBJECTS: Readonly<Record<string, ObjectKind>> = {
  room: {
    binding: "CONVERSATION_ROOM",
    namedBy: "conversation",
    calls: {
      async fetch(stub, join) {
        const headers = {
          upgrade: "websocket",
          "sec-websocket-protocol": PROTOCOL,
          [JOIN_HEADER]: JSON.stringify(join),
        };
        const answer = (await stub.fetch?.(OBJECT_URL, { headers })) as Upgraded | undefined;
        return answer?.webSocket ? firstWord(answer.webSocket) : `${answer?.status}`;
      },
      async ask(stub, join) {
        const question = { clientId: crypto.randomUUID(), text: "What is there?" };
        return new Response((await stub.ask?.(join, question)) as ReadableStream<Uint8Array>).text();
      },
      recheck: async (stub) => text(await stub.recheck?.()),
      endSession: async (stub) => text(await stub.endSession?.(SESSION)),
      erase: async (stub) => text(await stub.erase?.()),
      forget: async (stub) => text(await stub.forget?.()),
    },
  },
  door: {
    binding: "AGENT_DOOR",
    namedBy: "agent",
    calls: {
      admit: async (stub, { conversationId }) =>
        text(await stub.admit?.({ ...asker, conversationId, sessionId: SESSION, isNew: true, policy: "auto" })),
      lease: async (stub, { conversationId }) => text(await stub.lease?.({ ...asker, conversationId })),
      note: async (stub, { conversationId }) =>
        text(await stub.note?.({ conversationId, sessionId: SESSION, isOpen: true })),
      recheck: async (stub) => text(await stub.recheck?.()),
      end: async (stub) => text(await stub.end?.(SESSION)),
      forget: async (stub) => text(await stub.forget?.(SESSION)),
      copy: async (stub) => text(await stub.copy?.(SESSION)),
      close: async (stub, { conversationId }) => text(await stub.close?.([conversationId])),
    },
  },
};

/** Takes a join, and so can be handed one that belongs elsewhere. */
export const TAKES_JOIN: ReadonlySet<string> = new Set(["room fetch", "room ask"]);

interface Upgraded {
  status: number;
  webSocket: (EventTarget & { accept(): void; send(text: string): void }) | null;
}

/** A room answers a greeting with a welcome, and refuses by itself: one of them always comes, however late. */
function firstWord(socket: NonNullable<Upgraded["webSocket"]>): Promise<string> {
  return new Promise((resolve) => {
    socket.addEventListener("message", (event) => resolve(String((event as MessageEvent).data)));
    socket.addEventListener("close", () => resolve("closed"));
    socket.accept();
    socket.send(JSON.stringify({ type: "hello", after: 0 }));
  });
}

/** A join of the Worker's own form, whatever fields it has. */
export function joinFrom(schema: Schema, known: Join, page: Record<string, unknown>): Join {
  const facts = (name: string) => (name.endsWith("Id") ? known[name] : undefined) ?? idFor(schema, name);
  const sampled = (part: Schema) => sampleOf(part, {}, facts) as Record<string, unknown>;
  const form = sampled({ ...schema, required: (schema.required ?? []).filter((name) => name !== "settings") });
  return { ...form, ...known, page: { ...sampled(schema.properties?.page ?? { type: "object" }), ...page } };
}

function idFor(schema: Schema, name: string): string | undefined {
  const pattern = (schema.properties?.[name] ?? schema.properties?.page?.properties?.[name])?.pattern ?? "";
  const prefix = Object.values(ID_PREFIXES).find((one) => pattern.startsWith(`^${one}_`));
  return prefix === undefined ? undefined : `${prefix}_${"0".repeat(26)}`;
}
