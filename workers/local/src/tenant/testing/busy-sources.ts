import type { IngestInput, IngestJob } from "@netvexa/contract/jobs";
import { ServiceError } from "@netvexa/contract/problem";
import { sql } from "drizzle-orm";
import type { World } from "../../aws/testing/ingest-world.ts";

const RETRY_MS = 50;
const SOURCES_MAX = 6;

/** As a queue does: the message comes again until the handler has nothing to name. */
async function deliverUntilDone(world: World, job: IngestJob): Promise<void> {
  while ((await world.deliver(job)).batchItemFailures.length > 0) await pause();
}

/** As whoever calls the API does while the tenant is being moved. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "unavailable") throw error;
      await pause();
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));

/** Sources that come, are read again with other documents, and go; each through the real handler. */
export function createBusySources(world: World, random: () => number) {
  const live: { job: IngestJob; input: IngestInput }[] = [];
  let count = 0;
  let jobs = 0;

  async function add(): Promise<void> {
    const input = makeInput();
    const job = await insist(() => world.addSource(input));
    live.push({ job, input });
    await deliverUntilDone(world, job);
  }

  async function readAgain(): Promise<void> {
    const entry = live[Math.floor(random() * live.length)];
    if (entry === undefined) return add();
    const { documents } = entry.input as Extract<IngestInput, { kind: "documents" }>;
    entry.input = { kind: "documents", documents: [...documents.slice(1), ...makeDocuments(1)] };
    entry.job = await insist(() => world.resync(entry.job, entry.input));
    await deliverUntilDone(world, entry.job);
  }

  async function remove(): Promise<void> {
    const [entry] = live.splice(Math.floor(random() * live.length), 1);
    if (entry === undefined) return add();
    await insist(() => world.run(sql`delete from source where id = ${entry.job.sourceId}`));
  }

  const makeInput = (): IngestInput => ({ kind: "documents", documents: makeDocuments(2) });
  const makeDocuments = (length: number) =>
    Array.from({ length }, () => {
      count += 1;
      const sentences = 20 + Math.floor(random() * 120);
      const text = Array.from(
        { length: sentences },
        (_, n) => `Sentence ${n} of text ${count} praises apples, “pears” \\ plums.`,
      );
      return { externalId: `doc-${count}`, title: `Text ${count}`, text: text.join(" ") };
    });

  return {
    get jobs() {
      return jobs;
    },
    async workOnce(): Promise<void> {
      const dice = random();
      if (live.length >= SOURCES_MAX || dice < 0.2) await remove();
      else if (dice < 0.5) await readAgain();
      else await add();
      jobs += 1;
    },
    /** The same sources as they should stand, read in at one go by a tenant that never moved. */
    async repeatIn(twin: World): Promise<void> {
      for (const { input } of live) await deliverUntilDone(twin, await twin.addSource(input));
    },
  };
}
