import type { IngestInput, IngestJob } from "@netvexa/contract/jobs";
import { JOBS } from "@netvexa/edge/declared/beyond-http";
import type { HandlerDeps } from "@netvexa/ingest/handler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Postgres } from "../postgres/start-postgres.ts";
import { createWorld, startDatabase, type World } from "./testing/ingest-world.ts";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startDatabase();
});
afterAll(() => postgres.close());

const fault = () => new Error("canary: password of db.internal");
const fails = () => Promise.reject(fault());
const page: IngestInput = { kind: "url", url: "http://127.0.0.1:1/" };
const text: IngestInput = { kind: "documents", documents: [{ externalId: "a", title: "a", text: "Some text." }] };
const file = { file: new TextEncoder().encode("Some text."), contentType: "text/plain" };

/** Every part that the handler stands on, and a job that needs it. */
const PARTS: {
  [Part in Exclude<keyof HandlerDeps, "log" | "now" | "maxReceives">]: Parameters<World["addSource"]>[0];
} = {
  objects: text,
  embedder: text,
  db: text,
  fetchPage: page,
  parse: file,
};

const brokenDeps = (part: string): Partial<HandlerDeps> => ({
  ...(part === "objects" && { objects: { get: fails } }),
  ...(part === "fetchPage" && { fetchPage: fails }),
  ...(part === "parse" && { parse: fails }),
  ...(part === "db" && {
    db: new Proxy(
      {},
      {
        get: () => {
          throw fault();
        },
      },
    ) as HandlerDeps["db"],
  }),
});

/** The declared jobs that a queue starts. */
const HANDLED: Record<string, (world: World, job: IngestJob) => Promise<unknown>> = {
  ingest: (world, job) => world.deliver([job, "not json"], { receives: 5 }),
};

describe("a fault of our own under the queue", () => {
  const queued = JOBS.filter(({ credentials }) => credentials.includes("queue")).map(({ name }) => name);

  it.each(queued.flatMap((name) => Object.entries(PARTS).map(([part, input]) => ({ name, part, input }))))(
    "O-69 is told in the catalogue's words, names the message, and ends no process: $name without $part",
    async ({ name, part, input }) => {
      const world = await createWorld(postgres.url, brokenDeps(part));
      if (part === "embedder") world.embedder.before = fails;
      const job = await world.addSource(input);
      const deliver = HANDLED[name];
      if (deliver === undefined) throw new Error(`it is not known how ${name} is delivered`);
      expect(await deliver(world, job)).toEqual({ batchItemFailures: [{ itemIdentifier: "message-0" }] });
      const told = JSON.stringify([world.events, await world.sourceOf(job)]);
      expect(told).not.toMatch(/canary|db\.internal|\.ts:\d/);
      expect(world.events).toContainEqual(expect.objectContaining({ messageId: "message-0", jobId: job.jobId }));
      const sound = await createWorld(postgres.url);
      expect(await sound.deliver(await sound.addSource(text))).toEqual({ batchItemFailures: [] });
    },
  );
});
