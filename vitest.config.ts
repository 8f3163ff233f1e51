import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Left alone, a machine with two cores would run one file at a time, and wait for its processes with the other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "node",
          include: ["{db,workers/*,widget,dashboard,scripts}/src/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: ["**/*.workerd.test.ts", "**/*.browser.test.ts", "**/node_modules/**"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.test.toml" },
            miniflare: { bindings: { DATABASE_URL: inject<string>("databaseUrl") } },
          })),
        ],
        test: {
          name: "workerd",
          include: ["{db,workers/*}/src/**/*.workerd.test.ts"],
          globalSetup: ["./workers/local/src/testing/global-setup.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["**/src/**/*.browser.test.ts"],
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
