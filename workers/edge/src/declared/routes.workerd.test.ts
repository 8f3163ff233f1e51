import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { ClientFrameSchema } from "@netvexa/contract/frames/schema";
import { describe, expect, it } from "vitest";
import { DoorObject } from "../doors/door-object.ts";
import { createApp } from "../http/app.ts";
import type { AppEnv } from "../http/app-env.ts";
import { jsonAnswer, jsonBody, reads } from "../http/define.ts";
import { RoomObject } from "../rooms/room-object.ts";
import { DOOR_CALLS, FRAMES, ROOM_CALLS } from "./beyond-http.ts";
import { declaredRoutes, requireDeclared } from "./routes.ts";

const app = createApp({
  servicesOf: () => {
    throw new Error("nothing is served here");
  },
  log: () => undefined,
});

const responses = { 200: jsonAnswer(z.unknown(), "Anything") };
const forgotten = createRoute({ method: "get", path: "/v1/forgotten", responses });
const unlimited = createRoute({
  method: "post",
  path: "/v1/unlimited",
  ...reads("agent.read"),
  request: jsonBody(z.unknown()),
  responses,
});
const unrepeatable = createRoute({
  method: "delete",
  path: "/v1/unrepeatable",
  security: [{ bearer: [] }],
  "x-netvexa-permission": "agent.write",
  responses,
});
const misspelt = createRoute({
  method: "get",
  path: "/v1/misspelt",
  security: [{ bearer: [] }],
  "x-netvexa-permission": "agent.rule",
  responses,
});

describe("a route", () => {
  it.each([
    ["no credential and no word about it", forgotten],
    ["a body without a limit", unlimited],
    ["a change without a rule for its repetition", unrepeatable],
    ["a permission that does not exist", misspelt],
  ])("O-09 with %s does not mount", (_what, route) => {
    const one = new OpenAPIHono<AppEnv>().openapi(route, (c) => c.json({}, 200));
    expect(() => requireDeclared(one)).toThrow(`${route.method.toUpperCase()} ${route.path} is not declared`);
  });

  it("mounted past the description does not mount either", () => {
    const one = new OpenAPIHono<AppEnv>();
    one.get("/v1/agents/:agentId/back-door", (c) => c.json({}, 200));
    expect(() => requireDeclared(one)).toThrow("GET /v1/agents/{agentId}/back-door is not declared");
  });

  it("is declared once", () => {
    const names = declaredRoutes(app).map(({ surface, name }) => `${surface} ${name}`);
    expect(names.length).toBeGreaterThan(30);
    expect(names.length).toBe(new Set(names).size);
  });

  it("for managing keys takes no key", () => {
    const managing = declaredRoutes(app).filter(({ permission }) => permission === "key.manage");
    expect(managing.length).toBeGreaterThan(2);
    for (const { credentials } of managing) expect(credentials).toEqual(["access_token"]);
  });
});

describe("beyond HTTP", () => {
  it("every frame that the schema takes is declared, and no other", () => {
    const union = z.toJSONSchema(ClientFrameSchema, { unrepresentable: "any" }) as JsonUnion;
    const known = (union.oneOf ?? union.anyOf ?? []).map(({ properties }) => properties.type.const);
    expect(known.length).toBeGreaterThan(5);
    expect(FRAMES.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  });

  it.each([
    ["room", RoomObject, ROOM_CALLS],
    ["door", DoorObject, DOOR_CALLS],
  ] as const)("every call of a %s is declared, and no other", (_what, { prototype }, declared) => {
    const platform = /^(constructor|alarm|compose|guarded|webSocket\w+)$/;
    const calls = Object.getOwnPropertyNames(prototype).filter((name) => !platform.test(name));
    expect(declared.map(({ name }) => name).toSorted()).toEqual(calls.toSorted());
  });
});

interface JsonUnion {
  anyOf?: { properties: { type: { const: string } } }[];
  oneOf?: { properties: { type: { const: string } } }[];
}
