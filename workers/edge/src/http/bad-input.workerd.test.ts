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
} from "../testing/operations.ts";
import { type CallOptions, TestApi } from "../testing/test-api.ts";

const api = new TestApi();
const operations = operationsOf(api);
const withBody = titled(operations.filter((operation) => operation.takesBody));
const lists = titled(operations.filter(({ method, listed }) => method === "GET" && listed.has("invalid_request")));

let own: Tenancy;
beforeAll(async () => {
  own = await openTenancy(api);
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
