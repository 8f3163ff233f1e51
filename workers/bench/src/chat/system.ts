import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startScriptedEmbeddings } from "@netvexa/local/testing/scripted-embeddings";
import { startScriptedModel } from "@netvexa/local/testing/scripted-model";
import { z } from "zod";
import type { Options } from "./options.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const START = join(ROOT, "workers/local/src/start.ts");
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

const Dev = z.object({
  url: z.string(),
  apiKey: z.string(),
  pids: z.object({ workerd: z.number().optional() }).optional(),
});
export type Dev = z.infer<typeof Dev>;

/** The product under measurement. */
export interface System {
  readonly dev: Dev;
  close(): Promise<void>;
}

type SystemOptions = Pick<Options, "dev" | "embeddings"> & {
  /** Widened where the product runs for development, unless it is told otherwise. */
  readonly visitorLimits?: "production";
};

/** A running system, or one of its own with an empty state that asks the scripted model. */
export async function openSystem(options: SystemOptions): Promise<System> {
  if (options.dev !== undefined) return { dev: await readDev(options.dev), close: async () => undefined };
  return startSystem(options);
}

async function readDev(file: string): Promise<Dev> {
  if (!existsSync(file)) throw new Error(`${file} is missing: is the system running?`);
  return Dev.parse(JSON.parse(await readFile(file, "utf8")));
}

async function startSystem({ embeddings, visitorLimits }: SystemOptions): Promise<System> {
  if (!existsSync(START)) throw new Error(`${START} is missing: there is no product to start`);
  const stateDir = await mkdtemp(join(tmpdir(), "netvexa-bench-"));
  const model = await startScriptedModel({ port: 0, script: { face: "honest" } });
  const embedder = embeddings === "scripted" ? await startScriptedEmbeddings() : undefined;
  const env = {
    ...process.env,
    AI_CHAT_BASE_URL: model.url,
    AI_CHAT_MODEL: "scripted",
    AI_CHAT_KEY: "scripted",
    ...(visitorLimits === undefined ? {} : { VISITOR_LIMITS: visitorLimits }),
    ...(embedder === undefined ? {} : { AI_EMBED_BASE_URL: embedder.url, AI_EMBED_MODEL: "scripted-words" }),
  };
  const args = [START, "--fresh", "--state", stateDir, "--port", String(await freePort())];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const close = async () => {
    await stop(child);
    await Promise.all([model.close(), embedder?.close()]);
    await rm(stateDir, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
    return { dev: await readDev(join(stateDir, "dev.json")), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function untilReady(child: ChildProcess): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the product ${why}:\n${output.trim().slice(-2_000)}`));
    const timer = setTimeout(() => fail(`was not ready after ${READY_TIMEOUT_MS / 1_000} s`), READY_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (!output.includes("NETVEXA ready")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was ready`);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
