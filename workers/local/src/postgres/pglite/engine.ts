import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface EngineSetup {
  /** Absent: in memory. */
  readonly dataDir?: string;
}

/** Absent `bytes` ask the thread to close its database. */
export interface EngineRequest {
  readonly id: number;
  readonly bytes?: Uint8Array;
}

export type EngineReply = { readonly id: number; readonly bytes: Uint8Array } | { readonly id: number; error: string };

/** A PGlite in its thread: wire-protocol messages in, the server's messages out, one exchange after the other. */
export interface Engine {
  exchange(bytes: Uint8Array): Promise<Buffer>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(bytes: Buffer): void;
  reject(error: Error): void;
}

/** Id of the reply that a thread sends unasked as soon as its database is open. */
const READY = 0;

export async function startEngine(setup: EngineSetup): Promise<Engine> {
  const thread = new Worker(new URL("./engine-thread.ts", import.meta.url), { workerData: setup });
  const waiting = new Map<number, Waiting>();
  let lastId = READY;
  let hasEnded = false;

  function expect(id: number): Promise<Buffer> {
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  function fail(error: Error): void {
    for (const entry of waiting.values()) entry.reject(error);
    waiting.clear();
  }

  thread.on("message", (message: EngineReply) => {
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    if ("error" in message) entry?.reject(new Error(message.error));
    else entry?.resolve(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength));
  });
  thread.on("error", fail);
  thread.on("exit", () => {
    hasEnded = true;
    fail(new Error("the database is closed"));
  });

  function send(bytes?: Uint8Array): Promise<Buffer> {
    if (hasEnded) return Promise.reject(new Error("the database is closed"));
    lastId += 1;
    const answer = expect(lastId);
    thread.postMessage({ id: lastId, ...(bytes === undefined ? {} : { bytes }) } satisfies EngineRequest);
    return answer;
  }

  async function close(): Promise<void> {
    const ended = once(thread, "exit");
    await send();
    await ended;
  }

  await expect(READY);
  return { exchange: send, close };
}
