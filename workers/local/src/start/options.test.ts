import { describe, expect, it } from "vitest";
import { readOptions, readSwaps } from "./options.ts";

describe("start options", () => {
  it("listens on 8000 and keeps its state beside the project unless told otherwise", () => {
    expect(readOptions([], {}, "/project")).toEqual({
      port: 8000,
      stateDir: "/project/.local",
      isFresh: false,
      isWatching: false,
    });
  });

  it("lets the command line win over PORT", () => {
    expect(readOptions(["--port", "9001"], { PORT: "9000" }, "/project").port).toBe(9001);
    expect(readOptions([], { PORT: "9000" }, "/project").port).toBe(9000);
  });

  it.each(["0", "65536", "80.5", "http", "-1"])("names the variable when PORT is %s", (value) => {
    expect(() => readOptions([], { PORT: value }, "/project")).toThrow(/PORT must be a port number/);
  });
});

describe("settings that replace a twin", () => {
  it.each([
    [{ DATABASE_URL: "mysql://localhost/x" }, "DATABASE_URL must be a URL"],
    [{ AI_CHAT_BASE_URL: "localhost:1234", AI_CHAT_MODEL: "m" }, "AI_CHAT_BASE_URL must be a URL"],
    [{ AI_CHAT_BASE_URL: "http://localhost:1234/v1" }, "AI_CHAT_MODEL is missing"],
    [{ AI_EMBED_BASE_URL: "http://localhost:1234/v1" }, "AI_EMBED_MODEL is missing"],
    [{ SQS_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/1/q", AWS_REGION: "eu-west-1" }, "AWS_ACCESS_KEY_ID"],
    [{ KMS_KEY_ID: "alias/netvexa", AWS_REGION: "eu-west-1" }, "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY missing"],
    [{ KMS_ENDPOINT: "kms.local" }, "KMS_ENDPOINT must be a URL"],
  ])("refuses %j", (env, message) => {
    expect(() => readSwaps(env)).toThrow(message);
  });

  it("passes the key service on to the Worker", () => {
    const aws = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" };
    expect(readSwaps({ ...aws, KMS_KEY_ID: "alias/netvexa" })).toMatchObject({ KMS_KEY_ID: "alias/netvexa" });
  });

  it("passes on what is set and treats blank as absent", () => {
    expect(readSwaps({ DATABASE_URL: "postgres://localhost/app", AI_CHAT_KEY: "  ", HOME: "/root" })).toEqual({
      DATABASE_URL: "postgres://localhost/app",
    });
  });
});
