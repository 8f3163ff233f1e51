import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import worker from "./index.ts";
import { PRODUCTION } from "./testing/production-api.ts";
import { PUBLIC_URL, testEnv } from "./testing/test-api.ts";

const SECRETS = ["AUTH_SECRET", "ACCESS_TOKEN_SECRET", "VISITOR_TOKEN_SECRET", "LOCAL_KMS_KEY"] as const;
const FAULTS: readonly (readonly [string, string])[] = [
  ["missing", ""],
  ["short", "q8Zr1vT5mY2kW7xB4nJ6pL9sD3fG0hC".slice(0, 31)],
  ["a sample", "change-me-change-me-change-me-change-me"],
];
const REQUESTS: readonly (readonly [string, string, Record<string, string>?])[] = [
  ["GET", "/"],
  ["GET", "/app/"],
  ["GET", "/widget.js"],
  ["GET", "/healthz"],
  ["GET", "/readyz"],
  ["GET", "/openapi.json"],
  ["GET", "/.well-known/jwks.json"],
  ["GET", "/v1/agents"],
  ["POST", "/v1/token"],
  ["GET", "/auth/get-session"],
  ["POST", "/auth/sign-in/email"],
  ["GET", "/auth/passkey/generate-authenticate-options"],
  ["GET", "/dev/mail"],
  ["GET", "/v1/chat", { upgrade: "websocket", "sec-websocket-protocol": "netvexa.v1, token.a.b.c" }],
  ["OPTIONS", "/v1/widget/agt_01jd0000000000000000000000/config"],
  ["GET", "/nothing"],
];

/** What the Worker writes, kept from before it is loaded, which is when it takes hold of the console. */
const written = vi.hoisted(() => {
  const lines: string[] = [];
  console.log = (line: unknown) => void lines.push(String(line));
  return lines;
});

describe("the Worker", () => {
  it.each(SECRETS.flatMap((name) => FAULTS.map(([fault, value]) => [name, fault, value] as const)))(
    "O-36 refuses every request while %s is %s, and tells the operator which",
    async (name, _fault, value) => {
      written.length = 0;
      const env = { ...testEnv(), ...PRODUCTION, [name]: value } as Parameters<typeof worker.fetch>[1];
      for (const [method, path, headers = {}] of REQUESTS) {
        const request = new Request(`${PUBLIC_URL}${path}`, { method, headers }) as Parameters<typeof worker.fetch>[0];
        const response = await worker.fetch(request, env, createExecutionContext());
        const text = await response.text();
        expect([path, response.status, JSON.parse(text).code]).toEqual([path, 503, "misconfigured"]);
        expect(text).not.toContain(name);
      }
      await expect(worker.scheduled({} as ScheduledController, env)).rejects.toMatchObject({ code: "misconfigured" });
      expect(written.join("\n")).toContain(name);
      if (value !== "") expect(written.join("\n")).not.toContain(value);
    },
  );
});
