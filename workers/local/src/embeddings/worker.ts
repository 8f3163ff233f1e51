import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { type Batch, createJobQueue } from "./job-queue.ts";
import { loadUseLite, type UseLite } from "./use-lite.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

if (!parentPort) throw new Error("This file runs as a worker thread.");
const port = parentPort;
const queue = createJobQueue();
const results = new Map<number, (Float32Array | undefined)[]>();
const model = await loadUseLite();
let isRunning = false;

port.on("message", (message: ToWorker) => {
  if (message.type === "drop") {
    queue.drop(message.id);
    results.delete(message.id);
    return;
  }
  results.set(message.id, new Array(message.texts.length).fill(undefined));
  queue.push({ id: message.id, texts: message.texts.map((text) => model.encode(text)) });
  if (!isRunning) void run(model);
});

async function run(encoder: UseLite): Promise<void> {
  isRunning = true;
  for (let batch = queue.next(); batch; batch = queue.next()) {
    await work(encoder, batch);
    // Lets waiting messages in, so that a question can pass a long document.
    await setImmediate();
  }
  isRunning = false;
}

async function work(encoder: UseLite, { job, rows }: Batch): Promise<void> {
  try {
    const texts = rows.flatMap((row) => job.texts[row] ?? []);
    const vectors = await encoder.infer(texts);
    const collected = results.get(job.id);
    if (!collected) return;
    for (const [i, row] of rows.entries()) collected[row] = vectors[i];
    const whole = collected.filter((vector) => vector !== undefined);
    if (whole.length < collected.length) return;
    results.delete(job.id);
    const tokens = job.texts.reduce((sum, text) => sum + text.tokens.length, 0);
    send({ type: "vectors", id: job.id, vectors: whole, tokens });
  } catch (error) {
    queue.drop(job.id);
    results.delete(job.id);
    send({ type: "failed", id: job.id, message: String(error) });
  }
}

function send(message: FromWorker): void {
  port.postMessage(message);
}
