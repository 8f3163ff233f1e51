import { ClientFrameSchema } from "@netvexa/contract/frames/schema";
import { newId } from "@netvexa/contract/ids";
import { z } from "zod";
import { findCanaries } from "../canaries.ts";
import { kindOfField, type Schema, sampleOf } from "../http/sample.ts";
import type { Run } from "../http/sweep-http.ts";
import { addCanary, addFinding, countCall, countComparison, countControl, noteControl } from "../ledger.ts";
import { eachOf } from "../parallel.ts";
import type { Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";
import { chatOnce, type Door, openSocket } from "./visitor.ts";

export interface FrameKind {
  readonly name: string;
  readonly schema: Schema;
  /** Fields that take the id of a message or anything else. */
  readonly idFields: readonly string[];
}

/** The frames that the schema knows, so that a new one is tried without being named here. */
export function frameKinds(): FrameKind[] {
  const union = z.toJSONSchema(ClientFrameSchema, { io: "input", unrepresentable: "any" }) as Schema;
  return (union.oneOf ?? union.anyOf ?? []).map((schema) => {
    const properties = schema.properties ?? {};
    const idFields = Object.keys(properties).filter((name) => kindOfField(name, properties[name]) !== undefined);
    return { name: String(properties.type?.const), schema, idFields };
  });
}

type Frame = Record<string, unknown>;

function frameOf({ schema }: FrameKind, ids: Partial<Record<string, string>>, token: string): Frame {
  const facts = (name: string, kind: string | undefined) => {
    if (name === "id") return crypto.randomUUID();
    if (name === "token") return token;
    return kind === undefined ? undefined : ids[kind];
  };
  return sampleOf(schema, {}, facts) as Frame;
}

/** Every frame of an own visitor with ids of each foreign side, then with its own, which must work. */
export async function tryFrames(run: Run): Promise<void> {
  const kinds = frameKinds();
  const { calls } = run.system.model;
  const asked = calls.length;
  await eachOf(run.world.own, run.world.own.length, async (side) => {
    for (const kind of kinds) {
      for (const foreign of run.world.foreign) await tryFrame(run, { side, foreign, kind });
      run.ledger.tried.add(`frame ${kind.name}`);
      const problem = await controlFrame(run, side, kind).catch((error: unknown) => String(error));
      noteControl(run.ledger, "frame", `frame ${kind.name}`, problem);
    }
  });
  // Only own visitors have asked meanwhile, so nothing else may have reached the model.
  const prompts = JSON.stringify(calls.slice(asked));
  addCanary(run.ledger, "frame", "the model's prompts", findCanaries(prompts, run.watch));
}

interface Case {
  side: Side;
  foreign: Side;
  kind: FrameKind;
}

async function tryFrame(run: Run, one: Case): Promise<void> {
  const { side, foreign, kind } = one;
  const where = `${kind.name} of ${side.level} towards ${foreign.level}`;
  const said = async (ids: Side["ids"], more: Frame = {}) => {
    const door = await openDoor(run, side);
    const received = await sendAlone(door, { ...frameOf(kind, ids, door.token), ...more }, kind.name === "hello");
    addCanary(run.ledger, "frame", where, findCanaries(received.join("\n"), run.watch));
    return received;
  };
  if (kind.idFields.length > 0) {
    const unknown = await said({
      message: newId("message"),
      conversation: newId("conversation"),
      agent: newId("agent"),
    });
    countComparison(run.ledger);
    countCall(run.ledger, "frame", side.level);
    const named = await said(foreign.ids);
    if (plain(named) !== plain(unknown))
      addFinding(run.ledger, "frame", where, "answers otherwise than to an unknown id");
  }
  const { conversation, agent, document, tenant } = foreign.ids;
  const context = { conversationId: conversation, agentId: agent, tenantId: tenant, attachments: [document] };
  for (const more of [context, { documentId: document }, { context: [{ documentId: document }] }]) {
    countCall(run.ledger, "frame", side.level);
    const received = await said(side.ids, more);
    if (!received.join().includes("frame_malformed"))
      addFinding(run.ledger, "frame", where, "takes a field of no meaning");
  }
}

async function openDoor({ system }: Run, { owner, origin, ids }: Side): Promise<Door> {
  const { socketUrl, token } = await createTenantApi(system, owner.token).openSession(ids.agent ?? "", origin);
  return { socketUrl, token, origin };
}

/** What comes back to one frame on a new socket, after what every socket is greeted with. */
async function sendAlone(door: Door, frame: Frame, isFirst: boolean): Promise<readonly string[]> {
  const socket = await openSocket(door);
  try {
    if (!isFirst) {
      socket.send({ type: "hello", after: 0 });
      await socket.until("welcome");
    }
    socket.send(frame);
    await socket.settled();
    return socket.received;
  } finally {
    socket.close();
  }
}

/** Without what is its own each time. */
function plain(received: readonly string[]): string {
  return received
    .join("\n")
    .replaceAll(/[a-z]{3}_[0-9a-z]{26}/g, "id")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "uuid")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "at");
}

/** On the own answer, nothing is refused. */
async function controlFrame(run: Run, side: Side, kind: FrameKind): Promise<string | undefined> {
  const door = await openDoor(run, side);
  const { answerId } = await chatOnce(door, { text: "What is there?", comment: "Fine", contact: "somebody" });
  const frame = frameOf(kind, { ...side.ids, message: answerId }, door.token);
  const received = await sendAlone(door, frame, kind.name === "hello");
  countControl(run.ledger);
  const problem = received.find((text) => text.includes('"type":"problem"'));
  return problem?.slice(0, 300);
}
