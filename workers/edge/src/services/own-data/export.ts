import type { Transcript } from "@netvexa/contract/http/visitors";
import type { OwnTranscript } from "@netvexa/contract/http/widget";
import { ServiceError } from "@netvexa/contract/problem";
import { tenantBatch } from "@netvexa/db/tenant";
import { auditStatement } from "../audit/record.ts";
import type { Services } from "../context.ts";
import { asJson, streamOf } from "../export/stream.ts";
import { eachTranscript } from "../export/transcripts.ts";
import { type OwnRequest, requireOwner, unlessAway } from "./claims.ts";

/** What a visitor said to the agent and was told, as a JSON array that is made while it is read. */
export async function exportOwnData(services: Services, request: OwnRequest): Promise<ReadableStream<Uint8Array>> {
  const claims = await requireOwner(services, request);
  const { visitorId, sessionId } = claims;
  const { tenant } = request.agent;
  const copying = await services.doors.copy(claims, sessionId).catch(unlessAway);
  if (copying.kind === "gone") throw new ServiceError("not_found");
  if (copying.kind === "ended") throw new ServiceError("unauthenticated");
  if (copying.kind === "busy") throw new ServiceError("rate_limited", { retryAfterMs: copying.retryAfterMs });
  const by = { services, tenant, actor: { kind: "visitor", id: visitorId } } as const;
  const deed = { action: "visitor.export", target: { kind: "visitor", id: visitorId } } as const;
  await tenantBatch(services.db, tenant, () => [auditStatement(by, deed)]);
  return streamOf(asJson(each(eachTranscript(by, visitorId))));
}

async function* each(transcripts: AsyncIterable<Transcript>): AsyncGenerator<OwnTranscript> {
  for await (const transcript of transcripts) yield toOwn(transcript);
}

/** Model, cost and the ids of passages and of people who answered are the customer's own affair. */
function toOwn({ id, startedAt, lastMessageAt, messages, leads }: Transcript): OwnTranscript {
  return {
    conversationId: id,
    startedAt,
    lastMessageAt,
    messages: messages.map(({ role, text, citations, feedback, at }) => ({
      role,
      text,
      citations: citations.map(({ n, title, url, quote }) => ({
        n,
        title,
        ...(url === undefined ? {} : { url }),
        quote,
      })),
      ...(feedback === undefined ? {} : { feedback }),
      at,
    })),
    contacts: leads,
  };
}
