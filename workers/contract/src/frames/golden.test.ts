import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { Made, Timings } from "../answer.ts";
import golden from "./golden.json" with { type: "json" };
import { ClientFrameSchema } from "./schema.ts";
import { ServerFrameSchema } from "./server-schema.ts";
import type { ClientFrame, ServerFrame, WireMade, WireTimings } from "./wire.ts";

const label = (frame: unknown, index: number): [string, unknown] => [`${index} ${JSON.stringify(frame)}`, frame];

const CLIENT_TYPES = {
  hello: true,
  message: true,
  stop: true,
  feedback: true,
  contact: true,
  handoff: true,
  typing: true,
} satisfies Record<ClientFrame["type"], true>;

const SERVER_TYPES = {
  welcome: true,
  ack: true,
  start: true,
  delta: true,
  end: true,
  message: true,
  mode: true,
  problem: true,
  token: true,
} satisfies Record<ServerFrame["type"], true>;

const typesOf = (frames: readonly { type: string }[]) => [...new Set(frames.map(({ type }) => type))].sort();

// Recorded clients depend on these samples: they may be added to, never changed.
describe("the golden frames", () => {
  it.each(golden.client.map(label))("a client may send %s", (_label, frame) => {
    expect(ClientFrameSchema.parse(frame)).toEqual(frame);
  });

  it.each(golden.refused.map(label))("a client may not send %s", (_label, frame) => {
    expect(ClientFrameSchema.safeParse(frame).success).toBe(false);
  });

  it.each(golden.server.map(label))("a server may send %s", (_label, frame) => {
    expect(ServerFrameSchema.parse(frame)).toEqual(frame);
  });

  it("have a sample of every type of frame", () => {
    expect(typesOf(golden.client)).toEqual(Object.keys(CLIENT_TYPES).sort());
    expect(typesOf(golden.server)).toEqual(Object.keys(SERVER_TYPES).sort());
  });
});

describe("the types of the protocol", () => {
  it("are what the schema gives", () => {
    expectTypeOf<z.infer<typeof ServerFrameSchema>>().toEqualTypeOf<ServerFrame>();
  });

  it("fit those of an answer", () => {
    expectTypeOf<Timings>().toExtend<WireTimings>();
    expectTypeOf<Made>().toExtend<WireMade>();
  });
});
