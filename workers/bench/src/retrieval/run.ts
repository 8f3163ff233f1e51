import type { Api } from "./api.ts";
import { pairedInterval } from "./bootstrap.ts";
import type { DataSet } from "./data-set.ts";
import { type Ingestion, ingest } from "./ingest.ts";
import { difference, meanQuality, measure, percentile, type Quality, rounded } from "./metrics.ts";
import { plainBm25 } from "./plain-bm25.ts";

const HITS = 20;
const TIMED_QUERIES = 100;

export interface Report {
  readonly set: string;
  readonly locale: string;
  readonly documents: number;
  readonly chunks: number;
  readonly queries: number;
  readonly product: Quality;
  readonly bm25: Quality;
  /** Product minus BM25, with the 95 % interval of the paired nDCG difference. */
  readonly difference: Quality & { readonly ndcg10Interval: readonly [number, number] };
  readonly ingestion: { readonly seconds: number; readonly documentsPerSecond: number };
  /** One search at a time, as the caller sees it and as the server says of its database step. */
  readonly search: {
    readonly sample: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly dbP50Ms: number;
  };
}

interface RunInput {
  readonly name: string;
  readonly locale: string;
  readonly data: DataSet;
  readonly concurrency: number;
  readonly keep: boolean;
}

export async function run(api: Api, { name, locale, data, concurrency, keep }: RunInput): Promise<Report> {
  const agentId = await api.createAgent({ name: `Bench ${name}`.slice(0, 80), locale });
  try {
    const ingestion = await ingest(api, agentId, data.docs);
    const rankings = await inParallel(data.queries, concurrency, async ({ text }) =>
      documentsOf((await api.search(agentId, text, HITS)).hits),
    );
    const search = await timeSearches(api, agentId, data.queries);
    return report({ name, locale, data, ingestion, rankings, search });
  } finally {
    if (!keep) await api.deleteAgent(agentId);
  }
}

interface Results extends Pick<RunInput, "name" | "locale" | "data"> {
  readonly ingestion: Ingestion;
  readonly rankings: readonly string[][];
  readonly search: Report["search"];
}

function report({ name, locale, data, ingestion, rankings, search }: Results): Report {
  const plain = plainBm25(data.docs, locale);
  const product = data.queries.map(({ rel }, index) => measure(rankings[index] ?? [], rel));
  const bm25 = data.queries.map(({ text, rel }) => measure(plain(text), rel));
  const gains = product.map(({ ndcg10 }, index) => ndcg10 - (bm25[index]?.ndcg10 ?? 0));
  const [low, high] = pairedInterval(gains);
  const means = { product: meanQuality(product), bm25: meanQuality(bm25) };
  return {
    set: name,
    locale,
    documents: data.docs.length,
    chunks: ingestion.chunks,
    queries: data.queries.length,
    product: rounded(means.product),
    bm25: rounded(means.bm25),
    difference: {
      ...rounded(difference(means.product, means.bm25)),
      ndcg10Interval: [toThousandth(low), toThousandth(high)],
    },
    ingestion: {
      seconds: toThousandth(ingestion.seconds),
      documentsPerSecond: toThousandth(ingestion.documentsPerSecond),
    },
    search,
  };
}

/** A document's place is that of its best chunk. */
function documentsOf(hits: readonly { externalId?: string | undefined }[]): string[] {
  return [...new Set(hits.flatMap(({ externalId }) => externalId ?? []))];
}

async function timeSearches(api: Api, agentId: string, queries: DataSet["queries"]): Promise<Report["search"]> {
  const sample = queries.slice(0, TIMED_QUERIES);
  const times: number[] = [];
  const dbTimes: number[] = [];
  for (const { text } of sample) {
    const startedAt = performance.now();
    // The quality run left its questions in the cache of embeddings; these are new to it.
    const { timings } = await api.search(agentId, `${text} ?`, HITS);
    times.push(performance.now() - startedAt);
    dbTimes.push(timings.db ?? 0);
  }
  return {
    sample: sample.length,
    p50Ms: toThousandth(percentile(times, 0.5)),
    p95Ms: toThousandth(percentile(times, 0.95)),
    dbP50Ms: percentile(dbTimes, 0.5),
  };
}

async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

function toThousandth(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
