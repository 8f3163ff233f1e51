import { fileURLToPath } from "node:url";
import type { Embedder } from "@netvexa/ai/embed";
import { embeddingModel } from "@netvexa/ai/embedding-models";
import type { AgentInput } from "@netvexa/contract/http/agents";
import { type Id, newId } from "@netvexa/contract/ids";
import { type IngestInput, type IngestJob, inputKey } from "@netvexa/contract/jobs";
import { type Database, openDatabase } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";
import { createFetcher } from "@netvexa/ingest/fetch/guarded-fetch";
import { createHandler, type HandlerDeps } from "@netvexa/ingest/handler";
import type { RecordEvent } from "@netvexa/ingest/logger";
import { createParseBox } from "@netvexa/ingest/parse/parse-box";
import type { SQSEvent } from "aws-lambda";
import { and, eq, sql } from "drizzle-orm";
import { type Postgres, startPostgres } from "../../postgres/start-postgres.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../../../db/migrations", import.meta.url));
const DIMS = 16;

export async function startDatabase(): Promise<Postgres> {
  const postgres = await startPostgres({ migrationsDir: MIGRATIONS_DIR });
  await postgres.migrate();
  return postgres;
}

interface TestEmbedder extends Embedder {
  /** Texts embedded so far. */
  texts: string[];
  /** Runs before each call; a throw is the model's failure. */
  before: (texts: readonly string[]) => void | Promise<void>;
}

/** Same text, same vector; no meaning. */
function createTestEmbedder(): TestEmbedder {
  const embedder: TestEmbedder = {
    model: { ...embeddingModel("test-model"), dims: DIMS },
    texts: [],
    before: () => undefined,
    async embed(texts) {
      await embedder.before(texts);
      embedder.texts.push(...texts);
      return texts.map(vectorOf);
    },
  };
  return embedder;
}

export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMS).fill(0.1);
  for (let at = 0; at < text.length; at++) vector[at % DIMS] = (vector[at % DIMS] ?? 0) + (text.charCodeAt(at) % 7);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

interface Delivery {
  receives?: number;
  timeLeftMs?: number;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A tenant with an agent, and the real handler on the real database; model and bucket are in memory. */
export async function createWorld(
  databaseUrl: string,
  overrides: Partial<HandlerDeps> = {},
  { allowedOrigins = [] }: Partial<AgentInput> = {},
) {
  const db = openDatabase({ url: databaseUrl });
  const tenantId = newId("tenant");
  const agentId = newId("agent");
  const tenant = mintTenantContext(tenantId);
  const objects = new Map<string, Uint8Array>();
  const embedder = createTestEmbedder();
  const events: RecordEvent[] = [];
  const settings: AgentInput = {
    name: "Test",
    instructions: "",
    greeting: "",
    starters: [],
    locale: "en",
    allowedOrigins,
    theme: {},
  };
  await tenantBatch(db, tenant, (query) => [
    query.insert(agent).values({ tenantId, id: agentId, settings, embeddingModel: embedder.model.id }),
  ]);
  const deps: HandlerDeps = {
    objects: { get: async (key) => objects.get(key) },
    embedder,
    db,
    fetchPage: createFetcher({
      lookup: async (address) => [{ address, family: 4 }],
      allowLoopback: true,
    }),
    parse: createParseBox(),
    log: (event) => void events.push(event),
    now: () => performance.now(),
    maxReceives: 5,
    ...overrides,
  };
  const handler = createHandler(deps);
  const base = { db, tenant, tenantId, agentId, objects, embedder, events, handler, settings };
  return { ...base, ...createSources(base), ...createReads(db, tenant), deliver: createDelivery(handler) };
}

interface Base {
  db: Database;
  tenant: TenantContext;
  tenantId: Id<"tenant">;
  agentId: Id<"agent">;
  objects: Map<string, Uint8Array>;
}

function createSources({ db, tenant, tenantId, agentId, objects }: Base) {
  const jobOf = (sourceId: Id<"source">, kind: IngestJob["kind"], revision: number): IngestJob => ({
    version: 1,
    jobId: newId("job"),
    tenantId,
    agentId,
    sourceId,
    inputKey: inputKey({ tenantId, sourceId, revision }),
    kind,
    revision,
    enqueuedAt: new Date(0).toISOString(),
  });
  const store = (job: IngestJob, input: IngestInput | Uint8Array) =>
    objects.set(job.inputKey, input instanceof Uint8Array ? input : new TextEncoder().encode(JSON.stringify(input)));
  return {
    /** A queued source with its input in the bucket, as the API leaves it. */
    async addSource(input: IngestInput | { file: Uint8Array; contentType: string; name?: string }): Promise<IngestJob> {
      const isFile = "file" in input;
      const job = jobOf(newId("source"), isFile ? "file" : input.kind, 1);
      store(job, isFile ? input.file : input);
      await tenantBatch(db, tenant, (query) => [
        query.insert(source).values({
          tenantId,
          id: job.sourceId,
          agentId,
          kind: job.kind,
          name: isFile ? (input.name ?? "file") : "source",
          status: "queued",
          inputKey: job.inputKey,
          contentType: isFile ? input.contentType : null,
        }),
      ]);
      return job;
    },
    /** The next revision of a source, with a new input or without one. */
    async resync(job: IngestJob, input: IngestInput | Uint8Array): Promise<IngestJob> {
      const next = jobOf(job.sourceId, job.kind, job.revision + 1);
      store(next, input);
      await tenantBatch(db, tenant, (query) => [
        query
          .update(source)
          .set({ revision: next.revision, status: "queued", inputKey: next.inputKey })
          .where(and(eq(source.tenantId, tenantId), eq(source.id, job.sourceId))),
      ]);
      return next;
    },
  };
}

function createReads(db: Database, tenant: TenantContext) {
  const { tenantId } = tenant;
  return {
    async sourceOf(job: IngestJob) {
      const [rows] = await tenantBatch(db, tenant, (query) => [
        query
          .select()
          .from(source)
          .where(and(eq(source.tenantId, tenantId), eq(source.id, job.sourceId))),
      ]);
      return rows[0];
    },
    /** Everything that could answer, in a fixed order, and what the index believes it holds. */
    async stored() {
      const [chunks, counts] = await tenantBatch(db, tenant, () => [
        sql<{ id: string; externalId: string; sourceId: string; text: string; position: number; indexed: boolean }>`
          select chunk.id, document.external_id as "externalId", chunk.source_id as "sourceId", chunk.text,
            chunk.position, item.chunk_id is not null as indexed
          from chunk join document on document.tenant_id = chunk.tenant_id and document.id = chunk.document_id
          left join chunk_index item on item.tenant_id = chunk.tenant_id and item.chunk_id = chunk.id
          order by document.external_id, chunk.position`,
        sql<{ documents: number; chunks: number; indexed: number; counted: number; terms: number }>`
          select (select count(*)::integer from document) as documents, (select count(*)::integer from chunk) as chunks,
            (select count(*)::integer from chunk_index) as indexed,
            (select coalesce(sum(chunks), 0)::integer from index_stat) as counted,
            (select count(*)::integer from term_stat) as terms`,
      ]);
      return { chunks, counts: counts[0] };
    },
    run: (statement: ReturnType<typeof sql>) => tenantBatch(db, tenant, () => [statement]),
  };
}

function createDelivery(handler: ReturnType<typeof createHandler>) {
  return (messages: (IngestJob | string) | (IngestJob | string)[], delivery: Delivery = {}) => {
    const bodies = [messages]
      .flat()
      .map((message) => (typeof message === "string" ? message : JSON.stringify(message)));
    return handler(eventOf(bodies, delivery), { getRemainingTimeInMillis: () => delivery.timeLeftMs ?? 60_000 });
  };
}

function eventOf(bodies: readonly string[], { receives = 1 }: Delivery): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: "handle",
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: "0",
        SenderId: "test",
        ApproximateFirstReceiveTimestamp: "0",
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:test",
      awsRegion: "us-east-1",
    })),
  };
}
