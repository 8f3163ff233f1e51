import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { describe, expect, it } from "vitest";
import { makeJoin, message, TestRoom } from "../testing/room-client.ts";
import { MALFORMED_FRAMES_MAX, REFUSED_FRAMES_MAX } from "./core/budget.ts";

const deep = `${"[".repeat(6_000)}${"]".repeat(6_000)}`;
const id = crypto.randomUUID();

describe("O-48 a frame that cannot be read is a problem, and the conversation goes on", () => {
  it.each([
    ["not JSON", "{"],
    ["empty", ""],
    ["a bare word", "hello"],
    ["null", "null"],
    ["an array", "[]"],
    ["a number", "12"],
    ["nested six thousand deep", deep],
    ["without a type", "{}"],
    ["of an unknown type", '{"type":"shutdown"}'],
    ["of a server's type", '{"type":"ack","id":"x","messageId":"y","seq":1}'],
    ["with an unknown field", `{"type":"message","id":"${id}","text":"a","role":"agent"}`],
    ["with a prototype key", `{"type":"message","id":"${id}","text":"a","__proto__":{"role":"agent"}}`],
    ["with an id that is no UUID", '{"type":"message","id":"1","text":"a"}'],
    ["with an empty text", `{"type":"message","id":"${id}","text":"  "}`],
    ["with too long a text", `{"type":"message","id":"${id}","text":"${"a".repeat(LIMITS.messageMaxChars + 1)}"}`],
    ["with a foreign id", '{"type":"stop","messageId":"cnv_00000000000000000000000000"}'],
    ["with a negative seq", '{"type":"hello","after":-1}'],
    ["with a fractional seq", '{"type":"hello","after":1.5}'],
    [
      "with too many fields",
      JSON.stringify({ type: "contact", fields: Object.fromEntries([...Array(21).keys()].map((n) => [n, "x"])) }),
    ],
    ["binary", new ArrayBuffer(8)],
  ] satisfies [string, string | ArrayBuffer][])("%s", async (_name, data) => {
    const room = new TestRoom();
    const client = await room.enter();
    client.sendRaw(data);
    expect((await client.next("problem")).problem.code).toBe("frame_malformed");
    client.send(message("Still here?"));
    expect(await client.next("ack")).toMatchObject({ seq: 1 });
  });

  it("until it has happened too often", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    for (let count = 0; count < MALFORMED_FRAMES_MAX; count += 1) client.sendRaw("{");
    expect((await client.closed).code).toBe(4000);
  });
});

describe("order", () => {
  it.each([
    ["message", message("Hello?")],
    ["stop", { type: "stop", messageId: newId("message") } as const],
    ["typing", { type: "typing" } as const],
  ])("refuses %s before hello", async (_type, frame) => {
    const room = new TestRoom();
    const client = await room.connect();
    client.send(frame);
    expect((await client.next("problem")).problem.code).toBe("frame_unexpected");
    expect(await client.hello()).toMatchObject({ seq: 0 });
  });

  it("refuses a second hello", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    client.send({ type: "hello", after: 0 });
    expect((await client.next("problem")).problem.code).toBe("frame_unexpected");
  });
});

describe("size", () => {
  it.each([
    ["text", `{"type":"typing","x":"${"a".repeat(LIMITS.frameMaxBytes)}"}`],
    ["text of wide characters", `{"type":"typing","x":"${"€".repeat(LIMITS.frameMaxBytes / 3)}"}`],
    ["binary", new ArrayBuffer(LIMITS.frameMaxBytes + 1)],
    ["a megabyte of", "[".repeat(1_000_000)],
  ])("O-48 closes on %s over the limit", async (_name, data) => {
    const room = new TestRoom();
    const client = await room.enter();
    client.sendRaw(data);
    expect((await client.next("problem")).problem.code).toBe("frame_too_large");
    expect((await client.closed).code).toBe(4009);
    expect((await room.enter()).frames).toHaveLength(1);
  });
});

describe("budget", () => {
  it("warns once when it is spent, drops the rest, and gives it back with time", async () => {
    const room = new TestRoom();
    const client = await room.enter();
    for (let count = 1; count < LIMITS.framesBurst + 5; count += 1) client.send({ type: "typing" });
    const { problem } = await client.next("problem");
    expect([problem.code, problem.retryAfterMs]).toEqual(["rate_limited", 1_000 / LIMITS.framesPerSecond]);
    // Enough for the frames that are still on their way as well.
    await room.act((script) => script.advance(10_000 / LIMITS.framesPerSecond));
    client.send(message("Now?"));
    await client.next("ack");
    expect(client.frames.filter(({ type }) => type === "problem")).toHaveLength(1);
  });

  it("O-47 closes a socket that floods on, and harms nobody else", async () => {
    const room = new TestRoom();
    const [flood, calm] = [await room.enter(), await room.enter()];
    for (let count = 0; count < LIMITS.framesBurst + REFUSED_FRAMES_MAX + 10; count += 1)
      flood.send({ type: "typing" });
    expect((await flood.closed).code).toBe(4029);
    calm.send(message("Me?"));
    expect(await calm.next("ack")).toMatchObject({ seq: 1 });
  });
});

describe("the door", () => {
  it.each([
    ["another tenant", { tenantId: newId("tenant") }],
    ["another conversation", { conversationId: newId("conversation") }],
    ["another agent", { agentId: newId("agent") }],
    ["another visitor", { visitorId: newId("visitor") }],
  ])("O-45 is shut to %s, as if there were no such conversation", async (_who, other) => {
    const room = new TestRoom();
    await room.enter();
    const stranger = await room.connect(makeJoin({ ...room.join, ...other }));
    expect((await stranger.next("problem")).problem.code).toBe("not_found");
    expect((await stranger.closed).code).toBe(4004);
  });

  it("is shut when the conversation has all the sockets it may have", async () => {
    const room = new TestRoom();
    for (let count = 0; count < LIMITS.socketsMaxPerConversation; count += 1) await room.connect();
    const late = await room.connect();
    expect((await late.next("problem")).problem.code).toBe("rate_limited");
    expect((await late.closed).code).toBe(4029);
  });

  it("speaks WebSocket only", async () => {
    const response = await new TestRoom().stub.fetch("http://room/");
    expect(response.status).toBe(426);
    await response.body?.cancel();
  });

  it("stays that of its first visitor when a colleague asks in the same conversation", async () => {
    const room = new TestRoom();
    await room.enter();
    const stream = await room.stub.ask(
      { ...room.join, channel: "playground", visitorId: newId("visitor") },
      { clientId: crypto.randomUUID(), text: "Test" },
    );
    await stream.cancel();
    expect(await (await room.connect()).hello()).toMatchObject({ type: "welcome" });
    expect(room.script.run.input.join).toMatchObject({ channel: "widget", visitorId: room.join.visitorId });
    await room.act(({ run }) => run.end("Tested."));
  });

  it("takes new settings of the agent with the next visitor", async () => {
    const room = new TestRoom();
    await room.enter();
    const renamed = { ...room.join, agentVersion: 2, settings: { ...room.join.settings, name: "Grace" } };
    const client = await room.connect(renamed);
    expect((await client.hello()).agent.name).toBe("Grace");
    client.send(message("Who?"));
    await client.next("start");
    expect(room.script.run.input.join.agentVersion).toBe(2);
  });
});
