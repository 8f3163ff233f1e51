import { openDatabase } from "@netvexa/db/client";
import { describe, expect, it } from "vitest";
import { servicesOf } from "../compose.ts";
import { TestApi, testEnv } from "../testing/test-api.ts";
import { createApp } from "./app.ts";

const NOBODY = "postgresql://user:password@127.0.0.1:1/netvexa";

function withoutDatabase() {
  return new TestApi({ spoil: (services) => ({ ...services, db: openDatabase({ url: NOBODY }) }) });
}

describe("health", () => {
  it("is told without asking anybody", async () => {
    expect((await withoutDatabase().call("GET", "/healthz")).json).toEqual({ status: "ok" });
  });
});

describe("readiness", () => {
  it("is told when the database answers", async () => {
    const { status, json } = await new TestApi().call("GET", "/readyz");
    expect([status, json]).toEqual([200, { status: "ready", checks: { configuration: "ok", database: "ok" } }]);
  });

  it("is denied when it does not", async () => {
    const { status, json } = await withoutDatabase().call("GET", "/readyz");
    expect([status, json.checks.database]).toEqual([503, "failed"]);
  });
});

describe("every answer", () => {
  it.each([
    ["/healthz", 200],
    ["/v1/agents", 401],
    ["/v1/nothing", 404],
  ])("forbids guessing its type and plain HTTP: %s", async (path, expected) => {
    const { status, headers } = await new TestApi().call("GET", path);
    expect([status, headers.get("x-content-type-options")]).toEqual([expected, "nosniff"]);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });
});

describe("a database that does not answer", () => {
  it("makes a request unavailable, which may be tried again", async () => {
    const api = new TestApi();
    const { token } = await api.newTenant();
    const refused = await withoutDatabase().call("GET", "/v1/agents", { token });
    expect(refused.problem).toMatchObject({ status: 503, code: "unavailable", retryable: true });
    expect(refused.text).not.toContain("127.0.0.1");
  });
});

describe("a Worker without its secrets", () => {
  it.each(["/healthz", "/readyz", "/openapi.json", "/v1/agents", "/auth/get-session", "/nothing"])(
    "refuses %s and says why only in the log",
    async (path) => {
      const log: unknown[] = [];
      const app = createApp({ servicesOf, log: (...line) => log.push(line) });
      const response = await app.request(path, {}, { ...testEnv(), ACCESS_TOKEN_SECRET: "" });
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(JSON.parse(text).code).toBe("misconfigured");
      expect(text).not.toContain("ACCESS_TOKEN_SECRET");
    },
  );
});
