import { env } from "cloudflare:workers";
import { newId } from "@netvexa/contract/ids";
import { expect, it } from "vitest";
import { createRooms } from "./compose-rooms.ts";
import type { Env } from "./env.ts";
import { encodeJoin, JOIN_HEADER } from "./rooms/join.ts";
import { readFrames } from "./services/answer/frames.ts";
import { makeJoin, RoomClient, TestRoom } from "./testing/room-client.ts";

const rooms = createRooms((env as unknown as Env).CONVERSATION_ROOM);

it("a socket joins the room of the verified join, whatever the stranger's own header says", async () => {
  const join = makeJoin();
  const room = new TestRoom(join);
  const stranger = makeJoin({ tenantId: newId("tenant"), conversationId: join.conversationId });
  const request = new Request("https://app.netvexa.test/v1/chat", {
    headers: {
      upgrade: "websocket",
      "sec-websocket-protocol": "netvexa.v1, token.secret",
      [JOIN_HEADER]: encodeJoin(stranger),
    },
  });
  const response = await rooms.connect(join, request);
  expect(response.status).toBe(101);
  expect(response.headers.get("sec-websocket-protocol")).toBe("netvexa.v1");
  if (response.webSocket === null) throw new Error("no socket");
  const welcome = await new RoomClient(response.webSocket).hello();
  expect(welcome.conversationId).toBe(join.conversationId);
  expect(room.script.composed).toBe(1);
});

it("a question over HTTP is answered by the room's frames", async () => {
  const room = new TestRoom(makeJoin({ channel: "api" }));
  const stream = await rooms.ask(room.join, { clientId: crypto.randomUUID(), text: "Where are you?" });
  const frames = readFrames(stream);
  expect((await frames.next()).value).toMatchObject({ type: "ack", seq: 1 });
  expect((await frames.next()).value).toMatchObject({ type: "start", seq: 2 });
  await room.act(({ run }) => {
    run.delta("In Vienna.");
    run.end("In Vienna.");
  });
  const rest: string[] = [];
  for await (const frame of frames) rest.push(frame.type);
  expect(rest).toEqual(["delta", "end"]);
});
