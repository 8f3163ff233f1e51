import { appendFileSync } from "node:fs";
import process from "node:process";
import type { SQSEvent } from "aws-lambda";

/** A function that writes down what it was given and does what the message says. */
export async function handler(event: SQSEvent, context: { getRemainingTimeInMillis(): number }) {
  const failures: { itemIdentifier: string }[] = [];
  for (const { body, messageId, attributes } of event.Records) {
    const receives = Number(attributes.ApproximateReceiveCount);
    const line = {
      body,
      receives,
      left: context.getRemainingTimeInMillis() > 0,
      names: Object.keys(process.env).sort(),
    };
    appendFileSync(process.env.REPORT ?? "", `${JSON.stringify(line)}\n`);
    if (body === "die" && receives === 1) process.exit(1);
    if (body === "hang" && receives === 1) await new Promise(() => undefined);
    if (body === "slow") await new Promise((resolve) => setTimeout(resolve, 300));
    if (body === "twice" && receives === 1) failures.push({ itemIdentifier: messageId });
    process.stdout.write(`done ${body}\n`);
  }
  return { batchItemFailures: failures };
}
