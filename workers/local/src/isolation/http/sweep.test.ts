import type { Declaration } from "@netvexa/edge/declared/declaration";
import { describe, expect, test } from "vitest";
import { markOf } from "../canaries.ts";
import { coverageOf, noteControl, openLedger } from "../ledger.ts";
import type { Side, World } from "../world/side.ts";
import type { Answer, Request } from "./call.ts";
import { expectCells } from "./cells.ts";
import { type Description, operationsOf } from "./operations.ts";
import { sweepHttp } from "./sweep.ts";

const AGENT = { type: "string", pattern: "^agt_[0-9a-z]{26}$" };
const DESCRIPTION: Description = {
  paths: {
    "/v1/agents/{agentId}": { get: { parameters: [{ name: "agentId", in: "path", schema: AGENT }] } },
    "/v1/agents": { get: { parameters: [{ name: "actor", in: "query", schema: { type: "string" } }] } },
    "/v1/keys": {
      post: { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Key" } } } } },
    },
  },
  components: {
    schemas: {
      Key: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string" },
          agents: { type: "array", items: AGENT },
          conversationId: { type: "string" },
          token: { type: "string" },
        },
      },
    },
  },
};
const declare = (name: string, more: Partial<Declaration> = {}): Declaration => ({
  name,
  surface: "http",
  credentials: ["access_token"],
  tenant: "credential",
  checks: ["params"],
  repeats: name.startsWith("GET") ? "safe" : "adds",
  ...more,
});
const READ = declare("GET /v1/agents/{agentId}");
const id = (prefix: string, letter: string) => `${prefix}_${letter.repeat(26)}`;
const THEIR_AGENT = id("agt", "b");
const CANARY = markOf("test", "private", "title");

function sideOf(name: "A" | "B", letter: string): Side {
  const ids = {
    agent: id("agt", letter),
    conversation: id("cnv", letter),
    user: id("usr", letter),
    tenant: id("ten", letter),
  };
  const person = { userId: ids.user, email: "", cookie: "", token: "", tenantId: ids.tenant } as Side["owner"];
  return {
    name,
    level: "shared",
    tenantId: person.tenantId,
    origin: `https://${letter}.example`,
    owner: person,
    credentials: [{ name: "owner", headers: { authorization: "Bearer owner" } }],
    ids,
    deleted: { agent: id("agt", letter === "a" ? "c" : "d") },
    unnamed: [id("doc", letter)],
    secrets: [`${letter}.secret.token`],
    goneSecrets: [`${letter}.ended.token`],
    visit: { token: "", conversationId: ids.conversation },
  };
}

const WORLD: World = { own: [sideOf("A", "a")], foreign: [sideOf("B", "b")] };

async function sweep(declared: Declaration[], respond: (request: Request) => Partial<Answer>, world = WORLD) {
  const ledger = openLedger();
  const asked: Request[] = [];
  const call = async (request: Request): Promise<Answer> => {
    asked.push(request);
    return { status: 404, headers: [], text: "not found", ...respond(request) };
  };
  const { schemas } = DESCRIPTION.components;
  const watch = { hidden: world.foreign.flatMap(({ unnamed }) => unnamed) };
  const operations = operationsOf(declared, DESCRIPTION);
  await sweepHttp({ url: "", call, ledger, watch, world, schemas }, operations);
  return { ledger, asked, operations, world };
}

const isTheirs = ({ path }: Request) => path.includes(THEIR_AGENT);

describe("the sweep", () => {
  test("O-01 is content with a route that knows no foreign id", async () => {
    const { ledger, asked } = await sweep([READ], () => ({}));
    expect(asked.length).toBeGreaterThan(1);
    expect(ledger).toMatchObject({ canaries: 0, findings: [] });
  });

  test.each<[string, (request: Request) => Partial<Answer>]>([
    ["in its body", (request) => (isTheirs(request) ? { status: 200, text: `{"title":"${CANARY}"}` } : {})],
    ["in a header", (request) => (isTheirs(request) ? { headers: [["x-title", CANARY]] } : {})],
    ["by an id that nobody named", (request) => (isTheirs(request) ? { text: id("doc", "b") } : {})],
  ])("O-01 notices a route that shows another's words %s", async (_where, respond) => {
    const { ledger } = await sweep([READ], respond);
    expect(ledger.canaries).toBeGreaterThan(0);
  });

  test.each<[string, (request: Request) => Partial<Answer>]>([
    ["status", (request) => (isTheirs(request) ? { status: 403 } : {})],
    ["words", (request) => (isTheirs(request) ? { text: "not yours" } : {})],
    ["headers", (request) => (isTheirs(request) ? { headers: [["etag", "1"]] } : {})],
    ["faults", (request) => (isTheirs(request) ? { status: 500 } : {})],
  ])("O-01 notices a route whose %s tell a foreign id from an unknown one", async (_what, respond) => {
    const { ledger } = await sweep([READ], respond);
    expect(ledger.findings).not.toEqual([]);
  });

  test("O-01 does not mind what each answer has of its own", async () => {
    let count = 0;
    const { ledger } = await sweep([READ], () => {
      count += 1;
      const requestId = `req_${String(count).padStart(26, "0")}`;
      return { headers: [["x-request-id", requestId]], text: `{"instance":"${requestId}"}` };
    });
    expect(ledger.findings).toEqual([]);
  });

  test("O-01 asks for another's thing under an own one, and the other way round", async () => {
    const { asked } = await sweep([declare("GET /v1/agents/{agentId}/users/{userId}")], () => ({}));
    const paths = asked.map(({ path }) => path);
    expect(paths).toContain(`/v1/agents/${id("agt", "a")}/users/${id("usr", "b")}`);
    expect(paths).toContain(`/v1/agents/${id("agt", "b")}/users/${id("usr", "a")}`);
  });

  test.each([
    [409, 0],
    [410, 1],
  ])("O-01 lets an own revoked key answer as it should, and no other way (%s)", async (status, findings) => {
    const world = { ...WORLD, own: WORLD.own.map((side) => ({ ...side, deleted: { apiKey: id("key", "c") } })) };
    const rotate = declare("POST /v1/api-keys/{keyId}/rotate");
    const respond = ({ path }: Request) => (path.includes(id("key", "c")) ? { status } : {});
    const { ledger } = await sweep([rotate], respond, world);
    expect(ledger.findings).toHaveLength(findings);
    expect(ledger.exceptions.size).toBe(1 - findings);
  });

  test("O-04 asks lists with and without filters that name another tenant", async () => {
    const { ledger, asked } = await sweep([declare("GET /v1/agents")], ({ path }) =>
      path === "/v1/agents" ? { status: 200, text: CANARY } : { status: 200, text: "[]" },
    );
    expect(asked.map(({ path }) => path)).toContain(`/v1/agents?actor=${id("usr", "b")}`);
    expect(ledger.canaries).toBeGreaterThan(0);
  });

  test("O-01 finds the fields of a body that name something by schema and by name", async () => {
    const { asked, ledger } = await sweep([declare("POST /v1/keys")], ({ body }) =>
      JSON.stringify(body).includes(id("cnv", "b")) ? { status: 409 } : {},
    );
    const bodies = asked.map(({ body }) => body);
    expect(bodies).toContainEqual({ name: "sample", agents: [THEIR_AGENT] });
    expect(bodies).toContainEqual({ name: "sample", conversationId: id("cnv", "b") });
    expect(bodies).toContainEqual({ name: "sample", token: "b.secret.token" });
    expect(ledger.findings).toHaveLength(1);
  });

  test("notices that one tenant's repetition is answered with another's", async () => {
    const { ledger } = await sweep([declare("POST /v1/keys")], ({ headers = {} }) =>
      "idempotency-key" in headers ? { status: 201, headers: [["idempotent-replayed", "true"]] } : { status: 201 },
    );
    expect(ledger.findings).not.toEqual([]);
  });
});

describe("coverage", () => {
  test("counts what was tried and shown to work, and nothing else", async () => {
    const { ledger } = await sweep([READ], () => ({}));
    expect(coverageOf(ledger, [READ.name])).toEqual({ percent: 0, missed: [READ.name] });
    noteControl(ledger, "http", READ.name, undefined);
    expect(coverageOf(ledger, [READ.name])).toEqual({ percent: 100, missed: [] });
    noteControl(ledger, "http", READ.name, "404");
    expect(coverageOf(ledger, [READ.name]).percent).toBe(0);
  });

  test("falls for an id that the world does not have, on the level where it is missing", async () => {
    const { ledger, operations, world } = await sweep([READ], () => ({}));
    noteControl(ledger, "http", READ.name, undefined);
    expectCells(ledger, operations, world);
    expect(coverageOf(ledger, [READ.name])).toEqual({ percent: 100, missed: [] });
    const poorer = { ...world, own: world.own.map((side) => ({ ...side, deleted: {} })) };
    const again = await sweep([READ], () => ({}), poorer);
    noteControl(again.ledger, "http", READ.name, undefined);
    expectCells(again.ledger, operations, world);
    expect(coverageOf(again.ledger, [READ.name])).toEqual({
      percent: 0,
      missed: [`${READ.name}: path, own deleted, asked from shared`],
    });
  });

  test("falls for an id in the address whose kind the robot does not know", async () => {
    const name = "GET /v1/spaces/{spaceId}";
    const { ledger, operations, world } = await sweep([declare(name)], () => ({}));
    noteControl(ledger, "http", name, undefined);
    expectCells(ledger, operations, world);
    expect(coverageOf(ledger, [name])).toEqual({ percent: 0, missed: [`${name}: spaceId is of no known kind`] });
  });

  test("counts apart what reaches for another tenant and what is only compared with", async () => {
    const { ledger, asked } = await sweep([READ], () => ({}));
    expect(asked.filter(({ path }) => path.includes("_bb"))).toHaveLength(1);
    expect(ledger).toMatchObject({ calls: { http: 2 }, comparisons: 2, controls: 0 });
    expect(ledger.calls.http + ledger.comparisons).toBe(asked.length);
  });

  test("falls for a way in that the robot cannot take", async () => {
    const { ledger } = await sweep([READ, declare("GET /v1/spaces/{invitationId}/doors")], () => ({}));
    noteControl(ledger, "http", READ.name, undefined);
    expect(coverageOf(ledger, [READ.name, "GET /v1/spaces/{invitationId}/doors", "frame beckon"])).toEqual({
      percent: 33.3,
      missed: ["GET /v1/spaces/{invitationId}/doors", "frame beckon"],
    });
  });
});
