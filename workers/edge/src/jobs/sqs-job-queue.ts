import type { AwsClient } from "aws4fetch";
import type { Settings } from "../env.ts";
import type { JobQueue } from "../services/ports.ts";

/** SQS over its JSON protocol, which is posted to the root of the queue's host. */
export function createSqsJobQueue(options: {
  client: Pick<AwsClient, "fetch">;
  settings: Pick<Settings, "SQS_QUEUE_URL" | "AWS_REGION">;
}): JobQueue {
  const { client, settings } = options;
  return {
    async send(job) {
      const response = await client.fetch(new URL("/", settings.SQS_QUEUE_URL), {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
        body: JSON.stringify({ QueueUrl: settings.SQS_QUEUE_URL, MessageBody: JSON.stringify(job) }),
        aws: { service: "sqs", region: settings.AWS_REGION },
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the queue answered ${response.status}`);
    },
  };
}
