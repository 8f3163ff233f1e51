import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { makePdf } from "@netvexa/ingest/testing/make-files";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Postgres } from "../postgres/start-postgres.ts";
import { LOCAL_CREDENTIALS, LOCAL_REGION, type LocalAws, startAws } from "./start-aws.ts";
import { type LocalLambda, startLambda } from "./start-lambda.ts";
import { createWorld, startDatabase } from "./testing/ingest-world.ts";

const DIMS = 8;

let postgres: Postgres;
let aws: LocalAws;
let lambda: LocalLambda;
let model: Server;
const modelPaths: (string | undefined)[] = [];

/** An OpenAI-compatible endpoint whose vectors mean nothing. */
function startModel(): Promise<Server> {
  const server = createServer(async (request, response) => {
    modelPaths.push(request.url);
    let body = "";
    for await (const part of request) body += part;
    const { input } = JSON.parse(body) as { input: string[] };
    const data = input.map((text, index) => ({
      object: "embedding",
      index,
      embedding: Array.from({ length: DIMS }, (_, at) => (at === text.length % DIMS ? 1 : 0)),
    }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "list", data }));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

beforeAll(async () => {
  [postgres, aws, model] = await Promise.all([startDatabase(), startAws(), startModel()]);
  lambda = startLambda({
    queueUrl: aws.queueUrl,
    endpoint: aws.endpoint,
    concurrency: 1,
    env: {
      DATABASE_URL: postgres.url,
      AI_EMBED_BASE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
      AI_EMBED_MODEL: "test-model",
      AWS_REGION: LOCAL_REGION,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      S3_ENDPOINT: aws.endpoint,
      S3_BUCKET: aws.bucket,
    },
  });
});
afterAll(async () => {
  await lambda.close();
  await Promise.all([postgres.close(), aws.close(), new Promise((resolve) => model.close(resolve))]);
});

describe("the whole way of a file", () => {
  it("leads from the bucket over the queue and the function into the index", async () => {
    const world = await createWorld(postgres.url);
    const file = makePdf([{ text: "Warranty", size: 20 }, { text: "Two years on all parts." }]);
    const job = await world.addSource({ file, contentType: "application/pdf", name: "warranty.pdf" });
    const client = new AwsClient({ ...LOCAL_CREDENTIALS, region: LOCAL_REGION });
    const put = await client.fetch(`${aws.endpoint}/${aws.bucket}/${job.inputKey}`, {
      method: "PUT",
      body: new Uint8Array(file),
      aws: { service: "s3" },
    });
    expect(put.status).toBe(200);
    const sqs = new SQSClient({
      endpoint: aws.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      useQueueUrlAsEndpoint: false,
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody: JSON.stringify(job) }));
    await expect
      .poll(async () => (await world.sourceOf(job))?.status, { timeout: 20_000, interval: 100 })
      .toBe("ready");
    expect((await world.stored()).chunks).toMatchObject([{ text: "Two years on all parts.", indexed: true }]);
    expect(modelPaths).toEqual(["/v1/embeddings"]);
  });
});
