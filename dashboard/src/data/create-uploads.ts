import { createStore, produce } from "solid-js/store";
import { type ApiProblem, toApiProblem } from "./api-problem.ts";
import { checkFile } from "./file-check.ts";
import type { Declared, UploadSteps } from "./upload-file.ts";

export type UploadPhase = "waiting" | "sending" | "finishing" | "failed";

export interface UploadItem {
  id: string;
  name: string;
  sizeBytes: number;
  sentBytes: number;
  phase: UploadPhase;
  /** The source that the server already lists for this file. */
  sourceId?: string;
  problem?: ApiProblem;
}

interface Job {
  file: File;
  cancel: AbortController;
  declared?: Declared;
}

interface UploadsDeps {
  steps: UploadSteps;
  now: () => number;
  newId: () => string;
  /** A file is stored and queued; its row in the list of uploads is about to go. */
  onStored: (name: string) => Promise<unknown>;
}

const PARALLEL = 3;
/** An address this close to its end is not worth starting with. */
const ADDRESS_MARGIN_MS = 30_000;

/** Uploads of one agent, a few at a time; outlives the page that shows them. */
export function createUploads(deps: UploadsDeps) {
  const [items, setItems] = createStore<UploadItem[]>([]);
  const jobs = new Map<string, Job>();
  let running = 0;

  function change(id: string, part: Partial<UploadItem>): void {
    setItems((item) => item.id === id, part);
  }

  function drop(id: string): void {
    jobs.delete(id);
    setItems((list) => list.filter((item) => item.id !== id));
  }

  function add(files: readonly File[]): void {
    for (const file of files) {
      const id = deps.newId();
      const problem = checkFile(file);
      jobs.set(id, { file, cancel: new AbortController() });
      const item: UploadItem = { id, name: file.name, sizeBytes: file.size, sentBytes: 0, phase: "waiting" };
      setItems(produce((list) => list.push(problem ? { ...item, phase: "failed", problem } : item)));
    }
    pump();
  }

  function pump(): void {
    while (running < PARALLEL) {
      const next = items.find((item) => item.phase === "waiting");
      const job = next && jobs.get(next.id);
      if (!next || !job) return;
      running += 1;
      change(next.id, { phase: "sending", sentBytes: 0 });
      void run(next.id, job).finally(() => {
        running -= 1;
        pump();
      });
    }
  }

  async function run(id: string, job: Job): Promise<void> {
    try {
      const { source, upload } = await declaredFor(job);
      change(id, { sourceId: source.id });
      await deps.steps.put(upload, job.file, (sentBytes) => change(id, { sentBytes }), job.cancel.signal);
      change(id, { phase: "finishing", sentBytes: job.file.size });
      await deps.steps.complete(source.id);
      await deps.onStored(job.file.name);
      drop(id);
    } catch (error) {
      if (!job.cancel.signal.aborted) change(id, { phase: "failed", problem: toApiProblem(error) });
    }
  }

  async function declaredFor(job: Job): Promise<Declared> {
    const held = job.declared;
    if (held && Date.parse(held.upload.expiresAt) - deps.now() > ADDRESS_MARGIN_MS) return held;
    job.declared = await deps.steps.declare(job.file);
    if (held) await forget(held);
    return job.declared;
  }

  async function forget(declared: Declared): Promise<void> {
    // Best effort: a source without a file does no harm and can be deleted from the list.
    await deps.steps.discard(declared.source.id).catch(() => undefined);
  }

  return {
    items,
    add,
    retry(id: string): void {
      setItems((item) => item.id === id, { phase: "waiting", problem: undefined } as Partial<UploadItem>);
      pump();
    },
    async dismiss(id: string): Promise<void> {
      const job = jobs.get(id);
      job?.cancel.abort();
      drop(id);
      if (job?.declared) await forget(job.declared);
    },
    /** Ends every upload in flight; what is not stored yet is given up. */
    stop(): void {
      for (const job of jobs.values()) job.cancel.abort();
    },
    isBusy: () => items.some((item) => item.phase !== "failed"),
  };
}

export type Uploads = ReturnType<typeof createUploads>;
