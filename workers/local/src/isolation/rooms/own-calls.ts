import { newId } from "@netvexa/contract/ids";
import type { Run } from "../http/sweep-http.ts";
import { countControl, noteControl } from "../ledger.ts";
import { type Join, OBJECTS, SESSION } from "./object-calls.ts";
import { type Stored, storedOf } from "./stored.ts";

/** What a call has said, and what its object and the room of its conversation hold afterwards. */
interface Deed {
  said: string;
  own: Join;
  object: Stored;
  room: Stored;
}

const says = (text: string) => (deed: Deed) => deed.said.includes(text);
const has = (stored: Stored, table: string, fields: Readonly<Record<string, unknown>>) =>
  (stored[table] ?? []).some((row) => Object.entries(fields).every(([name, value]) => row[name] === value));
const isEmptied = ({ room }: Deed) => (room.message ?? []).length === 0;

interface Control {
  /** What has to be there for the call to have something to do. */
  after?: "ask" | "fetch";
  isDone(deed: Deed): boolean;
}

/** What each call does if it works, by surface and name; a call that is not here has nothing to show for itself. */
const CONTROLS: Readonly<Record<string, Control>> = {
  "room fetch": { isDone: ({ said, room }) => said.includes('"type":"welcome"') && room.room?.length === 1 },
  "room ask": { isDone: ({ said, room }) => said.includes('"type":"end"') && room.message?.length === 2 },
  "room recheck": { after: "fetch", isDone: says("1") },
  "room endSession": { after: "ask", isDone: ({ room }) => has(room, "ended_session", { id: SESSION }) },
  "room erase": { after: "ask", isDone: isEmptied },
  "room forget": { after: "ask", isDone: (deed) => isEmptied(deed) && deed.room.ended_session?.length === 1 },
  "door admit": {
    isDone: ({ said, object, own }) =>
      said.includes('"kind":"admitted"') && has(object, "room", { conversation_id: own.conversationId }),
  },
  "door lease": { isDone: ({ said }) => Number(JSON.parse(said).turns) > 0 },
  "door note": {
    isDone: ({ object, own }) => has(object, "room", { conversation_id: own.conversationId, is_open: 1 }),
  },
  "door recheck": { isDone: ({ object }) => Number(object.door?.[0]?.rechecked_at_ms) > 0 },
  "door end": { isDone: ({ object }) => has(object, "ended", { session_id: SESSION, is_forgotten: 0 }) },
  "door forget": {
    isDone: ({ said, object }) =>
      said.includes('"kind":"first"') && has(object, "ended", { session_id: SESSION, is_forgotten: 1 }),
  },
  "door copy": { isDone: says('"kind":"allowed"') },
  // It sends the room that it is told of an errand, so that room must be empty as well.
  "door close": { after: "ask", isDone: (deed) => isEmptied(deed) && deed.object.door?.[0]?.is_closed === 1 },
};

/** One call on an own object that is new, so that no other call has done its work for it. */
export async function controlCall(run: Run, { surface, name }: { surface: string; name: string }, join: Join) {
  const way = `${surface} ${name}`;
  const problem = await tryOwn(run, surface, name, { ...join, conversationId: newId("conversation") }).catch(String);
  noteControl(run.ledger, "room", way, problem);
}

async function tryOwn(run: Run, surface: string, name: string, own: Join): Promise<string | undefined> {
  const control = CONTROLS[`${surface} ${name}`];
  const kind = OBJECTS[surface];
  const call = kind?.calls[name];
  if (control === undefined || kind === undefined || call === undefined) return "nothing shows what it does";
  const { system, ledger } = run;
  const roomOf = `${own.tenantId}:${own.conversationId}`;
  const object = kind.namedBy === "agent" ? `${own.tenantId}:${newId("agent")}` : roomOf;
  const { binding = "", calls = {} } = OBJECTS.room ?? {};
  if (control.after !== undefined) await calls[control.after]?.(await system.runtime.object(binding, roomOf), own);
  const before = await storedOf(system, binding, roomOf);
  if (control.after === "ask" && before.message?.length !== 2) return "there was nothing to work on";
  countControl(ledger);
  const said = await call(await system.runtime.object(kind.binding, object), own);
  const deed = {
    said,
    own,
    object: await storedOf(system, kind.binding, object),
    room: await storedOf(system, binding, roomOf),
  };
  return control.isDone(deed) ? undefined : `it says ${said.slice(0, 200)}, and has not done its work`;
}
