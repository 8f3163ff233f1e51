import { describe, expect, it } from "vitest";
import type { Env } from "../env.ts";
import { serveAsset } from "./assets.ts";

const SETTINGS = {
  ENVIRONMENT: "development",
  PUBLIC_URL: "http://localhost:8000",
  DATABASE_URL: "postgresql://localhost/db",
  AUTH_SECRET: "auth-0123456789-0123456789-0123456789",
  ACCESS_TOKEN_SECRET: "access-0123456789-0123456789-0123456789",
  VISITOR_TOKEN_SECRET: "visitor-0123456789-0123456789-0123456789",
  LOCAL_KMS_KEY: "wrapping-0123456789-0123456789-0123456789",
  AI_EMBED_BASE_URL: "http://localhost:9000/v1",
  AI_EMBED_MODEL: "model",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "key",
  S3_BUCKET: "bucket",
  SQS_QUEUE_URL: "http://localhost:4566/1/jobs",
};

const FILES: Record<string, string> = { "/": "home", "/app/": "dashboard", "/app/assets/main.js": "script" };

function read(path: string, change: object = {}): Promise<Response> {
  const fetch = async (input: Request | string) => {
    const text = FILES[new URL(input instanceof Request ? input.url : input).pathname];
    return new Response(text ?? "no such page", { status: text === undefined ? 404 : 200 });
  };
  const env = { ...SETTINGS, ASSETS: { fetch }, ...change } as unknown as Env;
  return serveAsset(new Request(`http://localhost:8000${path}`), env);
}

describe("pages and files", () => {
  it.each([
    ["/", 200, "home"],
    ["/nothing", 404, "no such page"],
    ["/app/", 200, "dashboard"],
    ["/app/agents/agt_1", 200, "dashboard"],
    ["/app/assets/main.js", 200, "script"],
    ["/app/assets/gone.js", 404, "no such page"],
  ])("%s answers %i", async (path, status, text) => {
    const response = await read(path);
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it("are refused like everything else while a secret is missing, without naming it", async () => {
    const response = await read("/", { AUTH_SECRET: "" });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(text).code).toBe("misconfigured");
    expect(text).not.toContain("AUTH_SECRET");
  });
});
