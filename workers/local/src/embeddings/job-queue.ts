import type { EncodedText } from "./use-lite.ts";

/** A request for vectors; `texts` keep the caller's order. */
export interface EmbedJob {
  readonly id: number;
  readonly texts: readonly EncodedText[];
}

/** Texts to put through the model at once; `rows` are their places in the job. */
export interface Batch {
  readonly job: EmbedJob;
  readonly rows: readonly number[];
}

export interface JobQueue {
  push(job: EmbedJob): void;
  /** Forgets a job, also one that is half done. */
  drop(id: number): void;
  /** The next batch, or undefined if nothing waits. Its texts are then no longer waiting. */
  next(): Batch | undefined;
}

const BATCH_MAX_TEXTS = 32;
/** Padded tokens of one batch: about 150 ms of work, which is how long a question may have to wait. */
const BATCH_MAX_TOKENS = 256;

interface Waiting {
  readonly job: EmbedJob;
  /** Rows not yet taken, the shortest first, so that batches carry little padding. */
  rows: number[];
}

/** Jobs in the order of arrival, except that single texts (questions) pass batches (documents). */
export function createJobQueue(): JobQueue {
  const questions: Waiting[] = [];
  const documents: Waiting[] = [];
  const remove = (list: Waiting[], id: number): void => {
    const at = list.findIndex(({ job }) => job.id === id);
    if (at >= 0) list.splice(at, 1);
  };
  return {
    push: (job) => {
      const lengths = job.texts.map((text) => text.tokens.length);
      const rows = lengths.map((_, row) => row).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
      (rows.length === 1 ? questions : documents).push({ job, rows });
    },
    drop: (id) => {
      remove(questions, id);
      remove(documents, id);
    },
    next: () => {
      const list = questions.length > 0 ? questions : documents;
      const [first] = list;
      if (!first) return undefined;
      const size = batchSize(first);
      const batch = { job: first.job, rows: first.rows.slice(0, size) };
      first.rows = first.rows.slice(size);
      if (first.rows.length === 0) list.shift();
      return batch;
    },
  };
}

function batchSize({ job, rows }: Waiting): number {
  let size = 1;
  while (size < Math.min(rows.length, BATCH_MAX_TEXTS)) {
    const longest = job.texts[rows[size] ?? 0]?.tokens.length ?? 0;
    if ((size + 1) * longest > BATCH_MAX_TOKENS) break;
    size += 1;
  }
  return size;
}
