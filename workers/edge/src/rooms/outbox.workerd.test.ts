import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { message, type RoomClient, TestRoom } from "../testing/room-client.ts";

async function exchange(room: TestRoom, client: RoomClient, question: string, answer: string): Promise<string> {
  client.send(message(question));
  await client.next("start");
  await room.act(({ run }) => run.end(answer));
  return (await client.next("end")).messageId;
}

const kinds = (room: TestRoom): (number | string)[] =>
  room.script.written.map((entry) => (entry.kind === "message" ? entry.message.seq : entry.kind));

describe("the transcript", () => {
  it("has question and answer as soon as the answer has ended", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    await exchange(room, client, "Where   are\nyou?", "Here.");
    await room.act(() => undefined);
    expect(kinds(room)).toEqual([1, 2]);
    expect(room.script.snapshots.at(-1)).toMatchObject({ title: "Where are you?", messages: 2, mode: "bot" });
  });

  it("gets everything in order when it was away for a while, by the alarm alone", async () => {
    const room = new TestRoom();
    room.script.transcriptFailures = 3;
    const client = await room.enter();
    await exchange(room, client, "First?", "One.");
    await exchange(room, client, "Second?", "Two.");
    await room.act(() => undefined);
    expect(kinds(room)).toEqual([]);
    for (let tries = 0; kinds(room).length === 0; tries += 1) {
      expect(tries).toBeLessThan(4);
      expect(await runDurableObjectAlarm(room.stub)).toBe(true);
      await room.act(() => undefined);
    }
    expect(kinds(room)).toEqual([1, 2, 3, 4]);
  });

  it("is not forgotten over an eviction", async () => {
    const room = new TestRoom();
    room.script.transcriptFailures = 1;
    const client = await room.enter();
    await exchange(room, client, "First?", "One.");
    await room.act(() => undefined);
    await evictDurableObject(room.stub);
    expect(await runDurableObjectAlarm(room.stub)).toBe(true);
    await room.act(() => undefined);
    expect(kinds(room)).toEqual([1, 2]);
  });

  it("learns of feedback, contact details and a wish for a person", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    const messageId = await exchange(room, client, "First?", "One.");
    client.send({ type: "feedback", messageId, rating: "down", comment: "Too short" });
    client.send({ type: "contact", fields: { email: "visitor@example.com" } });
    client.send({ type: "handoff", reason: "Please call" });
    await client.next("mode");
    await room.act(() => undefined);
    expect(room.script.written.slice(2)).toEqual([
      { kind: "feedback", messageId, rating: "down", comment: "Too short", atMs: room.script.nowMs },
      {
        kind: "lead",
        id: expect.stringMatching(/^evt_/),
        fields: { email: "visitor@example.com" },
        atMs: room.script.nowMs,
      },
    ]);
    expect(room.script.snapshots.at(-1)?.mode).toBe("waiting");
  });

  it("takes no feedback on a message that is not an answer of this conversation", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("First?"));
    const own = await client.next("ack");
    for (const messageId of [own.messageId, newId("message")]) {
      client.send({ type: "feedback", messageId, rating: "up" });
      expect((await client.next("problem")).problem.code).toBe("message_unknown");
    }
  });
});
