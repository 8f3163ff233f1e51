import { Worker } from "node:worker_threads";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

export interface Embedded {
  readonly vectors: readonly Float32Array[];
  readonly tokens: number;
}

/** The embedding model in a thread of its own; it loads at the start and calls wait for it. */
export interface ModelThread {
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
  close(): Promise<void>;
}

interface Pending {
  resolve(result: Embedded): void;
  reject(reason: unknown): void;
}

export function startModelThread(): ModelThread {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let worker: Worker | undefined = spawn();

  /** A thread that died is replaced at the next call. */
  function spawn(): Worker {
    const started = new Worker(new URL("./worker.ts", import.meta.url), { name: "embeddings" });
    const fail = (error: unknown): void => {
      if (worker === started) worker = undefined;
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    };
    started.on("message", (message: FromWorker) => settle(pending, message));
    started.on("error", fail);
    started.on("exit", () => fail(new Error("The embedding thread has ended.")));
    return started;
  }

  return {
    embed: (texts, signal) => {
      worker ??= spawn();
      const thread = worker;
      lastId += 1;
      const id = lastId;
      const post = (message: ToWorker): void => thread.postMessage(message);
      return new Promise<Embedded>((resolve, reject) => {
        pending.set(id, { resolve, reject });
        signal.addEventListener(
          "abort",
          () => {
            if (!pending.delete(id)) return;
            post({ type: "drop", id });
            reject(signal.reason);
          },
          { once: true },
        );
        post({ type: "embed", id, texts });
      });
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

function settle(pending: Map<number, Pending>, message: FromWorker): void {
  const waiting = pending.get(message.id);
  if (!waiting) return;
  pending.delete(message.id);
  if (message.type === "vectors") waiting.resolve({ vectors: message.vectors, tokens: message.tokens });
  else waiting.reject(new Error(message.message));
}
