import { newId } from "@netvexa/contract/ids";
import type { IngestInput } from "@netvexa/contract/jobs";
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

const INPUT: IngestInput = {
  kind: "documents",
  documents: [
    { externalId: "a", title: "a", text: "Alpha is first." },
    { externalId: "b", title: "b", text: "# One\n\nBeta.\n\n# Two\n\nGamma." },
  ],
};

/** Each passage with what it repeats of its document, and the document of its source: no reference binds these. */
async function readCopies() {
  const [rows] = await world.run(sql`
    select source.id as source, source.agent_id as agent, document.id as document,
      document.agent_id as "documentAgent", chunk.source_id as "chunkSource", chunk.agent_id as "chunkAgent",
      item.agent_id as "indexAgent", item.document_id as "indexDocument"
    from chunk
    join document on document.tenant_id = chunk.tenant_id and document.id = chunk.document_id
    join source on source.tenant_id = document.tenant_id and source.id = document.source_id
    join chunk_index item on item.tenant_id = chunk.tenant_id and item.chunk_id = chunk.id`);
  return rows as Record<string, string>[];
}

describe("what a passage repeats of its parents", () => {
  it("is what they say, also once another source has taken its document over", async () => {
    const first = await world.addSource(INPUT);
    await world.deliver(first);
    const second = await world.addSource(INPUT);
    await world.deliver(second);
    const copies = await readCopies();
    expect(copies).toHaveLength((await world.stored()).chunks.length);
    expect(new Set(copies.map(({ source }) => source))).toEqual(new Set([second.sourceId]));
    for (const { source, agent, document, ...copied } of copies)
      expect(copied).toEqual({
        documentAgent: agent,
        chunkSource: source,
        chunkAgent: agent,
        indexAgent: agent,
        indexDocument: document,
      });
  });

  it.each<[string, () => Promise<World["agentId"]>]>([
    [
      "another one of the tenant",
      async () => {
        const other = newId("agent");
        await world.run(sql`insert into agent (tenant_id, id, settings, embedding_model)
          select tenant_id, ${other}, settings, embedding_model from agent`);
        return other;
      },
    ],
    ["another tenant's", async () => (await createWorld(postgres.url)).agentId],
    ["nobody's", async () => newId("agent")],
  ])("O-08 cannot come from a job whose agent is %s", async (_whose, findAgent) => {
    const job = await world.addSource(INPUT);
    await world.deliver({ ...job, agentId: await findAgent() });
    expect((await world.stored()).counts).toMatchObject({ documents: 0, chunks: 0, indexed: 0, counted: 0 });
    expect(world.embedder.texts).toEqual([]);
    await world.deliver(job);
    expect((await world.stored()).counts).toMatchObject({ documents: 2 });
  });
});
