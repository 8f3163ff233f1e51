import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsClient } from "aws4fetch";
import { afterEach, describe, expect, it } from "vitest";
import { LOCAL_CREDENTIALS, LOCAL_REGION, type LocalAws, MAX_RECEIVES, startAws } from "./start-aws.ts";

const aws = new AwsClient({ ...LOCAL_CREDENTIALS, region: LOCAL_REGION, retries: 0 });
const running: LocalAws[] = [];
const folders: string[] = [];

async function start(options: Parameters<typeof startAws>[0] = {}): Promise<LocalAws> {
  const local = await startAws(options);
  running.push(local);
  return local;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "netvexa-aws-"));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function presign(local: LocalAws, key: string, headers: Record<string, string>): Promise<string> {
  const url = new URL(`${local.endpoint}/${local.bucket}/${key}`);
  url.searchParams.set("X-Amz-Expires", "900");
  const signed = await aws.sign(new Request(url, { method: "PUT", headers }), {
    aws: { service: "s3", signQuery: true, allHeaders: true },
  });
  return signed.url;
}

async function sqs(local: LocalAws, target: string, input: object): Promise<Record<string, unknown>> {
  const response = await aws.fetch(new URL("/", local.queueUrl).href, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${target}` },
    body: JSON.stringify({ QueueUrl: local.queueUrl, ...input }),
    aws: { service: "sqs", region: LOCAL_REGION },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const received = async (local: LocalAws) =>
  ((await sqs(local, "ReceiveMessage", { WaitTimeSeconds: 0 })).Messages ?? []) as { Body: string }[];

describe("the local S3 and SQS", () => {
  it("takes a presigned upload whose size and type are signed, and gives it back", async () => {
    const local = await start();
    const url = await presign(local, "tenants/a/1", { "content-type": "text/plain", "content-length": "5" });
    expect(new URL(url).searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host");
    const put = await fetch(url, { method: "PUT", headers: { "content-type": "text/plain" }, body: "hello" });
    expect(put.status).toBe(200);
    const got = await aws.fetch(`${local.endpoint}/${local.bucket}/tenants/a/1`, { aws: { service: "s3" } });
    expect(await got.text()).toBe("hello");
    expect(got.headers.get("content-type")).toBe("text/plain");
  });

  it("takes the largest file that the product accepts", async () => {
    const local = await start();
    const url = await presign(local, "big", { "content-type": "application/pdf" });
    const body = new Uint8Array(20 * 1024 * 1024);
    expect((await fetch(url, { method: "PUT", headers: { "content-type": "application/pdf" }, body })).status).toBe(
      200,
    );
    const tooLarge = new Uint8Array(22 * 1024 * 1024);
    expect((await fetch(url, { method: "PUT", body: tooLarge })).status).toBe(413);
  });

  it("lets a browser of another origin put a file", async () => {
    const local = await start();
    const url = await presign(local, "cors", { "content-type": "application/pdf" });
    const origin = "http://localhost:8000";
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "content-type" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type");
    const put = await fetch(url, {
      method: "PUT",
      headers: { origin, "content-type": "application/pdf" },
      body: "%PDF",
    });
    expect(put.headers.get("access-control-allow-origin")).toBe(origin);
  });

  it("carries a signed job message", async () => {
    const local = await start();
    await sqs(local, "SendMessage", { MessageBody: '{"version":1}' });
    expect((await received(local)).map((message) => message.Body)).toEqual(['{"version":1}']);
  });

  it("keeps objects and messages over a restart and hands out what an ended process had taken", async () => {
    const dataDir = await temporaryFolder();
    const first = await start({ dataDir });
    await fetch(await presign(first, "kept", {}), { method: "PUT", body: "kept" });
    await sqs(first, "SendMessage", { MessageBody: "taken" });
    expect(await received(first)).toHaveLength(1);
    expect(await received(first)).toHaveLength(0);
    await first.close();

    const second = await start({ dataDir });
    const got = await aws.fetch(`${second.endpoint}/${second.bucket}/kept`, { aws: { service: "s3" } });
    expect(await got.text()).toBe("kept");
    expect((await received(second)).map((message) => message.Body)).toEqual(["taken"]);
  });
  it("parks a message in the dead-letter queue after the last delivery", async () => {
    const local = await start({ dataDir: await temporaryFolder(), visibilityTimeoutSeconds: 0 });
    await sqs(local, "SendMessage", { MessageBody: "poison" });
    for (let delivery = 1; delivery <= MAX_RECEIVES; delivery++) expect(await received(local)).toHaveLength(1);
    expect(await received(local)).toHaveLength(0);
    const parked = await received({ ...local, queueUrl: local.deadLetterQueueUrl });
    expect(parked.map((message) => message.Body)).toEqual(["poison"]);
  });
});
