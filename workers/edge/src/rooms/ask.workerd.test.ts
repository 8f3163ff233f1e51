import type { ServerFrame } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { makeJoin, TestRoom } from "../testing/room-client.ts";
import { MADE } from "../testing/scripted-room.ts";

async function readFrames(stream: ReadableStream<Uint8Array>): Promise<ServerFrame[]> {
  const text = await new Response(stream).text();
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ServerFrame);
}

const apiRoom = () => new TestRoom(makeJoin({ channel: "api" }));

describe("a question over HTTP", () => {
  it("streams the frames of its answer, with what only a paying caller sees, and ends", async () => {
    const room = apiRoom();
    const stream = await room.ask(crypto.randomUUID(), "Where?");
    await room.act(({ run }) => run.delta("He"));
    const made = { ...MADE, tokens: { input: 10, output: 2 } };
    await room.act(({ run }) => run.end("Here.", { made }));
    const frames = await readFrames(stream);
    expect(frames.map(({ type }) => type)).toEqual(["ack", "start", "delta", "delta", "end"]);
    expect(frames.at(-1)).toMatchObject({ text: "Here.", reason: "complete", made, timings: { total: 1 } });
  });

  it("is the same turn that a socket sees, without the caller's part", async () => {
    const room = apiRoom();
    const client = await room.enter();
    const stream = await room.ask(crypto.randomUUID(), "Where?");
    await client.next("message");
    const made = { ...MADE, tokens: { input: 10, output: 2 } };
    await room.act(({ run }) => run.end("Here.", { made }));
    await readFrames(stream);
    const end = await client.next("end");
    expect(end).toMatchObject({ text: "Here.", made: MADE });
    expect([end.made, end.timings]).toEqual([MADE, undefined]);
  });

  it("finishes though the caller has gone", async () => {
    const room = apiRoom();
    const id = crypto.randomUUID();
    const stream = await room.ask(id, "Where?");
    await stream.cancel();
    await room.act(({ run }) => run.end("Here."));
    const frames = await readFrames(await room.ask(id, "Where?"));
    expect(frames.map(({ type }) => type)).toEqual(["ack", "end"]);
    expect(room.script.runs).toHaveLength(1);
  });

  it("joins the answer in flight when it is asked again", async () => {
    const room = apiRoom();
    const id = crypto.randomUUID();
    const first = await room.ask(id, "Where?");
    await room.act(({ run }) => run.delta("He"));
    const second = await room.ask(id, "Where?");
    await room.act(({ run }) => run.end("Here."));
    const text = (frames: ServerFrame[]) =>
      frames.flatMap((frame) => (frame.type === "delta" ? [frame.text] : [])).join("");
    const [one, two] = [await readFrames(first), await readFrames(second)];
    expect([text(one), text(two)]).toEqual(["Here.", "Here."]);
    expect(one[0]).toEqual(two[0]);
  });

  it("is told when too many wait", async () => {
    const room = apiRoom();
    const client = await room.enter();
    for (let count = 0; count < LIMITS.turnQueueMax; count += 1) {
      client.send({ type: "message", id: crypto.randomUUID(), text: "Wait" });
      await client.next("ack");
    }
    const frames = await readFrames(await room.ask(crypto.randomUUID(), "Me too"));
    expect(frames).toMatchObject([{ type: "problem", problem: { code: "queue_full" } }]);
  });

  it("O-02 finds no conversation of another tenant", async () => {
    const room = apiRoom();
    await room.enter();
    const stranger = makeJoin({ ...room.join, tenantId: makeJoin().tenantId });
    const stream = await room.stub.ask(stranger, { clientId: crypto.randomUUID(), text: "Where?" });
    expect(await readFrames(stream)).toMatchObject([{ type: "problem", problem: { code: "not_found" } }]);
  });
});
