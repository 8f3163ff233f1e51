import type { ServerFrame } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import { expect, it } from "vitest";
import { message, TestRoom } from "../testing/room-client.ts";
import { SimulatedClient } from "./test/simulated-client.ts";

const TOKENS = "Wir öffnen um 🕘 neun. Bis dann! Am Montag, am Dienstag und auch am Freitag; sonst um zehn. [1]".split(
  /(?<= )/,
);
const WHOLE = TOKENS.join("");

function assemble(visitor: SimulatedClient, frames: readonly ServerFrame[]): void {
  for (const frame of frames) visitor.receive(frame);
}

// Cut 0 is before the first token; the last one is after the last token and before the end.
it.each(Array.from({ length: TOKENS.length + 1 }, (_, cut) => cut))(
  "O-55 a visitor who is cut off after %i tokens ends with the text of an uncut run",
  async (cut) => {
    const room = new TestRoom();
    const visitor = new SimulatedClient();
    const first = await room.enter();
    const sent = message("Wann?");
    first.send(sent);
    visitor.acknowledge(await first.next("ack"), sent.text);
    const { messageId } = await first.next("start");
    for (const token of TOKENS.slice(0, cut)) {
      await room.act((script) => script.run.delta(token));
      await room.act((script) => script.advance(LIMITS.deltaFlushMs));
      await first.next("delta");
    }
    first.close();
    await first.closed;
    assemble(visitor, first.frames);

    const second = await room.enter(visitor.after);
    expect((await second.next("start")).messageId).toBe(messageId);
    for (const token of TOKENS.slice(cut)) {
      await room.act((script) => script.run.delta(token));
      await room.act((script) => script.advance(LIMITS.deltaFlushMs));
    }
    await room.act((script) => script.run.end(WHOLE));
    await second.next("end");
    assemble(visitor, second.frames);
    expect(visitor.corrections).toEqual([]);
    expect([...visitor.held.values()].map(({ seq, text }) => [seq, text])).toEqual([
      [1, "Wann?"],
      [2, WHOLE],
    ]);
    expect(room.script.runs).toHaveLength(1);
  },
);

it("a visitor who was cut off at the end gets the answer as a stored message", async () => {
  const room = new TestRoom();
  const first = await room.enter();
  first.send(message("Wann?"));
  await first.next("start");
  first.close();
  await first.closed;
  await room.act((script) => script.run.end(WHOLE));
  const second = await room.enter(1);
  expect(await second.next("message")).toMatchObject({ seq: 2, role: "agent", text: WHOLE, reason: "complete" });
  await second.settle();
  expect(second.frames.map(({ type }) => type)).toEqual(["welcome", "message", "problem"]);
});

it("an answer that a later question has overtaken is not missed by a visitor who holds the question", async () => {
  const room = new TestRoom();
  const first = await room.enter();
  first.send(message("First?"));
  await first.next("start");
  first.send(message("Second?"));
  expect(await first.next("ack")).toMatchObject({ seq: 3 });
  first.close();
  await first.closed;
  await room.act((script) => script.run.end("One."));
  const second = await room.enter(3);
  expect(await second.next("message")).toMatchObject({ seq: 2, text: "One." });
});
