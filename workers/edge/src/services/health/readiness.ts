import { controlBatch } from "@netvexa/db/control";
import { databaseFaults } from "@netvexa/db/soundness";
import { sql } from "drizzle-orm";
import { describeError } from "../../observability/logger.ts";
import type { Services } from "../context.ts";

export interface Readiness {
  status: "ready" | "unready";
  checks: { configuration: "ok"; database: "ok" | "failed" };
}

const TIMEOUT_MS = 3_000;

/**
 * Asks the database whether it is fit to serve tenants. That there are services at all shows that the settings are in
 * order. What is merely old is an error in the log and keeps nobody out.
 */
export async function checkReadiness(services: Pick<Services, "db" | "log">): Promise<Readiness> {
  const isUp = await Promise.race([askDatabase(services), timeout(TIMEOUT_MS)]);
  return {
    status: isUp ? "ready" : "unready",
    checks: { configuration: "ok", database: isUp ? "ok" : "failed" },
  };
}

async function askDatabase(services: Pick<Services, "db" | "log">): Promise<boolean> {
  try {
    const [, found] = await controlBatch(services.db, () => [sql`select 1 from tenant limit 1`, databaseFaults()]);
    if (found.length > 0) services.log("error", "database_unsound", { faults: found.map(({ fault }) => fault) });
    return !found.some(({ isBreach }) => isBreach);
  } catch (error) {
    services.log("error", "database_not_ready", describeError(error));
    return false;
  }
}

function timeout(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
