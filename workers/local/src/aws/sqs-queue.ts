import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSRecord, SQSRecordAttributes } from "aws-lambda";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "./start-aws.ts";

export interface Queue {
  /** Up to ten messages; waits for the first one. */
  receive(signal: AbortSignal): Promise<SQSRecord[]>;
  remove(record: SQSRecord): Promise<void>;
  /** Hands a message out again after so many seconds. */
  postpone(record: SQSRecord, seconds: number): Promise<void>;
}

const BATCH_SIZE = 10;
const WAIT_SECONDS = 20;

export function openQueue({ endpoint, queueUrl }: { endpoint: string; queueUrl: string }): Queue {
  const client = new SQSClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // The emulator answers at its root only.
    useQueueUrlAsEndpoint: false,
  });
  return {
    async receive(signal) {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: BATCH_SIZE,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ["All"],
      });
      const { Messages = [] } = await client.send(command, { abortSignal: signal });
      return Messages.map(toRecord);
    },
    async remove({ receiptHandle }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
    },
    async postpone({ receiptHandle }, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}

function toRecord(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: (message.Attributes ?? {}) as unknown as SQSRecordAttributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: LOCAL_REGION,
  };
}
