import type { Hit, SearchInput, SearchResult } from "@netvexa/contract/http/answers";
import type { Id } from "@netvexa/contract/ids";
import { logShortfall } from "../../rag/log-shortfall.ts";
import { type RetrievedHit, retrieve } from "../../rag/retrieve.ts";
import { requireLiveAgent } from "../agent/live.ts";
import type { Context } from "../context.ts";
import { roundMs } from "../round-ms.ts";

/** The passages that an answer to this query would draw on, best first. */
export async function searchKnowledge(
  context: Context,
  { agentId, input }: { agentId: Id<"agent">; input: SearchInput },
): Promise<SearchResult> {
  const { services, tenant, signal } = context;
  const startedAtMs = services.now();
  const live = await requireLiveAgent(context, agentId);
  const deps = { ...services, onShortfall: logShortfall(services.log) };
  const found = await retrieve(deps, {
    tenant,
    agentId,
    locale: live.settings.locale,
    query: input.query,
    limit: input.limit,
    signal,
  });
  const total = roundMs(services.now() - startedAtMs);
  return { hits: found.hits.map(toHit), timings: { ...found.timings, total } };
}

function toHit(hit: RetrievedHit): Hit {
  return {
    chunkId: hit.chunkId,
    documentId: hit.documentId,
    ...(hit.externalId === undefined ? {} : { externalId: hit.externalId }),
    title: hit.title,
    ...(hit.url === undefined ? {} : { url: hit.url }),
    text: hit.text,
    score: hit.score,
  };
}
