import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ModelError } from "@netvexa/ai/model-error";
import { newId } from "@netvexa/contract/ids";
import type { IngestInput } from "@netvexa/contract/jobs";
import { makePdf } from "@netvexa/ingest/testing/make-files";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Postgres } from "../postgres/start-postgres.ts";
import { createWorld, startDatabase, type World } from "./testing/ingest-world.ts";

let postgres: Postgres;
let world: World;

beforeAll(async () => {
  postgres = await startDatabase();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  world = await createWorld(postgres.url);
});

const acknowledged = { batchItemFailures: [] };
const documents = (...texts: [externalId: string, text: string, title?: string][]): IngestInput => ({
  kind: "documents",
  documents: texts.map(([externalId, text, title = externalId]) => ({ externalId, title, text })),
});
const sentences = (count: number, word = "apple") =>
  Array.from({ length: count }, (_, index) => `Sentence number ${index} is about the ${word} and its tree.`).join(" ");

describe("a source that is deleted", () => {
  const remove = (id: string) => world.run(sql`delete from source where id = ${id}`);

  it("before the job comes: nothing is done", async () => {
    const job = await world.addSource(documents(["a", "Text."]));
    await remove(job.sourceId);
    expect(await world.deliver(job)).toEqual(acknowledged);
    expect(world.events).toMatchObject([{ outcome: "deleted" }]);
  });

  it("O-65 while the job runs: nothing survives", async () => {
    const job = await world.addSource(documents(["a", sentences(60 * 40)], ["b", sentences(40)]));
    let calls = 0;
    world.embedder.before = async () => {
      calls += 1;
      if (calls === 2) await remove(job.sourceId);
    };
    expect(await world.deliver(job)).toEqual(acknowledged);
    expect((await world.stored()).counts).toEqual({ documents: 0, chunks: 0, indexed: 0, counted: 0, terms: 0 });
  });

  it("O-65 with its agent while the job runs: nothing survives", async () => {
    const job = await world.addSource(documents(["a", "Text."]));
    world.embedder.before = async () => void (await world.run(sql`delete from agent where id = ${world.agentId}`));
    expect(await world.deliver(job)).toEqual(acknowledged);
    expect((await world.stored()).counts).toEqual({ documents: 0, chunks: 0, indexed: 0, counted: 0, terms: 0 });
  });
});

describe("a batch", () => {
  it("O-63 acknowledges what it cannot understand and what is done, and names only the rest", async () => {
    const good = await world.addSource(documents(["a", "Good text."]));
    const unlucky = await world.addSource(documents(["b", "unlucky text"]));
    world.embedder.before = (texts) => {
      if (texts.some((text) => text.includes("unlucky"))) throw new ModelError("unavailable", "down");
    };
    const unknown = JSON.stringify({ ...good, version: 2 });
    const result = await world.deliver(["not json", unlucky, unknown, "{}", good]);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(await world.sourceOf(good)).toMatchObject({ status: "ready" });
    expect(await world.sourceOf(unlucky)).toMatchObject({ status: "processing" });
    expect(world.events.map(({ outcome }) => outcome).sort()).toEqual([
      "malformed",
      "malformed",
      "malformed",
      "ready",
      "retry",
    ]);
  });

  it("O-08 keeps a job of another tenant's source from touching it", async () => {
    const job = await world.addSource(documents(["a", "Text."]));
    const stranger = await createWorld(postgres.url);
    stranger.objects.set(job.inputKey, new TextEncoder().encode(JSON.stringify(documents(["a", "Stolen."]))));
    await stranger.deliver({ ...job, tenantId: stranger.tenantId, jobId: newId("job") });
    expect(stranger.events).toMatchObject([{ outcome: "deleted" }]);
    expect(await world.sourceOf(job)).toMatchObject({ status: "queued" });
  });

  it("O-08 keeps a job of an own source from reading another tenant's input", async () => {
    const theirs = await world.addSource(documents(["a", "Canary."]));
    const own = await createWorld(postgres.url);
    const job = await own.addSource(documents(["b", "Text."]));
    own.objects.set(theirs.inputKey, new TextEncoder().encode(JSON.stringify(documents(["a", "Canary."]))));
    for (const inputKey of [theirs.inputKey, `${job.inputKey}/../../${theirs.inputKey}`, "tenants", ""]) {
      const event = await own.deliver({ ...job, inputKey, jobId: newId("job") });
      expect(event).toEqual(acknowledged);
    }
    expect(await own.sourceOf(job)).toMatchObject({ status: "failed", problemCode: "upload_missing", documents: 0 });
    expect((await own.stored()).chunks).toEqual([]);
  });
});

describe("a fault that may pass", () => {
  it("leaves the source in work and finishes at the next delivery, embedding nothing twice", async () => {
    const job = await world.addSource(documents(["a", sentences(60 * 40)], ["b", sentences(60 * 40, "pear")]));
    let calls = 0;
    world.embedder.before = () => {
      calls += 1;
      if (calls === 3) throw new ModelError("unavailable", "down");
    };
    expect((await world.deliver(job)).batchItemFailures).toHaveLength(1);
    expect(await world.sourceOf(job)).toMatchObject({ status: "processing", problemCode: null });
    const embeddedBefore = (await world.stored()).counts?.chunks ?? 0;
    expect(embeddedBefore).toBeGreaterThan(0);
    world.embedder.texts = [];
    expect(await world.deliver(job, { receives: 2 })).toEqual(acknowledged);
    const { counts } = await world.stored();
    expect(world.embedder.texts).toHaveLength((counts?.chunks ?? 0) - embeddedBefore);
    expect(await world.sourceOf(job)).toMatchObject({ status: "ready", documents: 2, problemCode: null });
  });

  it("fails the source with its reason at the last delivery and leaves the message to the dead-letter queue", async () => {
    const job = await world.addSource(documents(["a", "Text."]));
    world.embedder.before = () => {
      throw new ModelError("unavailable", "down");
    };
    expect((await world.deliver(job, { receives: 5 })).batchItemFailures).toHaveLength(1);
    expect(await world.sourceOf(job)).toMatchObject({
      status: "failed",
      problemCode: "embedding_unavailable",
      problemDetail: expect.stringContaining("model"),
    });
    expect(world.events).toMatchObject([{ outcome: "exhausted", problem: "embedding_unavailable" }]);
  });

  it("does not blame the texts when the model refuses all of them", async () => {
    const job = await world.addSource(documents(["a", "Text."], ["b", "More."]));
    world.embedder.before = () => {
      throw new ModelError("refused", "bad key");
    };
    expect((await world.deliver(job)).batchItemFailures).toHaveLength(1);
    expect(await world.sourceOf(job)).toMatchObject({ status: "processing" });
  });

  it("asks for another delivery when the bucket is down", async () => {
    const down = await createWorld(postgres.url, {
      objects: { get: () => Promise.reject(new Error("connection refused")) },
    });
    const job = await down.addSource(documents(["a", "Text."]));
    expect((await down.deliver(job)).batchItemFailures).toHaveLength(1);
    expect(down.events).toMatchObject([{ outcome: "retry", problem: "unavailable" }]);
  });

  it("asks for another delivery when time is up, keeping what is done", async () => {
    const job = await world.addSource(documents(["a", sentences(60 * 40)], ["b", "Short."]));
    expect((await world.deliver(job, { timeLeftMs: 0 })).batchItemFailures).toHaveLength(1);
    expect(world.events).toMatchObject([{ outcome: "retry", problem: "source_timed_out" }]);
    expect(await world.deliver(job, { receives: 2 })).toEqual(acknowledged);
  });
});

describe("other kinds of sources", () => {
  it("makes each question and answer a document", async () => {
    const pairs = [
      { question: "Do you ship?", answer: "Yes, daily." },
      { question: "Do you ship?", answer: "Also abroad." },
    ];
    const job = await world.addSource({ kind: "qa", pairs });
    await world.deliver(job);
    expect((await world.stored()).chunks.map(({ externalId, text }) => [externalId, text])).toEqual([
      ["Do you ship?", "Yes, daily."],
      ["Do you ship? (2)", "Also abroad."],
    ]);
  });

  it("reads an uploaded PDF", async () => {
    const file = makePdf([{ text: "Opening hours", size: 22 }, { text: "We open at nine." }]);
    const job = await world.addSource({ file, contentType: "application/pdf", name: "hours.pdf" });
    await world.deliver(job);
    expect((await world.stored()).chunks).toMatchObject([{ externalId: "hours.pdf", text: "We open at nine." }]);
    expect(await world.sourceOf(job)).toMatchObject({ status: "ready", documents: 1, chunks: 1 });
  });

  it.each([
    ["source_empty", makePdf([]), "application/pdf"],
    ["source_unreadable", makePdf([{ text: "x" }], { encrypted: true }), "application/pdf"],
    ["source_unreadable", new TextEncoder().encode("<!doctype html><p>x"), "application/pdf"],
    ["unsupported_media_type", new Uint8Array([1, 2, 3]), "image/png"],
    ["source_empty", new Uint8Array(0), "text/plain"],
  ])("ends a bad file as failed with %s, once and readably", async (code, file, contentType) => {
    const job = await world.addSource({ file, contentType });
    const neighbour = await world.addSource(documents(["n", "Neighbour."]));
    expect(await world.deliver([job, neighbour])).toEqual(acknowledged);
    expect(await world.sourceOf(job)).toMatchObject({
      status: "failed",
      problemCode: code,
      problemDetail: expect.stringMatching(/\w{3,}.*\.$/),
    });
    expect(await world.sourceOf(neighbour)).toMatchObject({ status: "ready" });
  });

  it("says when the upload never came", async () => {
    const job = await world.addSource({ file: new Uint8Array(0), contentType: "text/plain" });
    world.objects.clear();
    await world.deliver(job);
    expect(await world.sourceOf(job)).toMatchObject({ status: "failed", problemCode: "upload_missing" });
  });

  it("reads a page of the web and keeps answering from it when it later breaks", async () => {
    let body = "<!doctype html><title>Help</title><main><h1>Help</h1><p>Call us any time.</p></main>";
    let status = 200;
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/help`;
      const first = await world.addSource({ kind: "url", url });
      await world.deliver(first);
      expect((await world.stored()).chunks).toMatchObject([{ externalId: url, text: "Call us any time." }]);
      [status, body] = [500, "broken"];
      const second = await world.resync(first, { kind: "url", url });
      await world.deliver(second);
      expect(await world.sourceOf(second)).toMatchObject({
        status: "failed",
        problemCode: "source_unreachable",
        chunks: 1,
      });
      expect((await world.stored()).counts).toMatchObject({ chunks: 1, indexed: 1 });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("refuses a page of a private network", async () => {
    const job = await world.addSource({ kind: "url", url: "http://10.0.0.1/" });
    await world.deliver(job);
    expect(await world.sourceOf(job)).toMatchObject({ status: "failed", problemCode: "source_address_refused" });
  });
});
