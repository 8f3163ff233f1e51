import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import { AwsClient } from "aws4fetch";
import { afterEach, describe, expect, it } from "vitest";
import { createSqsJobQueue } from "../jobs/sqs-job-queue.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, unknown>;
  body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers as it is told and keeps what it was asked. */
async function startServer(answer: (seen: Seen) => { status: number; headers?: Record<string, string> }) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const one = { method: request.method, url: request.url, headers: request.headers, body };
    seen.push(one);
    const { status, headers = {} } = answer(one);
    response.writeHead(status, headers).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { seen, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const client = new AwsClient({ accessKeyId: "id", secretAccessKey: "secret", region: "us-east-1", retries: 0 });

describe("the object store", () => {
  const open = async (answer: Parameters<typeof startServer>[0]) => {
    const { seen, origin } = await startServer(answer);
    const settings = { S3_ENDPOINT: origin, S3_BUCKET: "docs", AWS_REGION: "us-east-1" };
    return { seen, store: createS3ObjectStore({ client, settings, now: () => 0 }) };
  };

  it("puts JSON under a signed request", async () => {
    const { seen, store } = await open(() => ({ status: 200 }));
    await store.putJson("a/b", { text: "ü" });
    expect(seen).toMatchObject([{ method: "PUT", url: "/docs/a/b", body: '{"text":"ü"}' }]);
    expect(seen[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });

  it("tells the size of what is there, and that nothing is there", async () => {
    const { store } = await open(({ url }) =>
      url === "/docs/a" ? { status: 200, headers: { "content-length": "12" } } : { status: 404 },
    );
    expect(await store.sizeOf("a")).toBe(12);
    expect(await store.sizeOf("b")).toBeUndefined();
  });

  it("does not mind removing what is not there", async () => {
    const { seen, store } = await open(() => ({ status: 404 }));
    await store.remove("a");
    expect(seen).toMatchObject([{ method: "DELETE", url: "/docs/a" }]);
  });

  it("is unavailable where it refuses, or does not answer", async () => {
    const { store } = await open(() => ({ status: 403 }));
    await expect(store.putJson("a", {})).rejects.toMatchObject({ code: "unavailable" });
    await expect(store.sizeOf("a")).rejects.toMatchObject({ code: "unavailable" });
    const settings = { S3_ENDPOINT: "http://127.0.0.1:1", S3_BUCKET: "docs", AWS_REGION: "us-east-1" };
    const dead = createS3ObjectStore({ client, settings, now: () => 0 });
    await expect(dead.putJson("a", {})).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("the job queue", () => {
  const job: IngestJob = {
    version: 1,
    jobId: newId("job"),
    tenantId: newId("tenant"),
    agentId: newId("agent"),
    sourceId: newId("source"),
    inputKey: "a",
    kind: "url",
    revision: 1,
    enqueuedAt: "2026-01-01T00:00:00.000Z",
  };
  const open = async (status: number) => {
    const { seen, origin } = await startServer(() => ({ status }));
    const settings = { SQS_QUEUE_URL: `${origin}/000000000000/jobs`, AWS_REGION: "us-east-1" };
    return { seen, queueUrl: settings.SQS_QUEUE_URL, queue: createSqsJobQueue({ client, settings }) };
  };

  it("sends the job to the root of the queue's host", async () => {
    const { seen, queueUrl, queue } = await open(200);
    await queue.send(job);
    expect(seen).toMatchObject([{ method: "POST", url: "/", headers: { "x-amz-target": "AmazonSQS.SendMessage" } }]);
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ QueueUrl: queueUrl, MessageBody: JSON.stringify(job) });
  });

  it("throws what was not taken", async () => {
    const { queue } = await open(500);
    await expect(queue.send(job)).rejects.toThrow("500");
  });
});
