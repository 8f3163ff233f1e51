import { type Analyser, loadAnalyser } from "@netvexa/ai/lexical/analyse";
import type { Id } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import type { TenantContext } from "@netvexa/db/tenant-context";
import { judge, RetryableFault } from "../faults.ts";
import { reportProgress } from "../store/report-progress.ts";
import { type ReadyChunk, type ReadyDocument, swapDocuments } from "../store/swap-documents.ts";
import type { PipelineDeps } from "./deps.ts";
import { type Failure, failure } from "./draft.ts";

export interface Work {
  deps: PipelineDeps;
  tenant: TenantContext;
  job: IngestJob;
  locale: string;
  signal: AbortSignal;
  /** Chunks that stand in the index already. */
  embedded: ReadonlySet<Id<"chunk">>;
}

export interface Stored {
  state: "stored" | "deleted" | "stale";
  failures: Failure[];
  embeddedChunks: number;
}

/** Texts of one call to the model; progress is reported after each. */
const BATCH_TEXTS = 64;
/** Small documents share a transaction up to this many chunks. */
const GROUP_CHUNKS = 128;

/** Embeds what is new and swaps the documents in, group by group; a group that fails is tried one by one, so that one document stops only itself. */
export async function embedAndStore(work: Work, documents: readonly ReadyDocument[]): Promise<Stored> {
  const analyser = await loadAnalyser(work.locale);
  const total = documents.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const progress = { done: countKept(work, documents), total };
  await report(work, progress);
  const stored: Stored = { state: "stored", failures: [], embeddedChunks: 0 };
  const waiting = groupDocuments(documents);
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    const before = { ...progress };
    try {
      stored.state = await storeGroup(work, analyser, group, progress);
      if (stored.state !== "stored") return stored;
      stored.embeddedChunks += progress.done - before.done;
    } catch (error) {
      const { code, detail, isRetryable } = judge(error);
      if (isRetryable) throw error;
      Object.assign(progress, before);
      if (group.length > 1) waiting.unshift(...group.map((document) => [document]));
      else stored.failures.push(...group.map(({ externalId }) => failure(externalId, code, detail)));
    }
  }
  return stored;
}

const isKept = (work: Work, { id }: ReadyChunk) => work.embedded.has(id);

const countKept = (work: Work, documents: readonly ReadyDocument[]) =>
  documents.reduce((sum, { chunks }) => sum + chunks.filter((chunk) => isKept(work, chunk)).length, 0);

const report = ({ deps, tenant, job }: Work, progress: { done: number; total: number }) =>
  reportProgress(deps.db, tenant, job, progress);

function groupDocuments(documents: readonly ReadyDocument[]): ReadyDocument[][] {
  const groups: ReadyDocument[][] = [];
  let chunks = Number.POSITIVE_INFINITY;
  for (const document of documents) {
    if (chunks + document.chunks.length > GROUP_CHUNKS) {
      groups.push([]);
      chunks = 0;
    }
    groups.at(-1)?.push(document);
    chunks += document.chunks.length;
  }
  return groups;
}

async function storeGroup(
  work: Work,
  analyser: Analyser,
  group: readonly ReadyDocument[],
  progress: { done: number; total: number },
): Promise<Stored["state"]> {
  const { deps, tenant, job } = work;
  const fresh = group.flatMap(({ title, chunks }) =>
    chunks.filter((chunk) => !isKept(work, chunk)).map((chunk) => ({ title, chunk })),
  );
  const indexed = new Map<Id<"chunk">, ReadyChunk["indexed"]>();
  for (let start = 0; start < fresh.length; start += BATCH_TEXTS) {
    const batch = fresh.slice(start, start + BATCH_TEXTS);
    const vectors = await embed(work, batch.map(embeddedText));
    for (const [index, { title, chunk }] of batch.entries()) {
      const embedding = vectors[index];
      if (embedding !== undefined) {
        indexed.set(chunk.id, {
          embedding,
          analysed: analyser.passage({ title, heading: chunk.heading, text: chunk.text }),
        });
      }
    }
    progress.done += batch.length;
    await report(work, progress);
  }
  const ready = group.map((document) => ({
    ...document,
    chunks: document.chunks.map((chunk) => ({ ...chunk, indexed: indexed.get(chunk.id) })),
  }));
  return swapDocuments(deps.db, tenant, job, ready, deps.embedder.model);
}

async function embed({ deps, signal }: Work, texts: readonly string[]): Promise<Float32Array[]> {
  try {
    signal.throwIfAborted();
    return await deps.embedder.embed(texts, { kind: "document", signal });
  } catch (error) {
    if (signal.aborted) throw new RetryableFault("source_timed_out", { cause: error });
    throw error;
  }
}

/** Title and headings say what a passage is about, which the passage itself often does not. */
function embeddedText({ title, chunk }: { title: string; chunk: ReadyChunk }): string {
  const heading = chunk.heading === title ? undefined : chunk.heading;
  return [title, heading, chunk.text].filter((part) => part !== undefined && part !== "").join("\n");
}
