import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LOCAL_CREDENTIALS, LOCAL_REGION, type LocalAws, startAws } from "./start-aws.ts";
import { type LocalLambda, type StartLambdaOptions, startLambda } from "./start-lambda.ts";

let aws: LocalAws;
let folder: string;
let lambda: LocalLambda | undefined;
let lines: string[];
let onLines: (() => void)[];

beforeEach(async () => {
  lines = [];
  onLines = [];
  folder = await mkdtemp(join(tmpdir(), "netvexa-lambda-"));
  aws = await startAws();
});
afterEach(async () => {
  await lambda?.close();
  lambda = undefined;
  await aws.close();
  await rm(folder, { recursive: true });
});

function start(more: Partial<StartLambdaOptions> = {}): void {
  lambda = startLambda({
    queueUrl: aws.queueUrl,
    endpoint: aws.endpoint,
    env: { REPORT: join(folder, "report") },
    entry: new URL("./testing/scripted-function.ts", import.meta.url).href,
    concurrency: 1,
    retrySeconds: () => 1,
    onLine: (line) => {
      lines.push(line);
      for (const check of onLines) check();
    },
    ...more,
  });
}

/** Resolves when the function has finished such a message so many times. */
function done(body: string, times = 1): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (lines.filter((line) => line === `done ${body}`).length >= times) resolve();
    };
    onLines.push(check);
    check();
  });
}

async function send(body: string): Promise<void> {
  const client = new SQSClient({
    endpoint: aws.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  await client.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: body }));
}

async function report(): Promise<{ body: string; receives: number; left: boolean; names: string[] }[]> {
  const text = await readFile(join(folder, "report"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const deliveries = async () => (await report()).map(({ body, receives }) => `${body} ${receives}`);

describe("the local Lambda", () => {
  it("calls the function with a deadline and no environment but its own", async () => {
    start();
    await send("plain");
    await done("plain");
    expect(await report()).toMatchObject([{ body: "plain", receives: 1, left: true }]);
    expect((await report())[0]?.names.filter((name) => /^(?:HOME|PATH|npm_|VITEST)/.test(name))).toEqual([]);
  });

  it("delivers again exactly what the function could not do", async () => {
    await send("twice");
    await send("plain");
    start();
    await Promise.all([done("plain"), done("twice", 2)]);
    expect((await deliveries()).sort()).toEqual(["plain 1", "twice 1", "twice 2"]);
  });

  it("starts a new process after one that died", async () => {
    start();
    await send("die");
    await done("die");
    expect(await deliveries()).toEqual(["die 1", "die 2"]);
  });

  it("ends a function that overruns its time", async () => {
    start({ timeoutMs: 2_000 });
    await send("hang");
    await done("hang");
    expect(await deliveries()).toEqual(["hang 1", "hang 2"]);
  });

  it("waits for a running batch when it closes", async () => {
    start();
    await send("plain");
    await done("plain");
    await send("slow");
    await expect.poll(async () => (await deliveries()).includes("slow 1")).toBe(true);
    await lambda?.close();
    expect(lines).toContain("done slow");
  });
});
