import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { CLOSE } from "@netvexa/contract/frames/wire";
import { describe, expect, it } from "vitest";
import { message, type RoomClient, TestRoom } from "../testing/room-client.ts";

async function tablesOf({ stub }: TestRoom): Promise<unknown[]> {
  return runInDurableObject(stub, (_room, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
  );
}

it("an erased room has closed its sockets, ended its turn, and holds nothing", async () => {
  const room = new TestRoom();
  const client = await room.enter();
  client.send(message("Who am I?"));
  await client.next("ack");
  await room.act(({ run }) => run.delta("You are"));
  await room.stub.erase();
  expect((await client.closed).code).toBe(CLOSE.notFound);
  expect(room.script.run.input.signal.aborted).toBe(true);
  expect(await tablesOf(room)).toEqual([]);
  expect(await runInDurableObject(room.stub, (_room, { storage }) => storage.getAlarm())).toBeNull();
  const back = await room.enter();
  expect(back.frames.filter(({ type }) => type === "message")).toEqual([]);
});

it("erasing a room that nobody has entered changes nothing", async () => {
  const room = new TestRoom();
  await room.stub.erase();
  expect((await room.enter()).frames).toHaveLength(1);
});

describe("a room that its visitor had forgotten", () => {
  /** Two tabs, one whole answer and one that is being written. */
  async function inMidAnswer(): Promise<{ room: TestRoom; tabs: RoomClient[] }> {
    const room = new TestRoom();
    const tabs = [await room.enter(), await room.enter()];
    tabs[0]?.send(message("Who am I?"));
    await tabs[0]?.next("start");
    await room.act(({ run }) => run.end("Nobody knows."));
    await tabs[0]?.next("end");
    tabs[0]?.send(message("Who are you?"));
    await tabs[0]?.next("start");
    await room.act(({ run }) => run.delta("I am"));
    await tabs[1]?.next("delta");
    return { room, tabs };
  }

  it("tells every tab that it was erased, and ends the answer that was being written", async () => {
    const { room, tabs } = await inMidAnswer();
    const { run } = room.script;
    const delivered = room.script.written.length;
    await room.stub.forget();
    for (const tab of tabs) expect((await tab.closed).code).toBe(CLOSE.erased);
    expect(run.input.signal.aborted).toBe(true);
    await room.act(() => run.end("I am Ada."));
    await runDurableObjectAlarm(room.stub);
    expect(room.script.written).toHaveLength(delivered);
  });

  it("takes no token any more, whoever has it, also after an eviction and when it is forgotten again", async () => {
    const { room } = await inMidAnswer();
    await room.stub.forget();
    await evictDurableObject(room.stub);
    await room.stub.forget();
    await evictDurableObject(room.stub);
    const late = await room.connect();
    expect((await late.next("problem")).problem.code).toBe("not_found");
    expect((await late.closed).code).toBe(CLOSE.erased);
    expect(late.frames).toHaveLength(1);
  });

  it("holds no word of the conversation, and nothing at all when no token can be good any more", async () => {
    const { room } = await inMidAnswer();
    await room.stub.forget();
    const rows = await runInDurableObject(room.stub, (_room, { storage }) =>
      ["room", "message", "turn", "outbox"].flatMap((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray()),
    );
    expect(rows).toEqual([]);
    expect(await runDurableObjectAlarm(room.stub)).toBe(true);
    expect(await tablesOf(room)).toEqual([]);
    expect(await runDurableObjectAlarm(room.stub)).toBe(false);
  });

  it("was never entered, and is closed all the same", async () => {
    const room = new TestRoom();
    await room.stub.forget();
    expect((await (await room.connect()).closed).code).toBe(CLOSE.erased);
  });
});
