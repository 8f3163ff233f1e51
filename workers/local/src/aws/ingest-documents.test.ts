import { ModelError } from "@netvexa/ai/model-error";
import type { IngestInput } from "@netvexa/contract/jobs";
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

describe("a job of documents", () => {
  it("ends ready with every passage stored, indexed and counted", async () => {
    const job = await world.addSource(documents(["a", "Alpha is first."], ["b", sentences(60)]));
    expect(await world.deliver(job)).toEqual(acknowledged);
    const { chunks, counts } = await world.stored();
    expect(chunks.map(({ externalId, position }) => [externalId, position])).toEqual([
      ["a", 0],
      ["b", 0],
      ["b", 1],
      ["b", 2],
    ]);
    expect(chunks.every(({ indexed }) => indexed)).toBe(true);
    expect(counts).toMatchObject({ documents: 2, chunks: 4, indexed: 4, counted: 4 });
    expect(await world.sourceOf(job)).toMatchObject({
      status: "ready",
      documents: 2,
      chunks: 4,
      progressDone: 4,
      progressTotal: 4,
      failures: [],
      problemCode: null,
    });
    expect(world.events).toMatchObject([{ outcome: "ready", documents: 2, embeddedChunks: 4, failures: 0 }]);
  });

  it("shows its progress while it runs", async () => {
    const job = await world.addSource(documents(["long", sentences(60 * 40)]));
    const seen: unknown[] = [];
    world.embedder.before = async () => {
      const { status, progressDone, progressTotal } = (await world.sourceOf(job)) ?? {};
      seen.push([status, progressDone, progressTotal]);
    };
    await world.deliver(job);
    const total = (await world.sourceOf(job))?.progressTotal;
    expect(total).toBeGreaterThan(64);
    expect(seen.slice(0, 2)).toEqual([
      ["processing", 0, total],
      ["processing", 64, total],
    ]);
  });

  it("goes on past a document that is empty and names it", async () => {
    const job = await world.addSource(documents(["empty", "\u0000 \n"], ["full", "There is text here."]));
    await world.deliver(job);
    expect(await world.sourceOf(job)).toMatchObject({
      status: "ready",
      documents: 1,
      failures: [{ externalId: "empty", problem: { code: "source_empty" } }],
    });
  });

  it("goes on past a document that the model refuses", async () => {
    world.embedder.before = (texts) => {
      if (texts.some((text) => text.includes("forbidden"))) throw new ModelError("refused", "no");
    };
    const job = await world.addSource(
      documents(["good", "Fine words."], ["bad", "forbidden words"], ["also", "More."]),
    );
    expect(await world.deliver(job)).toEqual(acknowledged);
    expect(await world.sourceOf(job)).toMatchObject({
      status: "ready",
      documents: 2,
      failures: [{ externalId: "bad", problem: { code: "embedding_unavailable" } }],
    });
  });

  it("fails only if no document succeeded", async () => {
    const job = await world.addSource(documents(["empty", " "], ["void", "\n"]));
    expect(await world.deliver(job)).toEqual(acknowledged);
    expect(await world.sourceOf(job)).toMatchObject({
      status: "failed",
      problemCode: "source_empty",
      problemDetail: "The document holds no text.",
    });
  });
});

describe("a repeated job", () => {
  it("O-62 gives one set of passages when delivered three times", async () => {
    const job = await world.addSource(documents(["a", sentences(40)], ["b", sentences(30, "pear")]));
    for (let delivery = 1; delivery <= 3; delivery++) {
      expect(await world.deliver(job, { receives: delivery })).toEqual(acknowledged);
    }
    expect((await world.stored()).counts).toMatchObject({ documents: 2, chunks: 4, indexed: 4, counted: 4 });
    expect(world.embedder.texts).toHaveLength(4);
    expect(world.events.map(({ outcome }) => outcome)).toEqual(["ready", "duplicate", "duplicate"]);
  });

  it("O-62 gives one set of passages when two workers have it at once", async () => {
    const job = await world.addSource(documents(["a", sentences(40)], ["b", sentences(30, "pear")]));
    const results = await Promise.all([world.deliver(job), world.deliver(job), world.deliver([job, job])]);
    expect(results).toEqual([acknowledged, acknowledged, acknowledged]);
    expect((await world.stored()).counts).toMatchObject({ documents: 2, chunks: 4, indexed: 4, counted: 4 });
    expect(await world.sourceOf(job)).toMatchObject({ status: "ready", documents: 2, chunks: 4 });
  });

  it("is dropped when a later sync has taken over", async () => {
    const first = await world.addSource(documents(["a", "Old text."]));
    const second = await world.resync(first, documents(["a", "New text."]));
    await world.deliver(second);
    expect(await world.deliver(first)).toEqual(acknowledged);
    expect((await world.stored()).chunks.map(({ text }) => text)).toEqual(["New text."]);
    expect(world.events.at(-1)).toMatchObject({ outcome: "stale" });
  });

  it("stores nothing when a later sync takes over while it runs", async () => {
    const first = await world.addSource(documents(["a", "Old text."]));
    world.embedder.before = async () => {
      world.embedder.before = () => undefined;
      await world.resync(first, documents(["a", "New text."]));
    };
    expect(await world.deliver(first)).toEqual(acknowledged);
    expect((await world.stored()).counts).toMatchObject({ documents: 0, chunks: 0 });
    expect(await world.sourceOf(first)).toMatchObject({ status: "queued", revision: 2 });
  });
});

describe("a sync", () => {
  it("embeds only passages that changed and keeps the ids of the others", async () => {
    const first = await world.addSource(
      documents(["a", `# One\n\n${sentences(5)}\n\n# Two\n\nSecond part.`], ["b", "Same."]),
    );
    await world.deliver(first);
    const before = (await world.stored()).chunks;
    world.embedder.texts = [];
    const changed = `# Zero\n\nA new beginning.\n\n# One\n\n${sentences(5)}\n\n# Two\n\nSecond part, changed.`;
    const second = await world.resync(first, documents(["a", changed], ["b", "Same."]));
    await world.deliver(second);
    const after = (await world.stored()).chunks;
    expect(world.embedder.texts).toEqual(["a\nZero\nA new beginning.", "a\nTwo\nSecond part, changed."]);
    expect(after.map(({ position }) => position)).toEqual([0, 1, 2, 0]);
    expect(after[1]?.id).toBe(before[0]?.id);
    expect(after[3]?.id).toBe(before[2]?.id);
    expect((await world.stored()).counts).toMatchObject({ chunks: 4, indexed: 4, counted: 4 });
    expect(world.events.at(-1)).toMatchObject({ unchanged: 1, embeddedChunks: 2 });
  });

  it("tells the same passage twice in a document apart", async () => {
    const job = await world.addSource(documents(["a", "# Same\n\nTwin.\n\n# Same\n\nTwin."]));
    await world.deliver(job);
    const { chunks } = await world.stored();
    expect(chunks.map(({ text }) => text)).toEqual(["Twin.", "Twin."]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(2);
  });

  it("notices a new title or address without new text", async () => {
    const first = await world.addSource(documents(["a", "Text.", "Title"]));
    await world.deliver(first);
    const second = await world.resync(first, documents(["a", "Text.", "Another title"]));
    await world.deliver(second);
    expect(world.embedder.texts).toEqual(["Title\nText.", "Another title\nText."]);
  });

  it("removes documents that the input no longer names", async () => {
    const first = await world.addSource(documents(["a", "Alpha."], ["b", "Beta."], ["c", "Gamma."]));
    await world.deliver(first);
    const second = await world.resync(first, documents(["b", "Beta."]));
    await world.deliver(second);
    expect((await world.stored()).chunks.map(({ externalId }) => externalId)).toEqual(["b"]);
    expect((await world.stored()).counts).toMatchObject({ documents: 1, chunks: 1, indexed: 1, counted: 1 });
    expect(await world.sourceOf(second)).toMatchObject({ documents: 1, chunks: 1 });
  });

  it("keeps the old version of a document whose new one cannot be read", async () => {
    const first = await world.addSource(documents(["a", "Alpha."], ["b", "Beta."]));
    await world.deliver(first);
    const second = await world.resync(first, documents(["a", "  "], ["b", "Beta."]));
    await world.deliver(second);
    expect((await world.stored()).chunks.map(({ text }) => text)).toEqual(["Alpha.", "Beta."]);
    expect(await world.sourceOf(second)).toMatchObject({ status: "ready", failures: [{ externalId: "a" }] });
  });

  it("O-64 lets the old version answer until the new one is whole", async () => {
    const first = await world.addSource(documents(["a", sentences(30, "old")]));
    await world.deliver(first);
    const during: string[][] = [];
    world.embedder.before = async () => {
      during.push((await world.stored()).chunks.map(({ text }) => text.slice(0, 45)));
    };
    const second = await world.resync(first, documents(["a", sentences(60 * 40, "new")]));
    await world.deliver(second);
    expect(during.length).toBeGreaterThan(1);
    expect(during.flat().every((text) => text.includes("old"))).toBe(true);
    expect((await world.stored()).chunks.every(({ text }) => !text.includes("old"))).toBe(true);
  });
});

describe("a document that several sources name", () => {
  it("belongs to the newer call, whose passages are the only ones", async () => {
    const older = await world.addSource(documents(["x", "Shared text."], ["y", "Only here."]));
    const newer = await world.addSource(documents(["x", "Shared text."]));
    await world.deliver(older);
    world.embedder.texts = [];
    await world.deliver(newer);
    expect(world.embedder.texts).toEqual([]);
    expect((await world.stored()).chunks.map(({ externalId, sourceId }) => [externalId, sourceId])).toEqual([
      ["x", newer.sourceId],
      ["y", older.sourceId],
    ]);
    expect(await world.sourceOf(older)).toMatchObject({ documents: 1, chunks: 1 });
    expect(await world.sourceOf(newer)).toMatchObject({ documents: 1, chunks: 1 });
  });

  it("stays with the newer call when the older job comes late", async () => {
    const older = await world.addSource(documents(["x", "Old words."]));
    const newer = await world.addSource(documents(["x", "New words."]));
    await world.deliver(newer);
    expect(await world.deliver(older)).toEqual(acknowledged);
    expect((await world.stored()).chunks.map(({ text }) => text)).toEqual(["New words."]);
    expect(await world.sourceOf(older)).toMatchObject({ status: "ready", documents: 0, chunks: 0 });
  });

  it("is not doubled when both jobs run at once", async () => {
    const older = await world.addSource(documents(["x", "Same words."], ["z", "Old."]));
    const newer = await world.addSource(documents(["x", "Same words."], ["w", "New."]));
    await Promise.all([world.deliver(older), world.deliver(newer)]);
    expect((await world.stored()).chunks.map(({ externalId, sourceId }) => [externalId, sourceId])).toEqual([
      ["w", newer.sourceId],
      ["x", newer.sourceId],
      ["z", older.sourceId],
    ]);
    expect(await world.sourceOf(older)).toMatchObject({ documents: 1, chunks: 1 });
  });
});
