import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, type MiniflareOptions } from "miniflare";
import type { Log } from "./log.ts";

export interface RuntimeOptions {
  rootDir: string;
  stateDir: string;
  port: number;
  bindings: Record<string, string>;
  log: Log;
}

/** Everything workerd needs to run the built Worker as it stands in wrangler.toml, plus where local state lives. */
async function workerOptions({ rootDir, stateDir, port, bindings, log }: RuntimeOptions): Promise<MiniflareOptions> {
  const { unstable_getMiniflareWorkerOptions: readWrangler } = await import("wrangler");
  const { workerOptions: declared } = readWrangler(join(rootDir, "wrangler.toml"));
  const workerDir = join(rootDir, "dist", "worker");
  const modules = readdirSync(workerDir)
    .filter((name) => name.endsWith(".js"))
    .sort((a, b) => Number(b === "index.js") - Number(a === "index.js"))
    .map((name) => ({ type: "ESModule", path: join(workerDir, name), contents: readFileSync(join(workerDir, name)) }));
  const { modulesRules: _rules, ...rest } = declared;
  return convertV4MiniflareOptions({
    host: "127.0.0.1",
    port,
    resourcePersistencePath: join(stateDir, "runtime"),
    unsafeTriggerHandlers: true,
    logRequests: false,
    handleStructuredLogs: ({ message }: { message: string }) => log.write(message),
    // Neither usage reports nor the look-up of a real edge location: nothing here may need a network.
    telemetry: { enabled: false },
    cf: false,
    workers: [
      {
        ...rest,
        name: "netvexa",
        modules,
        modulesRoot: workerDir,
        bindings,
      },
    ],
  } as Parameters<typeof convertV4MiniflareOptions>[0]);
}

/** The calls of a Durable Object, as the Worker itself would make them. */
export type ObjectStub = Readonly<Record<string, (...input: readonly unknown[]) => Promise<unknown>>>;

export interface Runtime {
  /** The object that the Worker itself would reach under this name. */
  object(binding: string, name: string): Promise<ObjectStub>;
  reload(): Promise<void>;
  /** Runs the Worker's scheduled handler, as Cloudflare's cron does. */
  runScheduled(): Promise<void>;
  pid: number | undefined;
  close(): Promise<void>;
}

/** The process id of the workerd that this process has started. */
function findWorkerd(): number | undefined {
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, comm, parent] = readFileSync(`/proc/${name}/stat`, "utf8").match(/\((.*)\) \S (\d+)/) ?? [];
      if (comm?.startsWith("workerd") && Number(parent) === process.pid) return Number(name);
    } catch {
      // The process ended between the listing and the read.
    }
  }
  return undefined;
}

/** Runs the built Worker in workerd, without the dev proxy of `wrangler dev`, which doubles latency under load. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const miniflare = new Miniflare(await workerOptions(options));
  await miniflare.ready;
  return {
    reload: async () => miniflare.setOptions(await workerOptions(options)),
    runScheduled: async () => {
      const worker = await miniflare.getWorker();
      await worker.scheduled({ cron: "* * * * *" });
    },
    object: async (binding, name) => {
      const objects = await miniflare.getDurableObjectNamespace(binding);
      return objects.get(objects.idFromName(name)) as unknown as ObjectStub;
    },
    pid: process.platform === "linux" ? findWorkerd() : undefined,
    close: () => miniflare.dispose(),
  };
}
