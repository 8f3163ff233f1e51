import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

/** Loaded past Vite, which in this project resolves packages for workerd and would hand out the browser's half of `ws`. */
const { startPostgres } = createRequire(import.meta.url)(
  "../postgres/start-postgres.ts",
) as typeof import("../postgres/start-postgres.ts");

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database in memory, shared by all tests inside workerd: each test makes its own tenant. */
    databaseUrl: string;
  }
}

/** Starts the database that tests inside workerd reach as `env.DATABASE_URL` (`cloudflare:workers`) or `inject("databaseUrl")`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ migrationsDir: MIGRATIONS_DIR });
  await postgres.migrate();
  project.provide("databaseUrl", postgres.url);
  return () => postgres.close();
}
