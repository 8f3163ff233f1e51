import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { beforeAll, describe, expect, it } from "vitest";
import {
  expectProblem,
  type Operation,
  openTenancy,
  operationsOf,
  send,
  type Tenancy,
  titled,
  validBody,
} from "../testing/operations.ts";
import { type CallOptions, TestApi } from "../testing/test-api.ts";

const api = new TestApi();
const operations = operationsOf(api);
const withBody = titled(operations.filter((operation) => operation.takesBody));
const lists = titled(operations.filter(({ method, listed }) => method === "GET" && listed.has("invalid_request")));

let own: Tenancy;
let foreign: Tenancy;
beforeAll(async () => {
  own = await openTenancy(api);
  foreign = await openTenancy(api);
});

async function expectRefusal(
  operation: Operation,
  options: CallOptions & { path?: string },
  code: string,
): Promise<void> {
  const answer = await send(api, operation, { path: own.pathOf(operation), ...options, token: own.token });
  expectProblem(operation, answer, code);
}

describe("a body", () => {
  it.each(withBody)("that is not JSON is refused: %s", async (_title, operation) => {
    for (const raw of ["{", "", '{"a":', new Uint8Array([0x22, 0xff, 0x22])]) {
      await expectRefusal(operation, { raw }, "malformed_body");
    }
    await expectRefusal(operation, { raw: "{}", headers: { "content-type": "text/plain" } }, "malformed_body");
  });

  it.each(withBody)("of the wrong type is refused: %s", async (_title, operation) => {
    for (const body of [null, [], "text", 1, true]) await expectRefusal(operation, { body }, "invalid_request");
  });

  it.each(withBody)("with an unknown field is refused: %s", async (_title, operation) => {
    for (const raw of ['{"tenantId":"x"}', '{"__proto__":{"role":"owner"}}', '{"constructor":{}}']) {
      await expectRefusal(operation, { raw }, "invalid_request");
    }
  });

  it.each(withBody)("with NUL or half a character is refused: %s", async (_title, operation) => {
    for (const raw of ['{"name":"a\\u0000"}', '{"text":"\\ud800"}', '{"query":["\\udc00"]}']) {
      await expectRefusal(operation, { raw }, "invalid_request");
    }
  });

  it.each(withBody)("nested ten thousand deep is refused: %s", async (_title, operation) => {
    const depth = 10_000;
    const raw = `{"x":${"[".repeat(depth)}"\\u0000"${"]".repeat(depth)}}`;
    await expectRefusal(operation, { raw }, "invalid_request");
  });

  it.each(withBody)("that is too large is refused, whether or not it says its size: %s", async (_title, operation) => {
    const raw = `{"name":"${"x".repeat(LIMITS.documentsBodyMaxBytes)}"}`;
    await expectRefusal(operation, { raw }, "body_too_large");
    await expectRefusal(operation, { raw: new Blob([raw]).stream() }, "body_too_large");
  });

  it("is told where it is wrong, by JSON pointers", async () => {
    const body = { name: "", allowedOrigins: ["https://a.example", "nonsense"], "a/b": 1 };
    const { problem } = await api.call("POST", "/v1/agents", { token: own.token, body });
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(["/allowedOrigins/1", "/a~1b", "/name"]);
  });
});

/** What callers would like to set, and what the server alone sets. */
const CLAIMS = {
  tenantId: newId("tenant"),
  tenant_id: newId("tenant"),
  userId: newId("user"),
  owner: newId("user"),
  plan: "business",
  price: 0,
  usage: { messages: 0 },
  version: 99,
  permissions: ["key.manage"],
  credits: 1_000_000,
  createdAt: "2020-01-01T00:00:00Z",
  updatedAt: "2020-01-01T00:00:00Z",
};

describe("a claim", () => {
  it.each(withBody)(
    "O-05 O-06 to an id, tenant, role, plan, price, owner, count or time is refused, and changes nothing: %s",
    async (_title, operation) => {
      const read = async () => {
        const both = [own, foreign].map(({ ids, token }) => api.call("GET", `/v1/agents/${ids.agent}`, { token }));
        return (await Promise.all(both)).map(({ text }) => text);
      };
      const before = await read();
      const stolen = Object.values(foreign.ids).map((id) => ["id", id] as const);
      // A role is asked for where members are made; what it may be there is tried with them.
      const role = operation.permission?.startsWith("member.") ? [] : ([["role", "owner"]] as const);
      for (const [field, value] of [...stolen, ...role, ...Object.entries(CLAIMS)]) {
        const body = { ...(validBody(operation) as object), [field]: value };
        const answer = await send(api, operation, { path: own.pathOf(operation), token: own.token, body });
        expect([field, answer.problem?.code, answer.status]).toEqual([field, "invalid_request", 422]);
      }
      expect(await read()).toEqual(before);
    },
  );
});

describe("a list", () => {
  it.each(lists)("refuses what it does not know: %s", async (_title, operation) => {
    const injected = btoa(JSON.stringify(["2026-01-01 00:00:00+00'; drop table tenant", newId("agent")]));
    for (const query of ["limit=0", "limit=101", "limit=x", "cursor=x", "order=name", `cursor=${injected}`]) {
      await expectRefusal(operation, { path: `${own.pathOf(operation)}?${query}` }, "invalid_request");
    }
  });
});

describe("a method", () => {
  it("that the address does not answer is named as such, with those that it does", async () => {
    const refused = await api.call("PUT", `/v1/agents/${newId("agent")}`);
    expect(refused.problem).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(refused.headers.get("allow")).toBe("DELETE, GET, PATCH");
  });
});
