import { fileURLToPath } from "node:url";
import { newId } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { openDatabase } from "@netvexa/db/client";
import { prepareDatabase } from "@netvexa/db/placement/migrate-placements";
import { confirmMove, moveTenant } from "@netvexa/db/placement/move-tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../postgres/read-migrations.ts";
import { type Postgres, startPostgres } from "../postgres/start-postgres.ts";

const migrationsDir = fileURLToPath(new URL("../../../../db/migrations", import.meta.url));
const migrations = await readMigrations(migrationsDir);
const WRITES_PER_STEP = 8;
const JOURNEY = ["schema", "database", "shared"] as const;
let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres({ migrationsDir });
  await postgres.migrate();
});

afterAll(() => postgres.close());

const LEHMER_MODULUS = 2_147_483_647;

/** Even chances from one seed: a generator that favours edge values would kill every attempt. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % LEHMER_MODULUS;
    return state / LEHMER_MODULUS;
  };
}

class Killed extends Error {
  override readonly name = "Killed";
}

/** A writer as the rooms and the pipeline are: what was refused for a while is sent again, in order. */
function makeWriter(random: () => number) {
  const db = openDatabase({ url: postgres.url });
  const tenant = mintTenantContext(newId("tenant"));
  const { tenantId } = tenant;
  const expected = { messages: 0, edits: 0, chunks: 0, removed: 0 };

  async function deliver(statements: readonly SQL[]): Promise<void> {
    for (;;) {
      try {
        await tenantBatch(db, tenant, () => statements);
        return;
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== "unavailable") throw error;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  async function begin(): Promise<void> {
    await deliver([
      sql`insert into agent (tenant_id, id, settings, embedding_model) values (${tenantId}, 'agt', '{}', 'none')`,
      sql`insert into conversation (tenant_id, id, agent_id, agent_version, visitor_id, channel)
        values (${tenantId}, 'cnv', 'agt', 1, 'vis', 'widget')`,
      sql`insert into source (tenant_id, id, agent_id, kind, name, status, input_key)
        values (${tenantId}, 'src', 'agt', 'documents', 's', 'ready', 'k')`,
    ]);
  }

  async function say(): Promise<void> {
    const n = expected.messages + 1;
    await deliver([
      sql`insert into message (tenant_id, conversation_id, id, seq, role, text)
        values (${tenantId}, 'cnv', ${`msg_${n}`}, ${n}, 'visitor', ${`“${n}”, \\ "quoted" ü\n`})`,
      sql`update conversation set messages = messages + 1 where id = 'cnv'`,
    ]);
    expected.messages = n;
  }

  async function learn(): Promise<void> {
    const n = expected.chunks + 1;
    await deliver([
      sql`insert into document (tenant_id, id, source_id, agent_id, external_id, title, content_hash)
        values (${tenantId}, ${`doc_${n}`}, 'src', 'agt', ${String(n)}, 't', 'h')`,
      sql`insert into chunk (tenant_id, id, document_id, source_id, agent_id, position, text)
        values (${tenantId}, ${`chk_${n}`}, ${`doc_${n}`}, 'src', 'agt', 0, 'text')`,
      sql`insert into chunk_index (tenant_id, agent_id, chunk_id, document_id, embedding_model, words, grams, embedding)
        values (${tenantId}, 'agt', ${`chk_${n}`}, ${`doc_${n}`}, 'none', '{1:1,7:0.5}/536870912', '{3:1}/536870912', '[1,2,3]')`,
    ]);
    expected.chunks = n;
  }

  async function edit(): Promise<void> {
    await deliver([sql`update source set revision = revision + 1 where id = 'src'`]);
    expected.edits += 1;
  }

  async function forget(): Promise<void> {
    if (expected.removed >= expected.chunks) return edit();
    await deliver([sql`delete from document where id = ${`doc_${expected.removed + 1}`}`]);
    expected.removed += 1;
  }

  async function writeOnce(): Promise<void> {
    const work = [say, learn, edit, forget][Math.floor(random() * 4)] ?? say;
    await work();
  }

  async function check(): Promise<void> {
    const [[found]] = await tenantBatch(db, tenant, () => [
      sql<Record<string, number>>`select
        (select count(*)::int from message) as messages, (select max(seq)::int from message) as last,
        (select messages from conversation) as counted,
        (select revision - 1 from source) as edits, (select count(*)::int from chunk) as chunks,
        (select count(*)::int from chunk_index) as indexed, (select sum(chunks)::int from index_stat) as stat,
        (select sum(chunks)::int from term_stat) as terms`,
    ]);
    const { messages, edits } = expected;
    const chunks = expected.chunks - expected.removed;
    expect(found).toEqual({
      messages,
      last: messages === 0 ? null : messages,
      counted: messages,
      edits,
      chunks,
      indexed: chunks,
      stat: expected.chunks === 0 ? null : chunks,
      terms: chunks === 0 ? null : chunks * 3,
    });
  }

  return { db, tenantId, begin, writeOnce, check };
}

test("nothing is lost or doubled while a tenant moves through all placements and its mover is killed anywhere", async () => {
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.integer({ min: 1, max: LEHMER_MODULUS - 1 })), async (seed) => {
      const random = makeRandom(seed);
      const writer = makeWriter(random);
      await writer.begin();
      for (let i = 0; i < 4; i += 1) await writer.writeOnce();
      let writing = Promise.resolve();
      // Not awaited by the mover: the writes run into whatever it does next.
      const writeSome = () => {
        writing = writing.then(async () => {
          for (let i = 0; i < WRITES_PER_STEP; i += 1) await writer.writeOnce();
        });
      };
      for (const to of JOURNEY) {
        await moveUntilThere(writer, to, random, writeSome);
        await confirmMove(writer.db, writer.tenantId);
      }
      await writing;
      await writer.check();
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 120_000);

async function moveUntilThere(
  { db, tenantId }: ReturnType<typeof makeWriter>,
  to: (typeof JOURNEY)[number],
  random: () => number,
  onStep: () => void,
): Promise<void> {
  for (;;) {
    try {
      await moveTenant(db, {
        tenantId,
        to,
        prepareDatabase: (name) => prepareDatabase(db, name, migrations),
        onStep: () => {
          onStep();
          if (random() < 0.15) throw new Killed();
        },
      });
      return;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}
