import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { message, type RoomClient, TestRoom } from "../testing/room-client.ts";
import { PARTIAL_STORE_MS } from "./core/turn.ts";

/** Ends the instance without a word, as a crash or a deploy does; every socket breaks. */
async function kill(room: TestRoom): Promise<void> {
  await expect(runInDurableObject(room.stub, (_instance, state) => state.abort("killed"))).rejects.toThrow("killed");
}

async function streamUntilKept(room: TestRoom): Promise<RoomClient> {
  const client = await room.enter();
  client.send(message("Where?"));
  await client.next("start");
  await room.act(({ run }) => run.delta("In "));
  await client.next("delta");
  await room.act((script) => {
    script.advance(PARTIAL_STORE_MS);
    script.run.delta("Vien");
  });
  await client.next("delta");
  return client;
}

describe("eviction between turns", () => {
  it("keeps sockets that hibernate in the conversation", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("First?"));
    await client.next("start");
    await room.act(({ run }) => run.end("One."));
    await client.next("end");
    await evictDurableObject(room.stub);
    client.send(message("Second?"));
    expect(await client.next("ack")).toMatchObject({ seq: 3 });
    expect(room.script.run.input.history).toHaveLength(2);
    await room.act(({ run }) => run.end("Two."));
    expect(await client.next("end")).toMatchObject({ seq: 4, text: "Two." });
  });

  it("remembers who has said hello and who has not", async () => {
    const room = new TestRoom();
    const greeted = await room.enter();
    const silent = await room.connect();
    await evictDurableObject(room.stub);
    greeted.send({ type: "hello", after: 0 });
    silent.send(message("Too early"));
    expect((await greeted.next("problem")).problem.code).toBe("frame_unexpected");
    expect((await silent.next("problem")).problem.code).toBe("frame_unexpected");
  });

  it("answers pings all the while, without waking", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    await evictDurableObject(room.stub);
    const composed = room.script.composed;
    for (let count = 0; count < 40; count += 1) await client.ping();
    expect(room.script.composed).toBe(composed);
    client.send(message("Awake?"));
    await client.next("ack");
    expect(room.script.composed).toBe(composed + 1);
  });

  it("loses nothing when the sockets are closed with it", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    const sent = message("First?");
    client.send(sent);
    await client.next("start");
    await room.act(({ run }) => run.end("One."));
    await client.next("end");
    await evictDurableObject(room.stub, { webSockets: "close" });
    const back = await room.enter();
    expect(await back.next("message")).toMatchObject({ id: sent.id, seq: 1 });
    expect(await back.next("message")).toMatchObject({ seq: 2, text: "One." });
  });
});

describe("eviction in mid-stream", () => {
  it("is held off by the platform until the turn has ended, with the sockets kept", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    await client.next("start");
    await room.act(({ run }) => run.delta("In "));
    const evicted = evictDurableObject(room.stub);
    await room.act(({ run }) => run.end("In Vienna."));
    await evicted;
    expect(await client.next("end")).toMatchObject({ text: "In Vienna.", reason: "complete" });
    expect(room.script.runs).toHaveLength(1);
  });
});

describe("a crash in mid-stream", () => {
  it("O-56 ends an answer that was partly kept as interrupted, and never as whole", async () => {
    const room = new TestRoom();
    const client = await streamUntilKept(room);
    await kill(room);
    await client.closed;
    const back = await room.enter(1);
    expect(await back.next("message")).toMatchObject({ seq: 2, text: "In Vien", reason: "interrupted" });
    expect(room.script.runs).toHaveLength(1);
    back.send(message("Again?"));
    expect(await back.next("start")).toMatchObject({ seq: 4 });
  });

  it("O-56 runs the turn again when nothing of it was kept, under the same ids", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    const start = await client.next("start");
    await room.act(({ run }) => run.delta("In "));
    await kill(room);
    const back = await room.enter(1);
    expect(await back.next("start")).toEqual(start);
    expect(room.script.runs).toHaveLength(2);
    await room.act(({ run }) => run.end("Vienna."));
    expect(await back.next("end")).toMatchObject({ seq: 2, text: "Vienna.", reason: "complete" });
  });

  it("gives up after the second crash of the same turn", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    await client.next("start");
    await kill(room);
    const again = await room.enter(1);
    await again.next("start");
    await kill(room);
    const back = await room.enter(1);
    expect(await back.next("message")).toMatchObject({ seq: 2, reason: "interrupted" });
    expect(room.script.runs).toHaveLength(2);
  });

  it("is mended by the alarm if nobody comes back", async () => {
    const room = new TestRoom();
    await streamUntilKept(room);
    await kill(room);
    expect(await runDurableObjectAlarm(room.stub)).toBe(true);
    await room.act(() => undefined);
    expect(room.script.written.map((entry) => entry.kind === "message" && entry.message.reason)).toEqual([
      undefined,
      "interrupted",
    ]);
  });

  it("keeps the questions that were waiting, and their order", async () => {
    const room = new TestRoom();
    const client = await streamUntilKept(room);
    client.send(message("Second?"));
    client.send(message("Third?"));
    await client.next("ack");
    await client.next("ack");
    await kill(room);
    const back = await room.enter(4);
    await back.next("start");
    expect(room.script.run.input.question).toBe("Second?");
    await room.act(({ run }) => run.end("Two."));
    await back.next("end");
    await back.next("start");
    expect(room.script.run.input.question).toBe("Third?");
  });
});
