import { setTimeout as delay } from "node:timers/promises";
import type { Source } from "@netvexa/contract/http/sources";
import { LIMITS } from "@netvexa/contract/limits";
import type { Api } from "./api.ts";
import type { DataSet } from "./data-set.ts";

const POLL_MS = 500;
const STALLED_MS = 10 * 60 * 1_000;

export interface Ingestion {
  readonly chunks: number;
  readonly seconds: number;
  readonly documentsPerSecond: number;
}

/** Sends the documents and waits until all of them answer; throws if a source fails or nothing moves any more. */
export async function ingest(api: Api, agentId: string, docs: DataSet["docs"]): Promise<Ingestion> {
  const startedAt = performance.now();
  const sourceIds: string[] = [];
  for (let start = 0; start < docs.length; start += LIMITS.documentsMaxPerCall) {
    const batch = docs.slice(start, start + LIMITS.documentsMaxPerCall);
    sourceIds.push(
      await api.addDocuments(
        agentId,
        batch.map(({ id, title, text }) => ({ externalId: id, title: title.slice(0, 500), text })),
      ),
    );
  }
  let chunks = 0;
  for (const sourceId of sourceIds) chunks += (await whenReady(api, sourceId)).chunks;
  const seconds = (performance.now() - startedAt) / 1_000;
  return { chunks, seconds, documentsPerSecond: docs.length / seconds };
}

async function whenReady(api: Api, sourceId: string): Promise<Source> {
  let seen = "";
  let movedAt = performance.now();
  for (;;) {
    const source = await api.source(sourceId);
    if (source.status === "failed" || source.failures?.length) {
      throw new Error(`source ${sourceId} failed: ${JSON.stringify(source.problem ?? source.failures)}`);
    }
    if (source.status === "ready") return source;
    const state = `${source.status} ${source.progress.done}`;
    if (state !== seen) movedAt = performance.now();
    seen = state;
    if (performance.now() - movedAt > STALLED_MS) throw new Error(`source ${sourceId} stays at "${state}"`);
    await delay(POLL_MS);
  }
}
