import type { Embedder } from "@netvexa/ai/embed";
import { loadAnalyser } from "@netvexa/ai/lexical/analyse";
import { AgentInput } from "@netvexa/contract/http/agents";
import { type Id, newId } from "@netvexa/contract/ids";
import type { Database } from "@netvexa/db/client";
import { agent } from "@netvexa/db/schema/agent";
import { chunk, document, source } from "@netvexa/db/schema/source";
import { writeIndex } from "@netvexa/db/search/write-index";
import { tenantTx } from "@netvexa/db/tenant";
import { mintTenantContext, type TenantContext } from "@netvexa/db/tenant-context";

export interface Learned {
  readonly tenant: TenantContext;
  readonly agentId: Id<"agent">;
  readonly settings: AgentInput;
}

/** Stores pages of one chunk each for a new agent of a new tenant, as ingestion would. */
export async function learnPages(
  deps: { db: Database; embedder: Embedder },
  pages: readonly { title: string; text: string; url?: string }[],
): Promise<Learned> {
  const [tenantId, agentId, sourceId] = [newId("tenant"), newId("agent"), newId("source")];
  const tenant = mintTenantContext(tenantId);
  const settings = AgentInput.parse({ name: "Ada" });
  const analyser = await loadAnalyser(settings.locale);
  const texts = pages.map(({ text }) => text);
  const vectors = await deps.embedder.embed(texts, { kind: "document" });
  const { id: modelId, dims = vectors[0]?.length ?? 0 } = deps.embedder.model;
  const rows = pages.map((page, i) => ({
    ...page,
    documentId: newId("document"),
    chunkId: newId("chunk"),
    embedding: vectors[i] ?? new Float32Array(dims),
  }));
  const owner = { tenantId, agentId, sourceId };
  await tenantTx(deps.db, tenant, async (tx) => {
    await tx.insert(agent).values({ tenantId, id: agentId, settings, embeddingModel: modelId });
    await tx
      .insert(source)
      .values({ tenantId, agentId, id: sourceId, kind: "documents", name: "pages", status: "ready", inputKey: "k" });
    await tx.insert(document).values(
      rows.map(({ documentId, title, url }) => ({
        ...owner,
        id: documentId,
        externalId: title,
        title,
        url: url ?? null,
        contentHash: "",
      })),
    );
    await tx
      .insert(chunk)
      .values(rows.map(({ documentId, chunkId, text }) => ({ ...owner, id: chunkId, documentId, position: 0, text })));
    const documents = rows.map(({ documentId, chunkId, title, text, embedding }) => ({
      documentId,
      chunks: [{ chunkId, analysed: analyser.passage({ title, text }), embedding }],
    }));
    await writeIndex(tx, { tenantId, agentId, model: { id: modelId, dims }, documents });
  });
  return { tenant, agentId, settings };
}
