import { newId } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import { AwsClient } from "aws4fetch";
import { describe, expect, it } from "vitest";
import { createSqsJobQueue } from "../jobs/sqs-job-queue.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";

interface Seen {
  method: string;
  url: string;
  headers: Headers;
  body: string;
}

/** Signs as the real client does, then answers as it is told instead of going out. */
function recordingClient(answer: (seen: Seen) => Response) {
  const signer = new AwsClient({ accessKeyId: "id", secretAccessKey: "secret", region: "us-east-1" });
  const seen: Seen[] = [];
  const client: Pick<AwsClient, "fetch" | "sign"> = {
    sign: (...input) => signer.sign(...input),
    async fetch(...input) {
      const { method, url, headers, body } = await signer.sign(...input);
      const one = { method, url, headers, body: body === null ? "" : await new Response(body).text() };
      seen.push(one);
      return answer(one);
    },
  };
  return { seen, client };
}

describe("the object store", () => {
  const open = (answer: (seen: Seen) => Response) => {
    const { seen, client } = recordingClient(answer);
    const settings = { S3_ENDPOINT: "http://s3.test", S3_BUCKET: "docs", AWS_REGION: "us-east-1" };
    return { seen, store: createS3ObjectStore({ client, settings, now: () => 0 }) };
  };

  it("puts JSON under a signed request", async () => {
    const { seen, store } = open(() => new Response(null));
    await store.putJson("a/b", { text: "ü" });
    expect(seen).toMatchObject([{ method: "PUT", url: "http://s3.test/docs/a/b", body: '{"text":"ü"}' }]);
    expect(seen[0]?.headers.get("authorization")).toMatch(/^AWS4-HMAC-SHA256 /);
  });

  it("tells the size of what is there, and that nothing is there", async () => {
    const { store } = open(({ url }) =>
      url.endsWith("/a")
        ? new Response(null, { headers: { "content-length": "12" } })
        : new Response(null, { status: 404 }),
    );
    expect(await store.sizeOf("a")).toBe(12);
    expect(await store.sizeOf("b")).toBeUndefined();
  });

  it("removes everything under a path, however much that is, and nothing beside it", async () => {
    const stored = new Set([...Array.from({ length: 1_203 }, (_, n) => `tenants/ten_1/${n}`), "tenants/ten_10/1"]);
    const { seen, store } = open(({ method, url }) => {
      const { pathname, searchParams } = new URL(url);
      if (method === "DELETE") stored.delete(pathname.replace("/docs/", ""));
      if (method !== "GET") return new Response(null, { status: 204 });
      const keys = [...stored].filter((key) => key.startsWith(searchParams.get("prefix") ?? "")).slice(0, 1_000);
      return new Response(
        `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("")}</ListBucketResult>`,
      );
    });
    expect(await store.removeFolder("tenants/ten_1/")).toBe(1_203);
    expect([...stored]).toEqual(["tenants/ten_10/1"]);
    expect(seen.filter(({ method }) => method === "GET")).toHaveLength(2);
  });

  it("does not take a list that it could not read for an empty one", async () => {
    const { store } = open(() => new Response("<Error/>", { status: 503 }));
    await expect(store.removeFolder("tenants/ten_1/")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("does not mind that somebody else has removed it meanwhile", async () => {
    const { store } = open(({ method }) =>
      method === "GET" ? new Response("<Contents><Key>a/b</Key></Contents>") : new Response(null, { status: 404 }),
    );
    expect(await store.removeFolder("a/")).toBe(1);
  });

  it("is unavailable where it refuses, or does not answer", async () => {
    const refusing = open(() => new Response("no", { status: 403 })).store;
    await expect(refusing.putJson("a", {})).rejects.toMatchObject({ code: "unavailable" });
    await expect(refusing.sizeOf("a")).rejects.toMatchObject({ code: "unavailable" });
    const dead = open(() => {
      throw new TypeError("fetch failed");
    }).store;
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
  const settings = { SQS_QUEUE_URL: "http://sqs.test/000000000000/jobs", AWS_REGION: "us-east-1" };

  it("sends the job to the root of the queue's host", async () => {
    const { seen, client } = recordingClient(() => new Response("{}"));
    await createSqsJobQueue({ client, settings }).send(job);
    expect(seen).toMatchObject([{ method: "POST", url: "http://sqs.test/" }]);
    expect(seen[0]?.headers.get("x-amz-target")).toBe("AmazonSQS.SendMessage");
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
      QueueUrl: settings.SQS_QUEUE_URL,
      MessageBody: JSON.stringify(job),
    });
  });

  it("throws what was not taken", async () => {
    const { client } = recordingClient(() => new Response("{}", { status: 500 }));
    await expect(createSqsJobQueue({ client, settings }).send(job)).rejects.toThrow("500");
  });
});
