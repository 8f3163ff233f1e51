import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlBatch } from "@netvexa/db/control";
import { findPlacement } from "@netvexa/db/placement/move-record";
import { placementOf, SHARED } from "@netvexa/db/placement/place";
import { readChecksums, readPlacedTables } from "@netvexa/db/placement/placed-tables";
import { copyAt } from "@netvexa/db/placement/tenant-copy";
import { agentDirectory, tenant } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, startDatabase, vectorOf, type World } from "../aws/testing/ingest-world.ts";
import type { Postgres } from "../postgres/start-postgres.ts";
import { startModel } from "../testing/start-model.ts";
import { startWorker } from "../testing/start-worker.ts";
import { createBusySources } from "./testing/busy-sources.ts";
import { openChattingVisitor } from "./testing/chatting-visitor.ts";
import { runTenantCli } from "./testing/mover-process.ts";

const ORIGIN = "https://shop.netvexa.test";
const JOURNEY = ["schema", "database", "shared"] as const;
const STEPS = ["prepare", "copy", "catch-up", "verify", "pause", "switch", "kept"] as const;
const VISITORS = 2;
const LEHMER_MODULUS = 2_147_483_647;
/** `MOVE_RUNS=50 MOVE_SEED=7 npx vitest run …` for a long run. */
const RUNS = Number(process.env.MOVE_RUNS ?? 1);
const FIRST_SEED = Number(process.env.MOVE_SEED ?? 20_261_122);

let postgres: Postgres;
let model: Awaited<ReturnType<typeof startModel>>;
let worker: Awaited<ReturnType<typeof startWorker>>;
let stateDir: string;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "netvexa-move-"));
  [postgres, model] = await Promise.all([startDatabase(), startModel(vectorOf)]);
  writeFileSync(join(stateDir, "dev.json"), JSON.stringify({ databaseUrl: postgres.url }));
  worker = await startWorker({
    DATABASE_URL: postgres.url,
    AI_EMBED_BASE_URL: model.url,
    AI_EMBED_MODEL: "test-model",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    S3_BUCKET: "none",
    SQS_QUEUE_URL: `${model.url}/none`,
  });
});

afterAll(async () => {
  await worker?.close();
  await Promise.all([postgres?.close(), model?.close()]);
  rmSync(stateDir, { recursive: true, force: true });
});

function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % LEHMER_MODULUS;
    return state / LEHMER_MODULUS;
  };
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function openTenant(random: () => number) {
  const world = await createWorld(postgres.url, {}, { allowedOrigins: [ORIGIN] });
  const { db, tenantId, agentId } = world;
  await controlBatch(db, (query) => [
    query.insert(tenant).values({ id: tenantId, name: "Moving", slug: tenantId }),
    query.insert(agentDirectory).values({ agentId, tenantId }),
  ]);
  const sources = createBusySources(world, random);
  const visitors = await Promise.all(
    Array.from({ length: VISITORS }, () => openChattingVisitor({ url: worker.url, agentId, origin: ORIGIN })),
  );
  let isOpen = true;
  const whileOpen = async (work: () => Promise<void>) => {
    while (isOpen) await work();
  };
  let asked = 0;
  const busy = Promise.all([
    whileOpen(() => sources.workOnce()),
    ...visitors.map((visitor) => whileOpen(() => visitor.ask(`What of apples, question ${++asked}?`))),
  ]);
  return {
    world,
    sources,
    visitors,
    async quiet(): Promise<void> {
      isOpen = false;
      await busy;
      for (const visitor of visitors) visitor.close();
    },
  };
}

/** Starts the mover again until it arrives; each named step kills one of the processes, a moment after it began. */
async function moveUntilThere(world: World, to: string, kills: readonly string[], random: () => number) {
  const killed: string[] = [];
  for (const step of [...kills, undefined]) {
    const killAt = step && { killAt: { step, delayMs: Math.floor(random() * 20) } };
    const args = ["move", world.tenantId, "--to", to, ...(step === undefined ? ["--confirm"] : [])];
    const run = await runTenantCli(args, { stateDir, ...killAt });
    if (run.isKilled && step !== undefined) killed.push(step);
  }
  expect((await findPlacement(world.db, world.tenantId)).kind).toBe(to);
  return killed;
}

type Transcript = Record<string, { clientId: string | null; id: string; seq: number }[]>;

async function readTranscripts({ db, tenant: context }: World): Promise<Transcript> {
  const [rows] = await tenantBatch(db, context, () => [
    sql<{ at: string; clientId: string | null; id: string; seq: number }>`
      select conversation_id as at, client_id as "clientId", id, seq from message order by conversation_id, seq`,
  ]);
  return Object.groupBy(rows, ({ at }) => at) as Transcript;
}

/** The rooms deliver by themselves, if need be at their alarm. */
async function expectTranscripts({ world, visitors }: Awaited<ReturnType<typeof openTenant>>): Promise<void> {
  const wanted = Object.fromEntries(
    visitors.map(({ conversationId, exchanges }) => [
      conversationId,
      exchanges.flatMap(({ clientId, question, answer }) => [
        { at: conversationId, clientId, id: question.messageId, seq: question.seq },
        { at: conversationId, clientId: null, id: answer?.messageId, seq: answer?.seq },
      ]),
    ]),
  );
  await expect.poll(() => readTranscripts(world), { timeout: 90_000, interval: 200 }).toEqual(wanted);
}

/** Everything but the names that are made from the tenant's own. */
async function readKnowledge(world: World) {
  const { chunks, counts } = await world.stored();
  const whole = chunks.map(({ externalId, position, text, indexed }) => ({ externalId, position, text, indexed }));
  const [sources] = await tenantBatch(world.db, world.tenant, () => [
    sql`select status, documents, chunks from source order by documents, chunks`,
  ]);
  return { whole, counts, sources };
}

test("nothing is lost or doubled while a tenant moves and its mover is killed", {
  timeout: RUNS * 480_000,
}, async () => {
  for (let run = 0; run < RUNS; run += 1) {
    const seed = FIRST_SEED + run;
    const random = makeRandom(seed);
    const busy = await openTenant(random);
    // Every step kills once in each run, in another order and on another leg.
    const steps = shuffle(STEPS, random);
    const legs = JOURNEY.map((to, leg) => ({ to, kills: steps.filter((_, at) => at % JOURNEY.length === leg) }));
    const killed: string[] = [];
    for (const { to, kills } of legs) killed.push(...(await moveUntilThere(busy.world, to, kills, random)));
    await busy.quiet();
    await expectTranscripts(busy);

    const twin = await createWorld(postgres.url);
    await busy.sources.repeatIn(twin);
    expect(await readKnowledge(busy.world)).toEqual(await readKnowledge(twin));
    await expectEqualCopies(busy.world);
    const asked = busy.visitors.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
    console.info(`seed ${seed}: killed at ${killed.join(", ")}; ${asked} exchanges, ${busy.sources.jobs} jobs`);
    expect(killed.length).toBeGreaterThanOrEqual(4);
    expect(asked).toBeGreaterThan(10);
    expect(busy.sources.jobs).toBeGreaterThan(3);
  }
});

/** Once nobody writes any more, the old copy and the new one are the same to the last bit. */
async function expectEqualCopies({ db, tenantId }: World): Promise<void> {
  await runTenantCli(["move", tenantId, "--to", "schema"], { stateDir });
  const [old, fresh] = [
    await copyAt(db, tenantId, SHARED),
    await copyAt(db, tenantId, await placementOf("schema", tenantId)),
  ];
  const tables = await readPlacedTables(old);
  const sums = await readChecksums(old, tables);
  expect(await readChecksums(fresh, tables)).toEqual(sums);
  expect(sums.filter(({ rows }) => rows > 0).length).toBeGreaterThan(6);
}
