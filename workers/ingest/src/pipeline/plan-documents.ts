import { type Id, idFromText } from "@netvexa/contract/ids";
import type { IngestJob } from "@netvexa/contract/jobs";
import { identifyChunks } from "../chunk/chunk-ids.ts";
import { chunkText } from "../chunk/chunk-text.ts";
import type { StoredDocument } from "../store/read-existing.ts";
import type { ReadyDocument } from "../store/swap-documents.ts";
import type { Draft } from "./draft.ts";

/** Changes with everything that makes other chunks out of the same text, so that a sync then rebuilds them. */
const CHUNKER_VERSION = 1;

interface IdentifiedDraft {
  id: Id<"document">;
  draft: Draft;
  contentHash: string;
}

/**
 * Names a document. Texts that a caller names himself are one per agent, whichever call brings them; what we
 * name belongs to its source.
 */
export function documentId(job: IngestJob, externalId: string): Promise<Id<"document">> {
  const owner = job.kind === "documents" ? job.agentId : job.sourceId;
  return idFromText("document", `${owner}\n${externalId}`);
}

export async function identifyDraft(
  job: IngestJob,
  draft: Draft,
  context: { modelId: string; language: string },
): Promise<IdentifiedDraft> {
  const { title, url = "", text, format } = draft;
  const content = [CHUNKER_VERSION, context.modelId, context.language, format, title, url, text];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(content)));
  const contentHash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id: await documentId(job, draft.externalId), draft, contentHash };
}

export function isUnchanged(
  { id, contentHash }: IdentifiedDraft,
  job: IngestJob,
  stored: ReadonlyMap<string, StoredDocument>,
) {
  const found = stored.get(id);
  return found?.contentHash === contentHash && found.sourceId === job.sourceId;
}

export async function planDocument(
  { id, draft, contentHash }: IdentifiedDraft,
  language: string,
): Promise<ReadyDocument> {
  const { externalId, title, url, text, format } = draft;
  const chunks = await identifyChunks({ id, title, language }, chunkText(text, format));
  return { id, externalId, title, url, contentHash, chunks };
}
