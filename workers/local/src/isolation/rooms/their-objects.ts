import type { Run } from "../http/sweep-http.ts";
import { addFinding } from "../ledger.ts";
import { openSocket } from "../sockets/visitor.ts";
import { until } from "../wait.ts";
import type { Side } from "../world/side.ts";
import { OBJECTS } from "./object-calls.ts";
import { lasting, type Stored, storedOf } from "./stored.ts";

/** The rooms and the door of another tenant, with a socket of its visitor open, as they are before anything is tried. */
export async function watchTheirs({ system, ledger }: Run, { level, tenantId, ids, origin, visit }: Side) {
  const socketUrl = `${system.url.replace(/^http/, "ws")}/v1/chat`;
  const socket = await openSocket({ socketUrl, token: visit.token, origin });
  socket.send({ type: "hello", after: 0 });
  await socket.until("welcome");
  await socket.settled();
  const objects = [
    ["room", visit.conversationId],
    ["room", ids.conversation ?? ""],
    ["door", ids.agent ?? ""],
  ] as const;
  const read = (surface: string, name: string) =>
    storedOf(system, OBJECTS[surface]?.binding ?? "", `${tenantId}:${name}`);
  // A room tells its door of a socket on its own time.
  await until("the socket at their door", async () => {
    const { room = [] } = await read("door", ids.agent ?? "");
    return room.some((one) => one.conversation_id === visit.conversationId && one.is_open === 1) || undefined;
  });
  const heard = socket.frames().length;
  const before = new Map<string, Stored>();
  for (const [surface, name] of objects) before.set(name, await read(surface, name));
  if (Math.min(...objects.slice(0, 2).map(([, name]) => before.get(name)?.message?.length ?? 0)) < 2) {
    addFinding(ledger, "room", `the rooms of ${level}`, "hold nothing that could be harmed");
  }
  return {
    /** Adds a finding for whatever is not as it was. */
    async compare(where: string): Promise<void> {
      for (const [surface, name] of objects) {
        const after = await read(surface, name);
        const nowMs = Date.now();
        if (lasting(before.get(name) ?? {}, nowMs) === lasting(after, nowMs)) continue;
        addFinding(ledger, "room", where, `changes what a ${surface} of another tenant holds`);
      }
    },
    async end(): Promise<void> {
      await socket.settled();
      if (socket.frames().length > heard) addFinding(ledger, "room", `the socket of ${level}`, "was told something");
      // A room that still has this socket answers what it cannot make out; one that does not says nothing.
      socket.send({ type: "unknown" });
      await socket.until("problem").catch(() => addFinding(ledger, "room", `the socket of ${level}`, "was closed"));
      socket.close();
    },
  };
}
