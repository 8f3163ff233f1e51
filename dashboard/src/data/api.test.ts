import { describe, expect, it } from "vitest";
import { makeApi, path } from "./api.ts";
import { ApiProblem } from "./api-problem.ts";

function makeHarness(answers: (() => Response | Promise<Response>)[]) {
  const seen: { url: string; init: RequestInit }[] = [];
  const log = { cleared: 0, signedOut: 0 };
  const api = makeApi({
    async fetch(url, init) {
      seen.push({ url, init });
      const next = answers.shift();
      if (!next) throw new TypeError("no answer left");
      return next();
    },
    token: {
      get: async () => `t${log.cleared}`,
      clear: () => {
        log.cleared += 1;
      },
    },
    onSignedOut: () => {
      log.signedOut += 1;
    },
  });
  return { api, seen, log };
}

const refused = () =>
  Response.json({ code: "unauthenticated", title: "No", detail: "Sign in", instance: "req_1" }, { status: 401 });

describe("api", () => {
  it("encodes the values of a path", () => {
    expect(path`/v1/agents/${"a/b?c"}/sources`).toBe("/v1/agents/a%2Fb%3Fc/sources");
  });

  it("sends the token, the query and the body", async () => {
    const { api, seen } = makeHarness([() => Response.json({ ok: true })]);
    await api.json("/v1/x", { method: "POST", query: { limit: 5, cursor: undefined }, body: { a: 1 } });
    expect(seen[0]?.url).toBe("/v1/x?limit=5");
    expect(new Headers(seen[0]?.init.headers).get("authorization")).toBe("Bearer t0");
    expect(seen[0]?.init.body).toBe('{"a":1}');
  });

  it("renews a refused token once and repeats the call", async () => {
    const { api, seen, log } = makeHarness([refused, () => Response.json({ ok: true })]);
    expect(await api.json("/v1/x")).toEqual({ ok: true });
    expect(new Headers(seen[1]?.init.headers).get("authorization")).toBe("Bearer t1");
    expect(log.signedOut).toBe(0);
  });

  it("ends the session when a fresh token is refused too", async () => {
    const { api, log } = makeHarness([refused, refused]);
    await expect(api.json("/v1/x")).rejects.toMatchObject({ code: "unauthenticated", requestId: "req_1" });
    expect(log.signedOut).toBe(1);
  });

  it("ends the session when no token is to be had", async () => {
    let ended = 0;
    const api = makeApi({
      fetch: async () => Response.json({}),
      token: { get: () => Promise.reject(new ApiProblem({ code: "unauthenticated" })), clear: () => undefined },
      onSignedOut: () => {
        ended += 1;
      },
    });
    await expect(api.json("/v1/x")).rejects.toMatchObject({ code: "unauthenticated" });
    expect(ended).toBe(1);
  });

  it("turns a broken network and a page that is no problem into problems", async () => {
    const { api } = makeHarness([
      () => Promise.reject(new TypeError("failed")),
      () => new Response("<html>", { status: 503 }),
    ]);
    await expect(api.json("/v1/x")).rejects.toMatchObject({ title: "No connection", isRetryable: true });
    await expect(api.json("/v1/x")).rejects.toSatisfy(
      (error) => error instanceof ApiProblem && error.code === "unavailable",
    );
  });

  it("gives nothing for an answer without a body", async () => {
    const { api } = makeHarness([() => new Response(null, { status: 204 })]);
    expect(await api.json("/v1/x", { method: "DELETE" })).toBeUndefined();
  });
});
