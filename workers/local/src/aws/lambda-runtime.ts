import process from "node:process";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Invocation, InvocationResult } from "./lambda-messages.ts";

/** The child process of `createLambdaProcess`: loads the function as Lambda would and calls it for each message. */
interface LambdaModule {
  handler(event: SQSEvent, context: { getRemainingTimeInMillis(): number }): Promise<SQSBatchResponse>;
}

const [, , entry = ""] = process.argv;
const loading = import(entry) as Promise<LambdaModule>;

async function run({ id, event, timeoutMs }: Invocation): Promise<InvocationResult> {
  const endsAt = performance.now() + timeoutMs;
  try {
    const { handler } = await loading;
    return { id, response: await handler(event, { getRemainingTimeInMillis: () => endsAt - performance.now() }) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

process.on("message", (invocation: Invocation) => {
  void run(invocation).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());
// Ctrl-C in a terminal reaches the whole group: the parent decides when this process has finished.
process.on("SIGINT", () => undefined);
