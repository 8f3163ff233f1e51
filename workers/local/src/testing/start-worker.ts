import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { freePort } from "../start/ports.ts";
import { loadSecrets } from "../start/secrets.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const { buildWorker } = createRequire(import.meta.url)(join(ROOT, "scripts", "build-worker.mjs")) as {
  buildWorker(outDir: string): Promise<unknown>;
};

interface RunningWorker {
  readonly url: string;
  close(): Promise<void>;
}

/** The deployed Worker, built from source, in workerd on a free port: its rooms and everything else as they are. */
export async function startWorker(settings: Record<string, string>): Promise<RunningWorker> {
  const { unstable_getMiniflareWorkerOptions: readWrangler } = await import("wrangler");
  const { compatibilityDate, compatibilityFlags, durableObjects } = readWrangler(
    join(ROOT, "wrangler.toml"),
  ).workerOptions;
  const home = mkdtempSync(join(tmpdir(), "netvexa-worker-"));
  await buildWorker(join(home, "worker"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const modules = readdirSync(join(home, "worker"))
    .filter((name) => name.endsWith(".js"))
    .sort((a, b) => Number(b === "index.js") - Number(a === "index.js"))
    .map((name) => ({
      type: "ESModule",
      path: join(home, "worker", name),
      contents: readFileSync(join(home, "worker", name)),
    }));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      resourcePersistencePath: join(home, "state"),
      logRequests: false,
      handleStructuredLogs: () => undefined,
      telemetry: { enabled: false },
      cf: false,
      workers: [
        {
          name: "netvexa",
          modules,
          modulesRoot: join(home, "worker"),
          compatibilityDate,
          compatibilityFlags,
          durableObjects,
          bindings: { ENVIRONMENT: "development", PUBLIC_URL: url, ...loadSecrets(home), ...settings },
        },
      ],
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  await miniflare.ready;
  return {
    url,
    close: async () => {
      await miniflare.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
