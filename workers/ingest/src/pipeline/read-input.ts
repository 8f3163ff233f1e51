import { IngestInput, type IngestJob, isOwnInput } from "@netvexa/contract/jobs";
import { isFileType, LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { cleanLine, cleanText } from "../parse/clean-text.ts";
import type { ClaimedSource } from "../store/claim-source.ts";
import type { PipelineDeps } from "./deps.ts";
import { type Draft, type Drafts, failure, SUPPORTED_LABELS } from "./draft.ts";
import { fetchDraft } from "./read-page.ts";

const TITLE_MAX_CHARS = 500;
/** JSON may take six bytes for one character of its texts. */
const INPUT_MAX_BYTES = 6 * LIMITS.documentsBodyMaxBytes;

/** What the job is about, as documents with clean text. Throws `ServiceError` where the source as a whole cannot be read. */
export async function readInput(
  deps: PipelineDeps,
  job: IngestJob,
  source: ClaimedSource,
  signal: AbortSignal,
): Promise<Drafts> {
  if (job.kind === "file") return readFile(deps, job, source, signal);
  const input = await readJson(deps, job, signal);
  switch (input.kind) {
    case "documents":
      return textDrafts(input.documents.map((document) => ({ ...document, format: "markdown" as const })));
    case "qa":
      return textDrafts(qaDrafts(input.pairs));
    case "url":
      return oneDraft(await fetchDraft(deps, input.url, signal));
  }
}

async function load(deps: PipelineDeps, job: IngestJob, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  // The bucket is one for all tenants, so a job must not say whose input it reads.
  if (!isOwnInput(job)) throw new ServiceError("upload_missing");
  const bytes = await deps.objects.get(job.inputKey, { maxBytes, signal });
  if (bytes === undefined) throw new ServiceError("upload_missing");
  return bytes;
}

async function readJson(deps: PipelineDeps, job: IngestJob, signal: AbortSignal): Promise<IngestInput> {
  const bytes = await load(deps, job, INPUT_MAX_BYTES, signal);
  const input = parseInput(new TextDecoder().decode(bytes));
  if (input?.kind !== job.kind) throw new ServiceError("source_unreadable", { detail: "The stored input is damaged." });
  return input;
}

function parseInput(text: string): IngestInput | undefined {
  try {
    return IngestInput.safeParse(JSON.parse(text)).data;
  } catch {
    // Not even JSON: the same to the caller as JSON of another shape.
    return undefined;
  }
}

async function readFile(
  deps: PipelineDeps,
  job: IngestJob,
  source: ClaimedSource,
  signal: AbortSignal,
): Promise<Drafts> {
  const [declaredType = "", charset] = (source.contentType ?? "").split(/;\s*charset=/i);
  if (!isFileType(declaredType)) {
    throw new ServiceError("unsupported_media_type", { detail: `Supported are ${SUPPORTED_LABELS}.` });
  }
  const bytes = await load(deps, job, LIMITS.fileMaxBytes, signal);
  const parsed = await deps.parse({ bytes, declaredType, charset }, signal);
  return oneDraft({ ...parsed, externalId: source.name, title: parsed.title ?? source.name });
}

/** A source that is one document: without text the source itself has failed. */
function oneDraft(draft: Draft): Drafts {
  if (draft.text.trim() === "") throw new ServiceError("source_empty");
  return { drafts: [tidy(draft)], failures: [] };
}

function textDrafts(raw: readonly Draft[]): Drafts {
  const byId = new Map(raw.map((draft) => [draft.externalId, draft]));
  const drafts = [...byId.values()].map(tidy);
  return {
    drafts: drafts.filter(({ text }) => text !== ""),
    failures: drafts
      .filter(({ text }) => text === "")
      .map(({ externalId }) => failure(externalId, "source_empty", "The document holds no text.")),
  };
}

function tidy(draft: Draft): Draft {
  const externalId = cleanText(draft.externalId);
  return {
    ...draft,
    externalId,
    title: cleanLine(draft.title, TITLE_MAX_CHARS) || cleanLine(externalId, TITLE_MAX_CHARS),
    url: draft.url === undefined ? undefined : cleanLine(draft.url, 2_000),
    text: cleanText(draft.text).trim(),
  };
}

/** Each pair is a document: the question its title, the answer its text. */
function qaDrafts(pairs: readonly { question: string; answer: string }[]): Draft[] {
  const seen = new Map<string, number>();
  return pairs.map(({ question, answer }) => {
    const name = cleanLine(question, 280);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const externalId = count === 1 ? name : `${name} (${count})`;
    return { externalId, title: question, text: answer, format: "markdown" };
  });
}
