import { describe, expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";
import { serveAsset } from "./assets.ts";

const EXPECTED = {
  "strict-transport-security": expect.stringMatching(/^max-age=\d{8,}; includeSubDomains$/),
  "content-security-policy": expect.stringContaining("default-src 'none'"),
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": expect.stringMatching(/^no-referrer$|^strict-origin-when-cross-origin$/),
};

function shown(headers: Headers): Record<string, string | null> {
  return Object.fromEntries(Object.keys(EXPECTED).map((name) => [name, headers.get(name)]));
}

describe("every answer of the Worker", () => {
  it.each([
    ["GET", "/healthz", 200],
    ["GET", "/openapi.json", 200],
    ["GET", "/.well-known/jwks.json", 200],
    ["GET", "/auth/get-session", 200],
    ["GET", "/v1/agents", 401],
    ["GET", "/v1/nothing", 404],
    ["PUT", "/v1/agents", 405],
    ["POST", "/auth/sign-in/email", 400],
  ])("may be neither run, framed nor sent in the clear: %s %s", async (method, path, status) => {
    const options = method === "POST" ? { body: { email: 1 } } : {};
    const answer = await new TestApi().call(method, path, options);
    expect([answer.status, shown(answer.headers)]).toEqual([status, EXPECTED]);
  });

  it("so is the one that says that the settings are not complete", async () => {
    const { headers } = await serveAsset(new Request("http://localhost:8000/"), {} as never);
    expect(shown(headers)).toEqual(EXPECTED);
  });
});
