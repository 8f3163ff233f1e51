import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { describe, expect, it } from "vitest";
import { message, TestRoom } from "../testing/room-client.ts";

describe("a question and its answer", () => {
  it("is stored, acknowledged, streamed and ended", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    const sent = message("Where are you?");
    client.send(sent);
    const ack = await client.next("ack");
    expect(ack).toMatchObject({ id: sent.id, seq: 1 });
    expect(await client.next("start")).toMatchObject({ replyTo: ack.messageId, seq: 2 });
    await room.act(({ run }) => run.delta("In "));
    expect(await client.next("delta")).toMatchObject({ offset: 0, text: "In " });
    await room.act(({ run }) => {
      run.delta("Vienna.");
      run.end("In Vienna.");
    });
    expect(await client.next("delta")).toMatchObject({ offset: 3, text: "Vienna." });
    expect(await client.next("end")).toMatchObject({ seq: 2, text: "In Vienna.", reason: "complete" });
  });

  it("sends the first text at once and gathers what follows into one frame each flush interval", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    await client.next("start");
    await room.act(({ run }) => run.delta("One"));
    await client.next("delta");
    await room.act(({ run }) => run.delta(" two"));
    await room.act(({ run }) => run.delta(" three"));
    await room.act((script) => script.advance(LIMITS.deltaFlushMs));
    expect(await client.next("delta")).toMatchObject({ offset: 3, text: " two three" });
  });

  it("goes to every tab, with the question to the others", async () => {
    const room = new TestRoom();
    const [one, two] = [await room.enter(), await room.enter()];
    const sent = message("Hello?");
    one.send(sent);
    expect(await two.next("message")).toMatchObject({ id: sent.id, role: "visitor", text: "Hello?", seq: 1 });
    await two.next("start");
    await room.act(({ run }) => run.end("Yes."));
    expect(await two.next("end")).toEqual(await one.next("end"));
    expect(one.frames.filter(({ type }) => type === "message")).toEqual([]);
  });

  it("keeps being written when the only visitor leaves", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    await client.next("start");
    client.close();
    await client.closed;
    await room.act(({ run }) => run.end("Here."));
    const back = await room.enter(1);
    expect(await back.next("message")).toMatchObject({ seq: 2, role: "agent", text: "Here.", reason: "complete" });
    expect(room.script.runs[0]?.input.signal.aborted).toBe(false);
  });

  it("waits its turn and then knows the answer before it", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("First?"));
    client.send(message("Second?"));
    await client.next("ack");
    const first = await client.next("start");
    expect(await client.next("ack")).toMatchObject({ seq: 3 });
    expect(room.script.runs).toHaveLength(1);
    await room.act(({ run }) => run.end("One."));
    expect(await client.next("end")).toMatchObject({ messageId: first.messageId, seq: 2 });
    expect(await client.next("start")).toMatchObject({ seq: 4 });
    expect(room.script.run.input).toMatchObject({
      question: "Second?",
      history: [
        { role: "visitor", text: "First?" },
        { role: "agent", text: "One." },
      ],
    });
  });

  it("is refused with queue_full when too many wait, and taken again once one is answered", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    for (let index = 0; index < LIMITS.turnQueueMax; index += 1) client.send(message(`Question ${index}`));
    const refused = message("One too many");
    client.send(refused);
    const { problem, id } = await client.next("problem");
    expect([problem.code, id]).toEqual(["queue_full", refused.id]);
    await room.act(({ run }) => run.end("Answer."));
    await client.next("end");
    client.send(refused);
    expect((await client.next("ack")).id).toBe(refused.id);
  });

  it("ends as interrupted, with a problem, when the runner fails", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    const sent = message("Where?");
    client.send(sent);
    await client.next("start");
    await room.act(({ run }) => run.delta("In "));
    await room.act(({ run }) => run.fail(new ServiceError("model_unavailable")));
    expect(await client.next("problem")).toMatchObject({ problem: { code: "model_unavailable" }, id: sent.id });
    expect(await client.next("end")).toMatchObject({ text: "In ", reason: "interrupted", citations: [] });
  });

  it("ends as interrupted when the runner says nothing for the whole time allowed", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    await client.next("start");
    await room.act((script) => script.advance(LIMITS.turnTimeoutMs));
    expect(await client.next("end")).toMatchObject({ reason: "interrupted" });
    expect(room.script.run.input.signal.aborted).toBe(true);
  });
});

describe("one client id", () => {
  it("is one message, one turn and one acknowledgement, over any number of sockets", async () => {
    const room = new TestRoom();
    const sent = message("Only once");
    const acks: unknown[] = [];
    for (let socket = 0; socket < 2; socket += 1) {
      const client = await room.enter();
      for (let copy = 0; copy < 10; copy += 1) {
        client.send(sent);
        const { messageId, seq } = await client.next("ack");
        acks.push(`${messageId} ${seq}`);
      }
    }
    await room.act(({ run }) => run.end("Once."));
    const late = await room.enter();
    late.send(sent);
    const { messageId, seq } = await late.next("ack");
    expect(new Set([...acks, `${messageId} ${seq}`]).size).toBe(1);
    expect(room.script.runs).toHaveLength(1);
    expect(late.frames.filter(({ type }) => type === "message")).toHaveLength(2);
  });
});

describe("stop", () => {
  it("ends the answer in flight, keeps what was shown, and starts the next", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("First?"));
    const { messageId } = await client.next("start");
    client.send(message("Second?"));
    await room.act(({ run }) => run.delta("Shown"));
    await room.act(({ run }) => run.delta(" and held back"));
    client.send({ type: "stop", messageId });
    expect(await client.next("end")).toMatchObject({ messageId, text: "Shown", reason: "stopped" });
    await client.next("start");
    expect(room.script.runs[0]?.input.signal.aborted).toBe(true);
    expect(room.script.runs).toHaveLength(2);
  });

  it("does nothing to an answer that has ended, and is a problem for one that never was", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send(message("Where?"));
    const { messageId } = await client.next("start");
    await room.act(({ run }) => run.end("Here."));
    await client.next("end");
    client.send({ type: "stop", messageId });
    client.send({ type: "stop", messageId: newId("message") });
    expect((await client.next("problem")).problem.code).toBe("message_unknown");
    expect(client.frames.filter(({ type }) => type === "end")).toHaveLength(1);
  });
});

describe("handoff", () => {
  it("is remembered, told to all, and leaves the agent answering", async () => {
    const room = new TestRoom();
    const [one, two] = [await room.enter(), await room.enter()];
    one.send({ type: "handoff" });
    expect(await one.next("mode")).toEqual({ type: "mode", mode: "waiting" });
    expect(await two.next("mode")).toEqual({ type: "mode", mode: "waiting" });
    one.send(message("Still there?"));
    await one.next("start");
    await room.act(({ run }) => run.end("Yes."));
    await one.next("end");
    const three = await room.connect();
    expect((await three.hello()).mode).toBe("waiting");
  });
});
