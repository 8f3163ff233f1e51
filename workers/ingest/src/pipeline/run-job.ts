import type { IngestJob } from "@netvexa/contract/jobs";
import { ServiceError } from "@netvexa/contract/problem";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { judge, RetryableFault } from "../faults.ts";
import { type ClaimedSource, claimSource } from "../store/claim-source.ts";
import { finishSource } from "../store/finish-source.ts";
import { readDocuments, readEmbeddedChunks } from "../store/read-existing.ts";
import { failSource } from "../store/report-progress.ts";
import type { PipelineDeps } from "./deps.ts";
import type { Drafts } from "./draft.ts";
import { embedAndStore, type Stored, type Work } from "./embed-and-store.ts";
import { documentId, identifyDraft, isUnchanged, planDocument } from "./plan-documents.ts";
import { readInput } from "./read-input.ts";

export interface JobResult {
  /** `deleted`, `stale` and `duplicate`: there was nothing (left) to do. */
  outcome: "ready" | "failed" | "deleted" | "stale" | "duplicate";
  problem?: string;
  documents?: number;
  unchanged?: number;
  failures?: number;
  embeddedChunks?: number;
}

/**
 * Does one job from its input to answers. Safe to run again, and twice at once: what is stored already costs
 * nothing more. Throws only what another delivery may cure; everything else ends the source as failed.
 */
export async function runJob(deps: PipelineDeps, job: IngestJob, signal: AbortSignal): Promise<JobResult> {
  const tenant = mintTenantContext(job.tenantId);
  const claim = await claimSource(deps.db, tenant, job);
  if (claim.state !== "claimed") return { outcome: claim.state };
  try {
    const drafts = await readInput(deps, job, claim.source, signal);
    return await ingest({ deps, job, tenant, locale: claim.source.locale, signal }, drafts);
  } catch (error) {
    if (signal.aborted) throw new RetryableFault("source_timed_out", { cause: error });
    const verdict = judge(error);
    if (verdict.isRetryable) throw error;
    await failSource(deps.db, tenant, job, verdict);
    return { outcome: "failed", problem: verdict.code };
  }
}

async function ingest(base: Omit<Work, "embedded">, { drafts, failures }: Drafts): Promise<JobResult> {
  const { deps, job, tenant, locale } = base;
  const context = { modelId: deps.embedder.model.id, language: languageOf(locale) };
  const identified = await Promise.all(drafts.map((draft) => identifyDraft(job, draft, context)));
  const ids = identified.map(({ id }) => id);
  const known = ids.length === 0 ? new Map() : await readDocuments(deps.db, tenant, ids);
  const changed = identified.filter((draft) => !isUnchanged(draft, job, known));
  const planned = await Promise.all(changed.map((draft) => planDocument(draft, context.language)));
  const old = planned.map(({ id }) => id).filter((id) => known.has(id));
  const embedded =
    old.length === 0 ? new Set<never>() : await readEmbeddedChunks(deps.db, tenant, old, context.modelId);

  const stored = await embedAndStore({ ...base, embedded }, planned);
  if (stored.state !== "stored") return { outcome: stored.state };
  const failed = [...failures, ...stored.failures];
  const succeeded = drafts.length - stored.failures.length;
  if (succeeded === 0) assertNotDown(stored);
  if (drafts.length + failures.length === 0) throw new ServiceError("source_empty");

  const failedIds = await Promise.all(failures.map(({ externalId }) => documentId(job, externalId)));
  const outcome = await finishSource(deps.db, tenant, job, {
    keep: new Set([...ids, ...failedIds]),
    failures: failed,
    hasSucceeded: succeeded > 0,
  });
  return {
    outcome,
    documents: succeeded,
    unchanged: identified.length - changed.length,
    failures: failed.length,
    embeddedChunks: stored.embeddedChunks,
  };
}

/** A model that refuses every text is not a fault of the texts. */
function assertNotDown({ failures }: Stored): void {
  if (failures.some(({ problem }) => problem.code === "embedding_unavailable")) {
    throw new RetryableFault("embedding_unavailable");
  }
}

/** Only the language of a locale steers the analysis. */
function languageOf(locale: ClaimedSource["locale"]): string {
  return locale.split("-", 1)[0]?.toLowerCase() ?? "";
}
