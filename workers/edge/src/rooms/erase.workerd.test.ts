import { runInDurableObject } from "cloudflare:test";
import { CLOSE } from "@netvexa/contract/frames/wire";
import { expect, it } from "vitest";
import { message, TestRoom } from "../testing/room-client.ts";

it("an erased room has closed its sockets, ended its turn, and holds nothing", async () => {
  const room = new TestRoom();
  const client = await room.enter();
  client.send(message("Who am I?"));
  await client.next("ack");
  await room.act(({ run }) => run.delta("You are"));
  await room.stub.erase();
  expect((await client.closed).code).toBe(CLOSE.notFound);
  expect(room.script.run.input.signal.aborted).toBe(true);
  await runInDurableObject(room.stub, async (_room, { storage }) => {
    expect(
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    ).toEqual([]);
    expect(await storage.getAlarm()).toBeNull();
  });
  const back = await room.enter();
  expect(back.frames.filter(({ type }) => type === "message")).toEqual([]);
});

it("erasing a room that nobody has entered changes nothing", async () => {
  const room = new TestRoom();
  await room.stub.erase();
  expect((await room.enter()).frames).toHaveLength(1);
});
