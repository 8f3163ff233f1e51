import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const NOT_NODE = ["**/*.workerd.test.ts", "**/*.browser.test.ts", "**/node_modules/**"];
const EVERY_WORKERD = "{db,workers/*}/src/**/*.workerd.test.ts";
/** They change what an isolate keeps for its whole life, or go through every tenant that the others have made. */
const ALONE = [
  "workers/edge/src/secrets.workerd.test.ts",
  "workers/edge/src/auth/signing-keys.workerd.test.ts",
  "workers/edge/src/services/leftover/*.workerd.test.ts",
  "workers/edge/src/jobs/*.workerd.test.ts",
];

/** Tests inside the runtime of the Worker. Each project has a database of its own. */
function workerd(name: string, files: { include: string[]; exclude?: string[]; isolate?: boolean }) {
  return {
    plugins: [
      cloudflareTest(({ inject }) => ({
        wrangler: { configPath: "./wrangler.test.toml" },
        miniflare: { bindings: { DATABASE_URL: inject<string>("databaseUrl") } },
      })),
    ],
    test: {
      ...files,
      name,
      globalSetup: ["./workers/local/src/testing/global-setup.ts"],
      testTimeout: 30_000,
    },
  };
}

export default defineConfig({
  test: {
    // Left alone, a machine with two cores would run one file at a time, and wait for its processes with the other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          // Rules without a process or a database behind them: nothing of one file stays for the next.
          name: "unit",
          include: ["{db,workers/{ai,contract,edge},widget,dashboard}/src/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: NOT_NODE,
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "node",
          include: ["workers/{bench,ingest,local}/src/**/*.test.ts"],
          exclude: NOT_NODE,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      workerd("workerd", { include: [EVERY_WORKERD], exclude: ALONE, isolate: false }),
      workerd("workerd-alone", { include: ALONE }),
      {
        test: {
          name: "browser",
          include: ["{dashboard,widget}/src/**/*.browser.test.ts"],
          globalSetup: ["./scripts/build-for-tests.mjs"],
          exclude: ["**/node_modules/**"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          // The whole product beside each browser: one at a time.
          name: "e2e",
          include: ["e2e/src/**/*.browser.test.ts"],
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
