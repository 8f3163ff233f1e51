import { mkdir } from "node:fs/promises";
import { LIMITS } from "@netvexa/contract/limits";
import { openFauxqsApp } from "./fauxqs-app.ts";

const LOCAL_BUCKET = "netvexa-documents";
const LOCAL_QUEUE = "netvexa-ingest";
const LOCAL_DEAD_LETTER_QUEUE = "netvexa-ingest-dead";
export const LOCAL_REGION = "us-east-1";
/** The emulator checks no signature; clients still have to sign. */
export const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" } as const;
/** After this many deliveries without success a job goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;
/** Longer than the function may run, so that no message is handed out while somebody works on it. */
const VISIBILITY_TIMEOUT_SECONDS = 330;

export interface LocalAws {
  readonly endpoint: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  close(): Promise<void>;
}

const ACCOUNT = "000000000000";
const arn = (queue: string) => `arn:aws:sqs:${LOCAL_REGION}:${ACCOUNT}:${queue}`;

interface Takeable {
  readonly inflightMessages: Map<string, { visibilityDeadline: number }>;
  processTimers(): void;
}

/** Whoever had taken these messages ended with the process before this one: waiting for their time-out helps nobody. */
function releaseTaken(queue: Takeable | undefined): void {
  for (const entry of queue?.inflightMessages.values() ?? []) entry.visibilityDeadline = 0;
  queue?.processTimers();
}

interface StartAwsOptions {
  /** Where queues and objects outlive the process; in memory without it. */
  dataDir?: string;
  /** Loopback port of S3 and SQS together; a free one without it. */
  port?: number;
  visibilityTimeoutSeconds?: number;
}

/** S3 and SQS on loopback with bucket, queue and dead-letter queue in place; a browser of any origin may PUT to a presigned address. */
export async function startAws(options: StartAwsOptions = {}): Promise<LocalAws> {
  if (options.dataDir !== undefined) await mkdir(options.dataDir, { recursive: true });
  const app = await openFauxqsApp({ dataDir: options.dataDir, maxBodyBytes: LIMITS.fileMaxBytes + 1024 * 1024 });
  const port = await app.listen(options.port ?? 0);
  const endpoint = `http://127.0.0.1:${port}`;
  const { sqsStore, s3Store } = app.stores;
  if (!s3Store.hasBucket(LOCAL_BUCKET)) s3Store.createBucket(LOCAL_BUCKET);

  const redrive = JSON.stringify({ deadLetterTargetArn: arn(LOCAL_DEAD_LETTER_QUEUE), maxReceiveCount: MAX_RECEIVES });
  const visibility = String(options.visibilityTimeoutSeconds ?? VISIBILITY_TIMEOUT_SECONDS);
  const ensureQueue = (name: string, attributes: Record<string, string>) => {
    const queueUrl = `${endpoint}/${ACCOUNT}/${name}`;
    const existing = sqsStore.getQueueByArn(arn(name));
    if (existing === undefined) sqsStore.createQueue(name, queueUrl, arn(name), attributes);
    else existing.setAttributes(attributes);
    return queueUrl;
  };
  const deadLetterQueueUrl = ensureQueue(LOCAL_DEAD_LETTER_QUEUE, {});
  const queueUrl = ensureQueue(LOCAL_QUEUE, { VisibilityTimeout: visibility, RedrivePolicy: redrive });
  releaseTaken(sqsStore.getQueueByArn(arn(LOCAL_QUEUE)));
  return { endpoint, bucket: LOCAL_BUCKET, queueUrl, deadLetterQueueUrl, close: () => app.close() };
}
