import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Invocation, InvocationResult } from "./lambda-messages.ts";

interface LambdaProcessOptions {
  /** Module that exports `handler`. */
  entry: string;
  /** All that the function sees of the environment. */
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Receives what the function writes to standard output, line by line. */
  onLine?: ((line: string) => void) | undefined;
}

export interface LambdaProcess {
  /** Rejects if the function throws, overruns its time or ends its process; the next call starts a new one. */
  invoke(event: SQSEvent): Promise<SQSBatchResponse>;
  kill(): void;
}

/** One execution environment: a process that starts at the first call and stays warm. */
export function createLambdaProcess(options: LambdaProcessOptions): LambdaProcess {
  let child: ChildProcess | undefined;
  let calls = 0;

  function start(): ChildProcess {
    const started = fork(fileURLToPath(new URL("./lambda-runtime.ts", import.meta.url)), [options.entry], {
      env: { ...options.env },
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    if (started.stdout) createInterface({ input: started.stdout }).on("line", (line) => options.onLine?.(line));
    started.once("exit", () => {
      if (child === started) child = undefined;
    });
    return started;
  }

  function kill(): void {
    child?.kill("SIGKILL");
    child = undefined;
  }

  return {
    kill,
    invoke(event) {
      child ??= start();
      const running = child;
      const id = ++calls;
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          clearTimeout(timer);
          running.off("message", onMessage).off("exit", onExit);
          finish();
        };
        const timer = setTimeout(() => {
          kill();
          settle(() => reject(new Error("the function overran its time")));
        }, options.timeoutMs);
        const onExit = () => settle(() => reject(new Error("the function's process ended")));
        const onMessage = (result: InvocationResult) => {
          if (result.id !== id) return;
          settle(() => ("response" in result ? resolve(result.response) : reject(new Error(result.error))));
        };
        running.on("message", onMessage).once("exit", onExit);
        running.send({ id, event, timeoutMs: options.timeoutMs } satisfies Invocation);
      });
    },
  };
}
