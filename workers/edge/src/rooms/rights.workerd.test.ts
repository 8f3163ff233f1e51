import { CLOSE } from "@netvexa/contract/frames/wire";
import { newId } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { makeJoin, message, TestRoom } from "../testing/room-client.ts";
import { LOOK_AGAIN_AFTER_MS, RENEW_BEFORE_MS } from "./doorkeeper.ts";

const TOKEN_MS = 15 * 60_000;

async function open() {
  const room = new TestRoom();
  const page = {
    origin: "https://shop.example",
    tokenEndsAtMs: room.script.nowMs + TOKEN_MS,
    sessionId: newId("session"),
  };
  const join = makeJoin({ ...room.join, page });
  const client = await room.connect(join);
  await client.hello();
  return { room, join, client };
}

describe("rights that end while a socket is open", () => {
  it.each([
    ["not_found", CLOSE.notFound],
    ["origin_not_allowed", CLOSE.forbidden],
    ["country_not_allowed", CLOSE.forbidden],
  ] as const)("O-38 %s: the next frame is refused and the socket closed", async (fault, code) => {
    const { room, client } = await open();
    await room.act((script) => {
      script.fault = fault;
      script.advance(LOOK_AGAIN_AFTER_MS);
    });
    client.send(message("Still here?"));
    expect((await client.next("problem")).problem.code).toBe(fault);
    expect((await client.closed).code).toBe(code);
    expect(room.script.runs).toEqual([]);
  });

  it("O-38 an idle socket is closed when the room is told to look, without any frame", async () => {
    const { room, client } = await open();
    await room.act((script) => {
      script.fault = "origin_not_allowed";
    });
    await room.stub.recheck();
    expect((await client.closed).code).toBe(CLOSE.forbidden);
  });

  it("frames of two seconds share one look, and keep their order around it", async () => {
    const { room, client } = await open();
    expect(room.script.checks).toBe(0);
    await room.act((script) => script.advance(LOOK_AGAIN_AFTER_MS));
    const ids = [..."abcd"].map(() => crypto.randomUUID());
    for (const id of ids) client.send(message("Hello?", id));
    for (const id of ids) expect((await client.next("ack")).id).toBe(id);
    expect(room.script.checks).toBe(1);
    await room.act(({ run }) => run.end("Hello."));
  });

  it("nobody is sent away because the rights cannot be read", async () => {
    const { room, client } = await open();
    await room.act((script) => {
      script.isRightsDown = true;
      script.advance(LOOK_AGAIN_AFTER_MS);
    });
    client.send(message("Still here?"));
    expect(await client.next("ack")).toMatchObject({ seq: 1 });
    expect(room.script.logs).toContainEqual(expect.objectContaining({ event: "rights_failed" }));
    await room.act(({ run }) => run.end("Yes."));
  });
});

describe("a visitor's token", () => {
  it("O-45 is renewed over the socket in its last minutes, once", async () => {
    const { room, client } = await open();
    await room.act((script) => script.advance(TOKEN_MS - RENEW_BEFORE_MS - 1));
    await client.settle();
    expect(client.frames.filter(({ type }) => type === "token")).toEqual([]);
    await room.act((script) => script.advance(LOOK_AGAIN_AFTER_MS));
    await client.settle();
    await room.act((script) => script.advance(LOOK_AGAIN_AFTER_MS));
    await client.settle();
    const expiresAt = new Date(room.script.nowMs - LOOK_AGAIN_AFTER_MS + TOKEN_MS).toISOString();
    expect(client.frames.filter(({ type }) => type === "token")).toEqual([
      expect.objectContaining({ type: "token", expiresAt }),
    ]);
  });
});
