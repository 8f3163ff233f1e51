import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { CLOSE } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { makeJoin, message, TestRoom } from "../testing/room-client.ts";

function newRoom() {
  const room = new TestRoom();
  const joinAs = (sessionId = newId("session")) => {
    const page = { origin: "https://shop.example", tokenEndsAtMs: room.script.nowMs + 60_000, sessionId };
    return makeJoin({ ...room.join, page });
  };
  return { room, joinAs };
}

/** Lets what the object does beside its answers come to an end. */
async function settled(room: TestRoom, reports: number): Promise<void> {
  await expect.poll(() => room.script.notes.length).toBe(reports);
}

describe("a room's word to its agent's door", () => {
  it("is given for the first socket and the last, not for those between", async () => {
    const { room, joinAs } = newRoom();
    const sessionId = newId("session");
    const [one, two] = [await room.connect(joinAs(sessionId)), await room.connect(joinAs(sessionId))];
    await settled(room, 1);
    one.close();
    await one.closed;
    two.close();
    await two.closed;
    await settled(room, 2);
    expect(room.script.notes).toEqual([
      { sessionId, isOpen: true },
      { sessionId, isOpen: false },
    ]);
  });

  it("is given for sockets that slept through an eviction", async () => {
    const { room, joinAs } = newRoom();
    const client = await room.connect(joinAs());
    await settled(room, 1);
    await evictDurableObject(room.stub);
    client.close();
    await client.closed;
    await settled(room, 2);
    expect(room.script.notes.at(-1)).toMatchObject({ isOpen: false });
  });

  it("does not come from callers of the API, who hold no socket", async () => {
    const { room } = newRoom();
    const stream = await room.ask(crypto.randomUUID(), "Hello?");
    await room.act(({ run }) => run.end("Hello."));
    await new Response(stream).text();
    expect(room.script.notes).toEqual([]);
  });

  it("that the door does not hear ends no chat, and is given again with the next change", async () => {
    const { room, joinAs } = newRoom();
    room.script.isDoorDown = true;
    const client = await room.connect(joinAs());
    await client.hello();
    client.send(message("Hello?"));
    await client.next("ack");
    await room.act(({ run }) => run.end("Hello."));
    expect(await client.next("end")).toMatchObject({ text: "Hello." });
    await expect.poll(() => room.script.logs.filter(({ event }) => event === "door_failed").length).toBe(1);
    room.script.isDoorDown = false;
    await room.connect(joinAs());
    await settled(room, 1);
  });
});

describe("a session that is over", () => {
  it("O-38 loses its sockets at once, and its token opens the room no more, eviction or not", async () => {
    const { room, joinAs } = newRoom();
    const [ended, stays] = [joinAs(), joinAs()];
    const [client, other] = [await room.connect(ended), await room.connect(stays)];
    await client.hello();
    await other.hello();
    await room.stub.endSession(ended.page?.sessionId ?? "");
    expect((await client.next("problem")).problem.code).toBe("unauthenticated");
    expect((await client.closed).code).toBe(CLOSE.unauthenticated);
    other.send(message("Still here?"));
    await other.next("ack");
    await room.act(({ run }) => run.end("Yes."));
    await evictDurableObject(room.stub);
    const again = await room.connect(ended);
    expect((await again.closed).code).toBe(CLOSE.unauthenticated);
  });

  it("is remembered by a room that nobody has entered, for as long as a token could come", async () => {
    const { room, joinAs } = newRoom();
    const ended = joinAs();
    await room.stub.endSession(ended.page?.sessionId ?? "");
    expect((await (await room.connect(ended)).closed).code).toBe(CLOSE.unauthenticated);
    await runDurableObjectAlarm(room.stub);
    await runInDurableObject(room.stub, (_room, { storage }) => {
      const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'");
      expect(tables.toArray()).toEqual([]);
    });
  });
});
