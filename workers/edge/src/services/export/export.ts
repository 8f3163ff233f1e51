import type { ExportQuery, Transcript } from "@netvexa/contract/http/visitors";
import type { Id } from "@netvexa/contract/ids";
import { ServiceError } from "@netvexa/contract/problem";
import { tenantBatch } from "@netvexa/db/tenant";
import { auditStatement } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { csvLine, TRANSCRIPT_COLUMNS, transcriptLines } from "./csv.ts";
import { asJson, streamOf } from "./stream.ts";
import { eachTranscript } from "./transcripts.ts";

/** Everything of one visitor, or of the tenant's visitors, as one file, made as it is read. */
export async function exportTranscripts(
  context: Context,
  { format, visitorId }: ExportQuery & { visitorId?: Id<"visitor"> },
): Promise<ReadableStream<Uint8Array>> {
  const transcripts = eachTranscript(context, visitorId);
  const first = await transcripts.next();
  if (first.done && visitorId !== undefined) throw new ServiceError("not_found");
  const { services, tenant } = context;
  const target = visitorId === undefined ? { kind: "tenant", id: tenant.tenantId } : { kind: "visitor", id: visitorId };
  const deed = { action: "visitor.export", target, detail: { format } } as const;
  await tenantBatch(services.db, tenant, () => [auditStatement(context, deed)]);
  const all = resume(first, transcripts);
  const pieces = format === "csv" ? asCsv(all) : asJson(all);
  return streamOf(pieces);
}

async function* resume(
  first: IteratorResult<Transcript>,
  rest: AsyncGenerator<Transcript>,
): AsyncGenerator<Transcript> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

async function* asCsv(transcripts: AsyncIterable<Transcript>): AsyncGenerator<string, void> {
  yield csvLine(TRANSCRIPT_COLUMNS);
  for await (const transcript of transcripts) {
    const lines = transcriptLines(transcript);
    if (lines !== "") yield lines;
  }
}
