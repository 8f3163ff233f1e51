import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { newId } from "@netvexa/contract/ids";
import { type IngestJob, inputKey } from "@netvexa/contract/jobs";
import { conversation } from "@netvexa/db/schema/conversation";
import { source } from "@netvexa/db/schema/source";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { and, eq } from "drizzle-orm";
import { LOCAL_CREDENTIALS } from "../../aws/start-aws.ts";
import { findCanaries } from "../canaries.ts";
import type { Run } from "../http/sweep-http.ts";
import { addCanary, addFinding, countCall, countControl, noteControl } from "../ledger.ts";
import { until } from "../wait.ts";
import { changedTables, checksumsOf } from "../world/checksums.ts";
import type { Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";

const LONG_AGO = new Date(0);

/** Jobs by name; any other that nobody calls runs with the clock. Each says what is wrong, for its owner, if anything. */
const JOBS: Readonly<Record<string, (run: Run, side: Side) => Promise<string | undefined>>> = {
  ingest: tryIngest,
  sweep: trySweep,
  retention: tryRetention,
};

/** Every job with ids of others, through the real queue and the real clock; nobody else's rows move. */
export async function tryJobs(run: Run): Promise<void> {
  const { system, world, ledger, declared } = run;
  // Leaves nothing of their own upkeep to do: its minute may strike while the clock runs for others.
  for (const { owner } of world.foreign) {
    await createTenantApi(system, owner.token).send("POST", "/v1/encryption/rotate");
  }
  const before = await Promise.all(world.foreign.map((side) => checksumsOf(system, side)));
  for (const { name, credentials } of declared.filter(({ surface }) => surface === "job")) {
    const job = JOBS[name] ?? (credentials.length === 0 ? runClock : undefined);
    for (const side of job === undefined ? [] : world.own) {
      const problem = await job?.(run, side).catch((error: unknown) => String(error));
      ledger.tried.add(`job ${name}`);
      noteControl(ledger, "job", `job ${name}`, problem);
    }
  }
  // Declared as part of the clock's work or not, it runs with it.
  for (const side of world.own) noteControl(ledger, "job", "job retention", await tryRetention(run, side));
  for (const [index, side] of world.foreign.entries()) {
    const changed = changedTables(before[index] ?? {}, await checksumsOf(system, side));
    if (changed.length > 0) addFinding(ledger, "job", side.level, `changed ${changed.join(", ")} of another tenant`);
  }
}

async function tryIngest(run: Run, side: Side): Promise<string | undefined> {
  const api = createTenantApi(run.system, side.owner.token);
  for (const foreign of run.world.foreign) {
    const theirs = { sourceId: foreign.ids.source ?? "", agentId: foreign.ids.agent ?? "" };
    const ours = { agentId: side.ids.agent ?? "", sourceId: await newFile(run, side) };
    const key = inputKey({ tenantId: foreign.tenantId, sourceId: theirs.sourceId, revision: 1 });
    await send(run, side, { ...theirs, inputKey: key });
    await send(run, side, { ...ours, sourceId: theirs.sourceId, inputKey: key });
    await send(run, side, { ...ours, inputKey: key });
    const found = JSON.stringify([
      await api.send("GET", `/v1/sources/${ours.sourceId}/documents`),
      await api.send("POST", `/v1/agents/${ours.agentId}/search`, { query: "text title", limit: 50 }),
    ]);
    addCanary(run.ledger, "job", `ingest of ${side.level}`, findCanaries(found, run.watch));
  }
  const source = await api.addSource(side.ids.agent ?? "", { title: "Spare", text: "Spare words." });
  const { document } = await api.readSource(source);
  return document === "" ? "nothing was read" : undefined;
}

/** A source that waits for its file: a job for it has not run yet. */
async function newFile({ system }: Run, { owner, ids }: Side): Promise<string> {
  const file = { kind: "file", name: "words.txt", contentType: "text/plain", sizeBytes: 10 };
  const created = await createTenantApi(system, owner.token).send<{ source: { id: string } }>(
    "POST",
    `/v1/agents/${ids.agent}/sources`,
    file,
  );
  return created.source.id;
}

async function send(
  { system, ledger }: Run,
  { level, tenantId }: Side,
  more: Pick<IngestJob, "inputKey"> & { agentId: string; sourceId: string },
): Promise<void> {
  const { S3_ENDPOINT: endpoint = "", SQS_QUEUE_URL: QueueUrl = "", AWS_REGION: region = "" } = system.settings;
  const jobId = newId("job");
  const enqueuedAt = new Date().toISOString();
  const job = { version: 1, jobId, tenantId, kind: "documents", revision: 1, enqueuedAt, ...more };
  const sqs = new SQSClient({ endpoint, region, credentials: LOCAL_CREDENTIALS, useQueueUrlAsEndpoint: false });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(job) }));
  countCall(ledger, "job", level);
  await until(`the job ${jobId}`, async () => ((await system.readLog()).includes(jobId) ? true : undefined));
}

/** A source whose message never reached the queue is found and read, on every level. */
async function trySweep(run: Run, side: Side): Promise<string | undefined> {
  const { system } = run;
  const api = createTenantApi(system, side.owner.token);
  const sourceId = await api.addSource(side.ids.agent ?? "", { title: "Stranded", text: "Stranded words." });
  await api.readSource(sourceId);
  await tenantBatch(system.db, mintTenantContext(side.tenantId), (query) => [
    query
      .update(source)
      .set({ status: "queued", updatedAt: LONG_AGO })
      .where(and(eq(source.tenantId, side.tenantId), eq(source.id, sourceId))),
  ]);
  await runClock(run);
  await api.readSource(sourceId);
  return undefined;
}

/** A conversation past its time is gone after the clock has struck, and no other. */
async function tryRetention(run: Run, side: Side): Promise<string | undefined> {
  const { system } = run;
  const tenant = mintTenantContext(side.tenantId);
  const api = createTenantApi(system, side.owner.token);
  const [old, young] = [
    (await api.ask(side.ids.agent ?? "", "What was there?")).conversationId,
    (await api.ask(side.ids.agent ?? "", "What is there?")).conversationId,
  ];
  await until("both transcripts", async () => {
    const counts = await Promise.all(
      [old, young].map((id) => api.send<{ messages: number }>("GET", `/v1/conversations/${id}`)),
    );
    return counts.every(({ messages }) => messages >= 2) ? true : undefined;
  });
  await tenantBatch(system.db, tenant, (query) => [
    query
      .update(conversation)
      .set({ lastMessageAt: LONG_AGO })
      .where(and(eq(conversation.tenantId, side.tenantId), eq(conversation.id, old))),
  ]);
  await runClock(run);
  const [left] = await tenantBatch(system.db, tenant, (query) => [
    query.select({ id: conversation.id }).from(conversation).where(eq(conversation.tenantId, side.tenantId)),
  ]);
  const ids = left.map(({ id }) => id as string);
  return !ids.includes(old) && ids.includes(young) ? undefined : "the old conversation stays, or the young one goes";
}

/** The clock works for all tenants at once and is told of none. */
async function runClock({ system, ledger }: Run): Promise<undefined> {
  countControl(ledger);
  await system.runtime.runScheduled();
}
