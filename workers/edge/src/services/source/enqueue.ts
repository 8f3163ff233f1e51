import { newId } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import { describeError } from "../../observability/logger.ts";
import type { Services } from "../context.ts";
import type { SourceRow } from "./shape.ts";

export function jobOf(row: SourceRow, nowMs: number): IngestJob {
  return {
    version: 1,
    jobId: newId("job"),
    tenantId: row.tenantId,
    agentId: row.agentId,
    sourceId: row.id,
    inputKey: row.inputKey,
    kind: row.kind,
    revision: row.revision,
    enqueuedAt: new Date(nowMs).toISOString(),
  };
}

/**
 * Sends the job of a source that is committed as `queued`. A failure is logged and not thrown: the row
 * still says what is due, and the sweep sends it later.
 */
export async function enqueueSource(
  services: Pick<Services, "jobQueue" | "log" | "now">,
  row: SourceRow,
): Promise<boolean> {
  try {
    await services.jobQueue.send(jobOf(row, services.now()));
    return true;
  } catch (error) {
    services.log("warn", "enqueue_failed", { tenantId: row.tenantId, sourceId: row.id, ...describeError(error) });
    return false;
  }
}
